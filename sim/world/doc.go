// Package world is the control plane and everything around it, as a model on the engine of package sim: servers and
// their panels, the config rows of every account, background sync and the rolling pipeline, the database's connection
// pool, the backend, and the clients with their caches and sessions.
//
// The world holds state and lets time pass. Each decision of the real system that the documents tell of is a call into
// reprise/control, and the world applies what comes back. What it takes to be so besides, the function Assumptions lists.
//
//	users ──▶ clients (cache) ──▶ backend ──▶ database pool ──▶ rows ──▶ control/delivery
//	              ▲                   │                           ▲
//	              └── answer ◀────────┘        background sync ───┤
//	                                           rolling pipeline ──┴──▶ panels of the servers
//
// Servers under load, the way of a score to a client's list, and what clients then pick:
//
//	sessions ──▶ machines (traffic) ──▶ score, each minute ──▶ MySQL ──▶ ranking ──▶ list, in the account's order
//	    ▲                               control/scoring                  control/ranking          │
//	    └──────────────────────── Chooser: the outbound that a client picks ◀─────────────────────┘
//
// Covered: SYNC-01 to SYNC-23, LB-02, LB-04, LB-10, LB-11, LB-13, LB-16 to LB-27, LB-32, LB-33.
package world
