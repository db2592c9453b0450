package claims_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/load/claims"
	"reprise/load/mysql"
)

// POOL-08, with a server that is killed in the midst of it, again and again: each claim ends with an answer, no account is given
// twice, and every doubt is resolved.
func TestKilledServer(t *testing.T) {
	const kills, between = 2, 150 // claims from one kill to the next
	each(t, func(t *testing.T, server mysql.Server) {
		for v := claims.ForUpdate; v <= claims.Token; v++ {
			t.Run(v.String(), func(t *testing.T) {
				db := migrated(t, server.Config())
				exec(t, db, `DELETE FROM account`)
				s := claims.New(db, options(v))
				require.NoError(t, s.Stock(t.Context(), kills*between)) // then the pool is empty
				r := &run{s: s, stop: make(chan struct{})}
				r.start(t.Context())
				for kill := range int64(kills) {
					until(t, "enough claims", func() bool { return r.ended.Load() > (kill+1)*between })
					require.NoError(t, server.Kill(t.Context()))
					require.NoError(t, server.Start(t.Context()))
				}
				until(t, "claims after the last kill", func() bool { return r.ended.Load() > (kills+1)*between })
				close(r.stop)
				r.all.Wait()

				requireTrue(t, db, r.answers)
				require.Positive(t, count(r.answers)[pool.Fallback])
				require.Zero(t, count(r.answers)[pool.Owned], "every device is asked for once")
				stats := s.Stats()
				t.Logf("%d claims, %+v", len(r.answers), stats)
				require.Positive(t, stats.Broken)
				require.Equal(t, stats.InDoubt, stats.HadCommitted+stats.NotCommitted)
			})
		}
	})
}

// run is a closed loop of claims until it is stopped.
type run struct {
	s     *claims.Store
	stop  chan struct{}
	ended atomic.Int64
	all   sync.WaitGroup

	mu      sync.Mutex
	answers []answer
}

func (r *run) start(ctx context.Context) {
	for w := range 2 * conns {
		r.all.Go(func() {
			for i := 0; !r.stopped(); i++ {
				request := trial(fmt.Sprintf("device-%d-%d", w, i))
				given, err := r.s.Claim(ctx, request)
				r.mu.Lock()
				r.answers = append(r.answers, answer{request, given, err})
				r.mu.Unlock()
				r.ended.Add(1)
			}
		})
	}
}

func (r *run) stopped() bool {
	select {
	case <-r.stop:
		return true
	case <-time.After(time.Millisecond): // the machine is needed for a server that starts
		return false
	}
}
