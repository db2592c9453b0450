package claimd

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"reprise/control/pool"
)

// byHandAtOnce is the most fills by hand at once.
const byHandAtOnce = 8

// fill makes n accounts, Options.Workers at once, and returns when the last is over. Once the service shuts down it begins no
// more of them.
func (s *Server) fill(n int) {
	began := time.Now()
	var begun, pooled atomic.Int64
	var workers sync.WaitGroup
	for range min(n, s.o.Workers) {
		workers.Go(func() {
			for begun.Add(1) <= int64(n) && s.opened.Err() == nil {
				if s.makeOne().Pooled {
					pooled.Add(1)
				}
			}
		})
	}
	workers.Wait()
	level := slog.LevelInfo
	if pooled.Load() < int64(n) {
		level = slog.LevelWarn
	}
	s.o.Log.Log(context.Background(), level, "a fill is over", "asked", n, "made", pooled.Load(), "took", time.Since(began))
}

// makeOne makes one account, step by step (POOL-04).
func (s *Server) makeOne() (f pool.Fill) {
	var account uuid.UUID
	for !f.Over {
		step := f.Next
		err := s.step(step, &account)
		if err != nil {
			s.o.Log.Debug("a step of a fill failed", "step", step, "account", account, "error", err)
		}
		f = s.o.OnPushFailure.After(f, err == nil)
		if step == pool.FillConfigs && err != nil && !f.Over {
			s.bare.add(account) // before it can be claimed
		}
	}
	s.metrics.made(f)
	return f
}

func (s *Server) step(step pool.Step, account *uuid.UUID) (err error) {
	if step == pool.FillConfigs {
		return s.configs.fillConfigs(s.working, *account)
	}
	ctx, cancel := context.WithTimeout(s.working, s.o.ClaimTimeout)
	defer cancel()
	switch step {
	case pool.CreateAccount:
		*account, err = s.o.Store.Insert(ctx)
	case pool.MarkPool:
		err = s.o.Store.MarkPool(ctx, *account)
	default:
		err = fmt.Errorf("unknown step %s", step)
	}
	return err
}
