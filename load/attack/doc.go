// Package attack puts load on the claim service over HTTP and keeps what every client saw (load/history).
//
// An open loop (Open; Vegeta sends) sends each request at the instant that Arrivals mean it to be sent, whether the ones before it
// were answered or not, as users do; its latency counts from that instant. In a closed loop (Closed) each client waits for its
// answer: a service that stalls is then asked less, and most of the stall is never measured. The two are there to be compared.
//
// A request whose answer is in doubt is asked again with the same device id, until the service says what it holds or patience ends.
// Arrivals are those of the simulation (sim/random, sim/arrivals). What a run came to is counted from its history, after it (Result).
package attack
