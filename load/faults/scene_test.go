package faults

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"
)

// stage is a scene without anything real behind it. It says what is broken, and keeps what was done.
type stage struct {
	since func() time.Duration
	takes time.Duration // that every deed takes
	fails map[string]error

	mu      sync.Mutex
	did     []string
	dead    bool
	frozen  bool
	starved int
	down    bool
}

func newStage() *stage {
	start := time.Now()
	return &stage{since: func() time.Duration { return time.Since(start) }, fails: map[string]error{}}
}

func (s *stage) Kind() string           { return "local" }
func (s *stage) Version() string        { return "" }
func (s *stage) Why() string            { return "" }
func (s *stage) Config() *driver.Config { return driver.NewConfig() }
func (s *stage) Close() error           { return nil }

func (s *stage) Kill(ctx context.Context) error {
	return s.do(ctx, "kill", func() { s.dead = true })
}
func (s *stage) Start(ctx context.Context) error {
	return s.do(ctx, "start", func() { s.dead = false })
}
func (s *stage) Freeze(ctx context.Context) error {
	return s.do(ctx, "freeze", func() { s.frozen = true })
}
func (s *stage) Thaw(ctx context.Context) error {
	return s.do(ctx, "thaw", func() { s.frozen = false })
}

// do is a deed that takes its time, and that the end of ctx interrupts.
func (s *stage) do(ctx context.Context, deed string, does func()) error {
	if !pause(ctx, s.takes) {
		return ctx.Err()
	}
	return s.doAtOnce(deed, does)
}

func (s *stage) doAtOnce(deed string, does func()) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.did = append(s.did, fmt.Sprintf("%s@%s", deed, short(s.since())))
	if err := s.fails[deed]; err != nil {
		return err
	}
	does()
	return nil
}

func (s *stage) scene() Scene {
	return Scene{
		Server: s,
		Proxy:  &Proxy{to: driver.NewConfig(), traffic: newTraffic()},
		Starve: func(ctx context.Context, n int) (func(), error) {
			err := s.do(ctx, "starve", func() { s.starved += n })
			return func() {
				_ = s.do(context.WithoutCancel(ctx), "release", func() { s.starved -= n })
			}, err
		},
		Drain: func(ctx context.Context) (int, error) { return 412, s.do(ctx, "drain", func() {}) },
		ConfigsDown: func(down bool) {
			_ = s.doAtOnce(fmt.Sprintf("configs-down=%t", down), func() { s.down = down })
		},
	}
}

// requireMended says that nothing is broken.
func (s *stage) requireMended(t *testing.T, scene Scene) {
	t.Helper()
	require.False(t, s.dead, s.did)
	require.False(t, s.frozen, s.did)
	require.Zero(t, s.starved, s.did)
	require.False(t, s.down, s.did)
	late, _ := scene.Proxy.traffic.lateness()
	require.Zero(t, late)
	require.Zero(t, scene.Proxy.traffic.jitter)
	require.Empty(t, scene.Proxy.traffic.orders)
}

func parsed(t testing.TB, texts ...string) []Fault {
	t.Helper()
	faults, err := Parse(texts)
	require.NoError(t, err)
	return faults
}

func TestRunStrikesAtItsTimes(t *testing.T) {
	for _, c := range []struct {
		faults []string
		lasts  time.Duration
		takes  time.Duration
		did    []string
		struck []Struck
	}{
		{faults: []string{"kill@10s"}, lasts: 30 * sec, takes: 100 * ms, did: []string{"kill@10.1s", "start@10.2s"},
			struck: []Struck{{What: "kill@10s", At: 10 * sec, Until: 10200 * ms, Note: "answers again after 0.2 s"}}},
		{faults: []string{"kill+3s@10s"}, lasts: 30 * sec, did: []string{"kill@10s", "start@13s"},
			struck: []Struck{{What: "kill+3s@10s", At: 10 * sec, Until: 13 * sec, Note: "answers again after 3.0 s"}}},
		{faults: []string{"stall+2s@5s"}, lasts: 30 * sec, did: []string{"freeze@5s", "thaw@7s"},
			struck: []Struck{{What: "stall+2s@5s", At: 5 * sec, Until: 7 * sec}}},
		{faults: []string{"drain@5s"}, lasts: 30 * sec, did: []string{"drain@5s"},
			struck: []Struck{{What: "drain@5s", At: 5 * sec, Until: 5 * sec, Note: "took 412 accounts"}}},
		{faults: []string{"reset@0s"}, lasts: 30 * sec, struck: []Struck{{What: "reset@0s", Note: "reset 0 connections"}}},
		{faults: []string{"starve:7+5s@10s"}, lasts: 30 * sec, did: []string{"starve@10s", "release@15s"},
			struck: []Struck{{What: "starve:7+5s@10s", At: 10 * sec, Until: 15 * sec, Note: "held 7 connections for 5.0 s"}}},
		{faults: []string{"starve:7@10s"}, lasts: 30 * sec, did: []string{"starve@10s", "release@30s"},
			struck: []Struck{{What: "starve:7@10s", At: 10 * sec, Until: 30 * sec, Note: "held 7 connections for 20.0 s"}}},
		{faults: []string{"latency:50ms+1s@5s"}, lasts: 30 * sec, struck: []Struck{{What: "latency:50ms+1s@5s", At: 5 * sec, Until: 6 * sec}}},
		{faults: []string{"cut:2@5s"}, lasts: 9 * sec,
			struck: []Struck{{What: "cut:2@5s", At: 5 * sec, Until: 9 * sec, Note: "cut 0 of 2 commits: 0 before they arrived, 0 before their answer"}}},
		// Again and again; what is left of it when the run ends does not strike.
		{faults: []string{"drain@1s/2s"}, lasts: 6 * sec, did: []string{"drain@1s", "drain@3s", "drain@5s"}, struck: []Struck{
			{What: "drain@1s/2s", At: 1 * sec, Until: 1 * sec, Note: "took 412 accounts"},
			{What: "drain@1s/2s", At: 3 * sec, Until: 3 * sec, Note: "took 412 accounts"},
			{What: "drain@1s/2s", At: 5 * sec, Until: 5 * sec, Note: "took 412 accounts"}}},
		// What takes longer than to the next time leaves that out.
		{faults: []string{"drain@1s/2s"}, lasts: 6 * sec, takes: 2500 * ms, did: []string{"drain@3.5s"}, struck: []Struck{
			{What: "drain@1s/2s", At: 1 * sec, Until: 3500 * ms, Note: "took 412 accounts"},
			{What: "drain@1s/2s", At: 5 * sec, Until: 6 * sec, Note: "the run ended first"}}},
		// Overlapping: each ends on its own, and the config service is up again when the last has ended.
		{faults: []string{"configs-down+4s@1s", "configs-down+1s@2s"}, lasts: 30 * sec,
			did: []string{"configs-down=true@1s", "configs-down=true@2s", "configs-down=true@3s", "configs-down=false@5s"}, struck: []Struck{
				{What: "configs-down+4s@1s", At: 1 * sec, Until: 5 * sec}, {What: "configs-down+1s@2s", At: 2 * sec, Until: 3 * sec}}},
		// Those that stop the server take turns.
		{faults: []string{"kill@6s", "stall+2s@5s", "drain@6s"}, lasts: 30 * sec, did: []string{"freeze@5s", "drain@6s", "thaw@7s", "kill@7s", "start@7s"},
			struck: []Struck{{What: "stall+2s@5s", At: 5 * sec, Until: 7 * sec}, {What: "drain@6s", At: 6 * sec, Until: 6 * sec, Note: "took 412 accounts"},
				{What: "kill@6s", At: 7 * sec, Until: 7 * sec, Note: "answers again after 0.0 s"}}},
		{faults: []string{"drain@5s"}, lasts: 5*sec - 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			stage := newStage()
			stage.takes = c.takes
			ctx, cancel := context.WithTimeout(t.Context(), c.lasts)
			defer cancel()
			scene := stage.scene()
			struck := Run(ctx, parsed(t, c.faults...), scene, stage.since)
			require.Equal(t, c.struck, struck, c.faults)
			require.Equal(t, c.did, stage.did, c.faults)
			stage.requireMended(t, scene)
		})
	}
}

// TestRunMends ends the run at every moment of every fault, every deed of which takes a second: it is mended by the time Run
// returns, and what it had begun is told.
func TestRunMends(t *testing.T) {
	all := []string{"kill@2s", "kill+3s@2s", "stall+3s@2s", "latency:50ms~9ms+3s@2s", "latency:50ms@2s", "reset@2s", "cut:5@2s",
		"starve:7+3s@2s", "starve:7@2s", "drain@2s", "configs-down+3s@2s", "configs-down@2s"}
	for ends := 500 * ms; ends < 11*sec; ends += 500 * ms {
		for i := range len(all) + 1 {
			faults := all // at the end, all of them together
			if i < len(all) {
				faults = all[i : i+1]
			}
			synctest.Test(t, func(t *testing.T) {
				stage := newStage()
				stage.takes = sec
				ctx, cancel := context.WithTimeout(t.Context(), ends)
				defer cancel()
				scene := stage.scene()
				struck := Run(ctx, parsed(t, faults...), scene, stage.since)
				stage.requireMended(t, scene)
				if ends > 2*sec && len(faults) == 1 {
					require.Len(t, struck, 1, faults)
				}
				for _, s := range struck {
					require.Equal(t, 2*sec <= s.At && s.At <= s.Until, true, s)
				}
				// Nothing goes on behind it, or the bubble would not end; and it does not linger.
				require.Less(t, stage.since(), max(ends, 2*sec)+12*sec)
			})
		}
	}
}

func TestRunTellsWhatFailed(t *testing.T) {
	broken := errors.New("broken")
	for _, c := range []struct{ fault, fails, err, did string }{
		{"kill@1s", "kill", "broken", "[kill@1s start@1s]"},
		{"kill@1s", "start", "broken", "[kill@1s start@1s]"},
		{"stall+1s@1s", "freeze", "broken", "[freeze@1s thaw@1s]"},
		{"stall+1s@1s", "thaw", "broken", "[freeze@1s thaw@2s]"},
		{"starve:3+1s@1s", "starve", "broken", "[starve@1s]"},
		{"drain@1s", "drain", "broken", "[drain@1s]"},
	} {
		synctest.Test(t, func(t *testing.T) {
			stage := newStage()
			stage.fails[c.fails] = broken
			struck := Run(t.Context(), parsed(t, c.fault), stage.scene(), stage.since)
			require.Len(t, struck, 1)
			require.EqualError(t, struck[0].Err, c.err)
			require.Equal(t, c.did, fmt.Sprint(stage.did))
		})
	}
	synctest.Test(t, func(t *testing.T) {
		stage := newStage()
		stage.fails["kill"], stage.fails["start"] = broken, errors.New("worse")
		struck := Run(t.Context(), parsed(t, "kill@1s"), stage.scene(), stage.since)
		require.EqualError(t, struck[0].Err, "broken; and then: worse")
	})
}

// TestRunLacks has every fault strike a scene that is empty.
func TestRunLacks(t *testing.T) {
	for _, form := range forms {
		struck := Run(t.Context(), []Fault{{Kind: form.kind, Count: 1, Delay: sec}}, Scene{}, func() time.Duration { return 0 })
		require.Len(t, struck, 1)
		require.EqualError(t, struck[0].Err, "this run has nothing that it could strike", form.kind)
	}
}
