package main

import (
	"container/heap"
	"time"
)

type kind int

const (
	tick kind = iota
	arrive
	depart
)

type event struct {
	time int64 // ns
	seq  uint64
	kind kind
}

// queue is a heap of events; those at one instant are in the order in which they were scheduled.
type queue []*event

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return q[i].time < q[j].time || q[i].time == q[j].time && q[i].seq < q[j].seq
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(*event)) }
func (q *queue) Pop() any {
	last := len(*q) - 1
	ev := (*q)[last]
	*q = (*q)[:last]
	return ev
}

type simulator struct {
	now       int64 // ns
	scheduled uint64
	pending   queue
}

func (s *simulator) after(d time.Duration, ev *event) {
	ev.time = s.now + int64(d)
	ev.seq = s.scheduled
	s.scheduled++
	heap.Push(&s.pending, ev)
}

// run fires so many events.
func (s *simulator) run(m model, events int) {
	for range events {
		ev := heap.Pop(&s.pending).(*event)
		s.now = ev.time
		m.fire(ev)
	}
}
