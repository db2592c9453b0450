package bench

import (
	"math"
	"runtime"
)

// allocationsPerEvent is how often the process allocated, over the events of a model past its start: the least of three
// passes, since the runtime itself allocates now and then, whereas what an event allocates is there in every pass.
func allocationsPerEvent(m Model, events int) (float64, error) {
	least := math.Inf(1)
	for range 3 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := m.Advance(events)
		runtime.ReadMemStats(&after)
		if err != nil {
			return 0, err
		}
		least = min(least, float64(after.Mallocs-before.Mallocs)/float64(events))
	}
	return least, nil
}

// bytesPerPending is what a pending event occupies on the heap, the room that the queue keeps in reserve included: the
// growth of the live heap by a hold model past its start.
func bytesPerPending(pending int, e effort) (float64, error) {
	before := liveHeap()
	m := NewHold(pending, false)
	if err := m.Advance(e.warmUp * pending); err != nil {
		return 0, err
	}
	after := liveHeap()
	runtime.KeepAlive(m)
	return float64(int64(after)-int64(before)) / float64(pending), nil
}

func liveHeap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
