package world

import "math/bits"

// A client is whole when it holds exactly the servers that are active. It is exposed from the moment it makes do with
// anything else, be it a short list, a list of servers switched off, or none, until it is whole again. It is looked at
// when it connects and when an answer comes: a client that nobody uses is not exposed.

// noteExposure opens or closes a client's exposure by what it holds now.
func (w *World) noteExposure(c int32) {
	client := &w.clients[c]
	now := w.engine.Now()
	whole := client.has && equal(w.list(c), w.activeSet)
	switch {
	case whole && client.exposedSince != never:
		w.exposure += now.Sub(client.exposedSince).Seconds()
		client.exposedSince = never
		w.lastWhole = now
	case !whole && client.exposedSince == never:
		client.exposedSince = now
		if !client.everExposed {
			client.everExposed = true
			w.metric[exposedClients]++
		}
		if w.firstExposed == never {
			w.firstExposed = now
		}
	}
}

// equal tells whether two sets hold the same servers.
func equal(a, b []uint64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// count is how many servers a set holds.
func count(set []uint64) int {
	n := 0
	for _, word := range set {
		n += bits.OnesCount64(word)
	}
	return n
}

// common is how many servers two sets share.
func common(a, b []uint64) int {
	n := 0
	for i := range a {
		n += bits.OnesCount64(a[i] & b[i])
	}
	return n
}

// add puts a server into a set.
func add(set []uint64, s int32) { set[s/64] |= 1 << (uint(s) % 64) }

// contains tells whether a set holds a server.
func contains(set []uint64, s int32) bool { return set[s/64]>>(uint(s)%64)&1 == 1 }
