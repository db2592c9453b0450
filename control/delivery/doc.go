// Package delivery decides how VPN configs reach clients: what the backend answers to a request for configs, what the
// clean-ups after a deactivation do to an account's rows, when a background sync is due and for which servers, what the
// activation checklist finds, and when a client asks again and what it keeps. It covers SYNC-01 to SYNC-23, as far as
// they are rules; durations and faults (SYNC-04 to -06, SYNC-19) belong to the world that is simulated around it.
// Every decision is a pure function of its arguments and the hot ones allocate nothing once their buffers have grown.
package delivery
