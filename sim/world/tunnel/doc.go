// Package tunnel is what runs on a client between its tunnel and the network: the interface to the core, which loads a
// config and picks an outbound for each connection, and a model of the core's observatories: who is probed when, how many
// at once, and what is known of an outbound after it (LB-02, LB-03, LB-10). The model is held, probe by probe, against
// whole instances of the core in sim/xraycore.
package tunnel
