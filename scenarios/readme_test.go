package scenarios

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/reports"
)

// TestWorkedExample puts the pieces of README.md together and replays them: what the page promises must hold.
func TestWorkedExample(t *testing.T) {
	page, err := os.ReadFile("README.md")
	require.NoError(t, err)
	files := map[string]string{}
	for _, block := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		name := "poland.yaml"
		if strings.Contains(block[1], "\nservers:\n") {
			name = "poland-fleet.yaml"
		}
		files[name] += block[1]
	}
	s, err := Open("poland.yaml", func(name string) ([]byte, error) { return []byte(files[name]), nil })
	require.NoError(t, err)

	check, err := CheckAll([]*Scenario{s}, Options{Seed: 1})
	require.NoError(t, err)
	require.Len(t, check.Runs, 2)
	require.Equal(t, reports.Pass, check.Verdict, "%+v", check.Runs)

	why, err := Why(s, Options{Seed: 1})
	require.NoError(t, err)
	require.Len(t, why.Hypotheses, 2)
	require.True(t, why.Hypotheses[0].Consistent)
	require.Equal(t, "second-works", why.Hypotheses[1].BreaksAt)
	necessary := map[string]bool{}
	for _, c := range why.Causes {
		necessary[c.ID] = c.Necessary
	}
	// Without the new servers Poland has none at all, and she fails just so.
	require.Equal(t, map[string]bool{"out": true, "in": false, "first-try": true, "second-try": false, "checklist": true}, necessary)
}
