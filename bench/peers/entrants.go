package main

import (
	"context"
	"strconv"

	"reprise/bench"
)

// contest is one model that all engines run.
type contest struct {
	Model   string `json:"model"`             // hold or mm1
	Pending int    `json:"pending,omitempty"` // of hold
	warmUp  int    // events before the first round
	events  int    // in one round
}

func (c contest) String() string {
	if c.Model == "hold" {
		return "hold, " + strconv.Itoa(c.Pending) + " pending"
	}
	return "M/M/1"
}

var contests = []contest{
	{Model: "hold", Pending: 1_000, warmUp: 100_000, events: 1_000_000},
	{Model: "hold", Pending: 100_000, warmUp: 200_000, events: 1_000_000},
	{Model: "hold", Pending: 1_000_000, warmUp: 2_000_000, events: 1_000_000},
	{Model: "mm1", warmUp: 100_000, events: 2_000_000},
}

// entrant is an engine, and a way to use it, that can be entered into a contest.
type entrant struct {
	name       string
	ns3        bool
	maxPending int // beyond it a round takes minutes
	start      starter
}

type starter func(context.Context, programs, contest) (engine, error)

const anyPending = 1 << 30

// entrants are in the order of the table; the first is what the others are held against.
func entrants() []entrant {
	all := []entrant{
		{"reprise", false, anyPending, startOwn(false)},
		{"reprise, trace hash on", false, anyPending, startOwn(true)},
	}
	for _, scheduler := range []struct {
		name       string
		maxPending int
	}{
		{"PriorityQueue", anyPending},
		{"Map", anyPending},
		{"Heap", anyPending},
		{"Calendar", 100_000}, // 0.2 M events/s at a million, and minutes to get there
		{"List", 1_000},       // each event goes along half of the list
	} {
		all = append(all, entrant{"ns-3 " + scheduler.name, true, scheduler.maxPending, startNS3(scheduler.name, "reused")})
	}
	return append(all,
		entrant{"ns-3 PriorityQueue, a new object an event", true, anyPending, startNS3("PriorityQueue", "fresh")},
		entrant{"container/heap", false, anyPending, startHeap})
}

func startOwn(hashed bool) starter {
	return func(_ context.Context, _ programs, c contest) (engine, error) {
		if c.Model == "hold" {
			return own{bench.NewHold(c.Pending, hashed)}, nil
		}
		return own{bench.NewMM1(1, hashed)}, nil
	}
}

func startNS3(scheduler, objects string) starter {
	return func(ctx context.Context, p programs, c contest) (engine, error) {
		return startPeer(ctx, gaps(), p.ns3, scheduler, objects, c.Model, strconv.Itoa(c.Pending))
	}
}

func startHeap(ctx context.Context, p programs, c contest) (engine, error) {
	return startPeer(ctx, "", p.heap, c.Model, strconv.Itoa(c.Pending))
}
