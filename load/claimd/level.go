package claimd

import (
	"context"
	"time"
)

// levelFresh is how long a count serves those who only look; levelTimeout is how long a count may take. Neither is of the
// documents.
const (
	levelFresh   = 250 * time.Millisecond
	levelTimeout = 2 * time.Second
)

// level is the size of the pool for those who only look at it: status, gauges, health. However many look at once, one counts;
// and none waits for long where the database does not answer.
type level struct {
	count func(context.Context) (int, error)
	turn  chan struct{} // holds one: whoever put it there counts, or reads what was counted
	at    time.Time     // of the last count
	size  int
	err   error
}

func newLevel(count func(context.Context) (int, error)) level {
	return level{count: count, turn: make(chan struct{}, 1)}
}

func (l *level) read() (int, error) {
	l.turn <- struct{}{}
	defer func() { <-l.turn }()
	if time.Since(l.at) < levelFresh {
		return l.size, l.err
	}
	ctx, cancel := context.WithTimeout(context.Background(), levelTimeout)
	defer cancel()
	l.size, l.err = l.count(ctx)
	l.at = time.Now()
	return l.size, l.err
}
