package claimd_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/pool"
)

// TestSchedulerProperty holds the live scheduler against control/pool in virtual time: it counts at once, makes what Refill
// says, so many at once (POOL-03, POOL-04), and counts again after the Gap that the fill leaves.
func TestSchedulerProperty(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		target := rapid.IntRange(1, 60).Draw(r, "target")
		set := pool.Settings{Enabled: rapid.IntRange(0, 9).Draw(r, "enabled") > 0, Target: target, Min: rapid.IntRange(0, target).Draw(r, "min")}
		stock := rapid.IntRange(0, 70).Draw(r, "stock")
		workers := rapid.IntRange(1, 8).Draw(r, "workers")
		every := time.Duration(rapid.IntRange(1, 600).Draw(r, "every")) * time.Second
		takes := time.Duration(rapid.IntRange(1, 40).Draw(r, "takes")) * time.Second
		schedule := pool.Schedule(rapid.IntRange(0, 1).Draw(r, "schedule"))

		var counts []time.Time
		var began time.Time
		var size int
		synctest.Test(t, func(t *testing.T) {
			m, w := newMemory(set, stock), &worker{takes: takes}
			o := options(m, w)
			o.CheckEvery, o.Schedule, o.Workers = every, schedule, workers
			began = time.Now()
			s, _ := start(t, o)
			time.Sleep(3 * time.Hour)
			synctest.Wait()
			size = m.size()
			require.Equal(t, len(m.counts), s.Counts().Checks)
			require.Equal(t, size-stock, s.Counts().Fills)
			require.Equal(t, size-stock, w.count(fillConfigs))
			counts = m.counts
		})
		makes := set.Refill(stock)
		require.Equal(r, stock+makes, size)
		took := time.Duration((makes+workers-1)/workers) * takes
		at := began
		for i, counted := range counts {
			require.Equal(r, at, counted, "check %d", i)
			if i == 0 {
				at = at.Add(schedule.Gap(every, took))
			} else {
				at = at.Add(schedule.Gap(every, 0))
			}
		}
		require.True(r, at.After(began.Add(3*time.Hour)) || at.Equal(began.Add(3*time.Hour)), "no check is left out")
	})
}

// TestCheckThatCannotCount is missed, and the next one comes at its time (POOL-03).
func TestCheckThatCannotCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(pool.Documented(), 0)
		o := options(m, &worker{})
		o.CheckEvery = 0 // as documented
		began := time.Now()
		m.fails = func(call string) error {
			if time.Since(began) < 4*time.Minute && call == "size" {
				return errors.New("connection refused")
			}
			return nil
		}
		s, _ := start(t, o)
		time.Sleep(4 * time.Minute)
		synctest.Wait()
		require.Equal(t, 1, s.Counts().Missed)
		require.Zero(t, m.size())
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Equal(t, 1, s.Counts().Checks)
		require.Equal(t, 500, m.size())
	})
}

// TestFillStepsFollowControl: whichever step of a fill fails, what it leaves is what control/pool says (POOL-04), in both
// readings of POOL-20.
func TestFillStepsFollowControl(t *testing.T) {
	for _, reading := range []pool.PushFailure{pool.MarkAnyway, pool.Abandon} {
		for _, fails := range []string{"", "insert", "push", "mark"} {
			synctest.Test(t, func(t *testing.T) {
				var want pool.Fill
				for !want.Over {
					step := map[pool.Step]string{pool.CreateAccount: "insert", pool.FillConfigs: "push", pool.MarkPool: "mark"}[want.Next]
					want = reading.After(want, step != fails)
				}
				m := newMemory(pool.Settings{Enabled: true, Min: 1, Target: 1}, 0)
				m.fails = func(call string) error {
					if call == fails {
						return errors.New("connection refused")
					}
					return nil
				}
				o := options(m, &worker{fails: fails == "push"})
				o.OnPushFailure = reading
				s, _ := start(t, o)
				time.Sleep(time.Minute)
				synctest.Wait()
				is := map[bool]int{true: 1}
				require.Equal(t, is[want.Account], len(m.rows), "%s %s", reading, fails)
				require.Equal(t, is[want.Pooled], m.size())
				counts := s.Counts()
				require.Equal(t, is[want.Pooled], counts.Fills)
				require.Equal(t, is[!want.Configs], counts.FillsFailed)
				require.Equal(t, is[want.Orphan()], counts.Orphans)
			})
		}
	}
}

// TestPushFailureReadings: while fill_configs fails, filled accounts have no configs, or users get the fallback; each reading
// keeps its half of the sentence (POOL-20), and the answer says that there are no configs.
func TestPushFailureReadings(t *testing.T) {
	for reading, route := range map[pool.PushFailure]pool.Route{pool.MarkAnyway: pool.FromPool, pool.Abandon: pool.Fallback} {
		synctest.Test(t, func(t *testing.T) {
			o := options(newMemory(pool.Settings{Enabled: true, Min: 1, Target: 1}, 0), &worker{fails: true})
			o.OnPushFailure = reading
			_, c := start(t, o)
			time.Sleep(time.Minute)
			given := claim(t, c, "device_id=a&flow=trial")
			require.Equal(t, route.String(), given.Route)
			require.False(t, given.Configs)
		})
	}
}

// TestFillStopsWithTheService: accounts that are being made are finished within the grace, and no others begun.
func TestFillStopsWithTheService(t *testing.T) {
	for grace, made := range map[time.Duration]int{15 * time.Second: 3 + 3, 5 * time.Second: 3} {
		synctest.Test(t, func(t *testing.T) {
			m, p := newMemory(pool.Documented(), 0), newPipe()
			o := options(m, &worker{takes: 20 * time.Second})
			o.Workers, o.Grace = 3, grace
			s := newServer(t, o)
			s.Start(p)
			time.Sleep(30 * time.Second) // half-way through the second round
			began := time.Now()
			require.NoError(t, s.Shutdown(context.Background()))
			require.Equal(t, min(grace, 10*time.Second), time.Since(began))
			require.Equal(t, made, m.size())
			require.Equal(t, 6-made, s.Counts().Orphans)
			time.Sleep(time.Hour)
			require.Len(t, m.rows, 6)
			require.Len(t, m.counts, 1)
		})
	}
}
