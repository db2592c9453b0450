package experiments

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/scenarios"
)

func refused(t *testing.T, s Sweep, want string) {
	t.Helper()
	before, err := os.ReadFile(s.State)
	require.NoError(t, err)
	_, err = s.Run(context.Background())
	var usage *scenarios.UsageError
	require.True(t, errors.As(err, &usage), "%v", err)
	require.Contains(t, err.Error(), want)
	require.NotContains(t, err.Error(), "\n")
	after, err := os.ReadFile(s.State)
	require.NoError(t, err)
	require.Equal(t, string(before), string(after), "it stays as it is")
}

// TestAnotherSweepIsRefused: whatever of the question is another, and says which.
func TestAnotherSweepIsRefused(t *testing.T) {
	s := quickly(t)
	s.State = filepath.Join(t.TempDir(), "state")
	ran(t, s)
	for want, change := range map[string]func(*Sweep){
		"its seed is":                     func(s *Sweep) { s.Seed = 2 },
		"its replications is":             func(s *Sweep) { s.Reps = 4 },
		"its metrics is":                  func(s *Sweep) { s.Metrics = []string{"pool.mean_size", "signup.fallbacks"} },
		"its settings is":                 func(s *Sweep) { s.Set = []string{"sync.workers=5"} },
		"its number of points is":         func(s *Sweep) { s.Over[0] = "account.pool.min-size=10:50:10" },
		"its points have other values":    func(s *Sweep) { s.Over[0] = "account.pool.min-size=11:41:10" },
		"its keys is":                     func(s *Sweep) { s.Over[0] = "sync.workers=10:40:10" },
		"its build of reprise is":         func(s *Sweep) { s.Build = "next" },
		"the scenario's text has changed": func(s *Sweep) { s.Scenario = scenario(t, strings.Replace(quick, "per_hour: 300", "per_hour: 301", 1)) },
		"its scenario is":                 func(s *Sweep) { s.Scenario = scenario(t, strings.Replace(quick, "name: quick", "name: other", 1)) },
	} {
		other := quickly(t)
		other.State = s.State
		change(&other)
		refused(t, other, want)
	}
	require.Equal(t, string(ran(t, quickly(t))), string(ran(t, s)), "its own it still takes")
}

// TestWhatIsNoJournalIsRefused, and not written over.
func TestWhatIsNoJournalIsRefused(t *testing.T) {
	s := quickly(t)
	s.State = filepath.Join(t.TempDir(), "state")
	ran(t, s)
	whole, err := os.ReadFile(s.State)
	require.NoError(t, err)
	lines := strings.SplitAfter(string(whole), "\n")
	record := lines[1]
	for name, test := range map[string]struct{ text, want string }{
		"notes":         {"my notes\n", "holds no sweep"},
		"no line's end": {"my notes", "holds no sweep"},
		"other JSON":    {`{"scenario": "quick"}` + "\n", "holds no sweep"},
		"twice":         {lines[0] + record + record, ":3: is no run of this sweep"},
		"garbage":       {lines[0] + record + "\x00\x00\n", ":3: is no run of this sweep"},
		"point":         {lines[0] + `{"point":8,"rep":0,"values":[1,2]}` + "\n", ":2: is no run of this sweep"},
		"replication":   {lines[0] + `{"point":0,"rep":-1,"values":[1,2]}` + "\n", ":2: is no run of this sweep"},
		"values":        {lines[0] + `{"point":0,"rep":0,"values":[1]}` + "\n", ":2: is no run of this sweep"},
		"unknown":       {lines[0] + `{"point":0,"rep":0,"values":[1,2],"more":1}` + "\n", ":2: is no run of this sweep"},
	} {
		require.NoError(t, os.WriteFile(s.State, []byte(test.text), 0o644))
		t.Run(name, func(t *testing.T) { refused(t, s, test.want) })
	}
}

// TestOneProcessAtATime: the second is refused, until the first lets go.
func TestOneProcessAtATime(t *testing.T) {
	s := quickly(t)
	s.State = filepath.Join(t.TempDir(), "state")
	p, err := s.plan()
	require.NoError(t, err)
	j, err := openJournal(s.State, p.identity())
	require.NoError(t, err)
	refused(t, s, "another process is at it")
	require.NoError(t, j.close())
	ran(t, s)
}

func TestAJournalIsARegularFile(t *testing.T) {
	s := quickly(t)
	s.State = os.DevNull
	_, err := s.Run(context.Background())
	require.EqualError(t, err, "--state /dev/null: is no regular file")
	s.State = t.TempDir()
	_, err = s.Run(context.Background())
	require.ErrorContains(t, err, "is a directory")
}
