package main

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/scenarios"
)

// sweepArgs is a sweep of some hundred runs.
const sweepArgs = "sweep felis --over config.partial.threshold=0.4:0.7:0.05 --over sync.workers=4,6,8 --reps 10 --format json"

// program is this test's own program under the name by which it is reprise (TestMain).
func program(t *testing.T) string {
	own, err := os.Executable()
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "reprise")
	require.NoError(t, os.Symlink(own, path))
	return path
}

// TestAKilledSweepGoesOn: killed (SIGKILL) at moments left to chance, again and again, it goes on from its journal, and what it prints
// in the end is what one that nobody killed prints.
func TestAKilledSweepGoesOn(t *testing.T) {
	if testing.Short() {
		t.Skip("a few hundred runs, twice")
	}
	reprise, state := program(t), filepath.Join(t.TempDir(), "state")
	want, err := exec.Command(reprise, strings.Fields(sweepArgs)...).Output()
	require.NoError(t, err)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	for kills := 0; ; kills++ {
		var out bytes.Buffer
		cmd := exec.Command(reprise, append(strings.Fields(sweepArgs), "--state", state)...)
		cmd.Stdout = &out
		require.NoError(t, cmd.Start())
		if kills < 12 {
			grown(state, size(state)+chance.Int64N(3000)) // so that every round brings it on, or ends it
			time.Sleep(time.Duration(chance.IntN(3_000_000)))
			_ = cmd.Process.Kill()
		}
		if err := cmd.Wait(); err != nil {
			var killed *exec.ExitError
			require.True(t, errors.As(err, &killed) && killed.ExitCode() == -1, "%v: killed, not failed", err)
			require.Empty(t, out.String())
			continue
		}
		require.Equal(t, string(want), out.String())
		t.Logf("%d kills", kills)
		return
	}
}

func size(file string) int64 {
	info, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return info.Size()
}

// grown waits until a file is larger than so many bytes, or for a while.
func grown(file string, bytes int64) {
	for range 2000 {
		if size(file) > bytes {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// TestAnInterruptedSweepSaysHowItGoesOn, and the command that it gives does.
func TestAnInterruptedSweepSaysHowItGoesOn(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state")
	args := append(strings.Fields(sweepArgs), "--state", state)
	p, stdout, stderr := testProcess(args...)
	go func() {
		grown(state, 1000)
		p.interrupts.tell()
	}()
	require.Equal(t, int(interrupted), run(p), stderr)
	require.Empty(t, stdout.String())
	lines := strings.Split(strings.TrimSpace(stderr.String()), "\n")
	last := lines[len(lines)-1]
	require.Regexp(t, `^reprise: interrupted; [0-9]+ of 210 runs are kept in .*state; go on with: reprise sweep felis .* --state .*state$`, last)
	_, command, _ := strings.Cut(last, "go on with: reprise ")
	p, stdout, stderr = testProcess(append(strings.Fields(command), "--format", "json")...)
	require.Equal(t, 0, run(p), stderr)
	whole, want, _ := testProcess(strings.Fields(sweepArgs)...)
	require.Equal(t, 0, run(whole))
	require.Equal(t, want.String(), stdout.String())
}

// TestTimeLeftIsByThePaceSoFar: what was kept from before took no time.
func TestTimeLeftIsByThePaceSoFar(t *testing.T) {
	now := time.Date(2026, 1, 20, 12, 0, 0, 0, time.UTC)
	var out bytes.Buffer
	g := &progress{out: &out, now: func() time.Time { return now }, next: now}
	tell := g.withTimeLeft("felis")
	now = now.Add(time.Minute)
	tell(501, 1000) // the first of this process
	now = now.Add(9 * time.Minute)
	tell(510, 1000)
	require.Contains(t, out.String(), "510/1000 felis, 8 h 10 m left\n")
}

// TestBuiltinScenariosCanBeSwept: each names a harm or a cost to sweep by.
func TestBuiltinScenariosCanBeSwept(t *testing.T) {
	for _, name := range scenarios.Builtin() {
		s, err := scenarios.Open(name, os.ReadFile)
		require.NoError(t, err)
		require.NotEmpty(t, append(s.Harm, s.Cost...), name)
	}
}
