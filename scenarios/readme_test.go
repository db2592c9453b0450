package scenarios

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/reports"
)

// pageFiles puts the pieces of README.md together, to files by name.
func pageFiles(t *testing.T) map[string]string {
	t.Helper()
	page, err := os.ReadFile("README.md")
	require.NoError(t, err)
	files := map[string]string{}
	for _, block := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		name := "poland.yaml"
		switch {
		case strings.Contains(block[1], "\nhardware:\n"):
			name = "baltic-fleet.yaml"
		case strings.Contains(block[1], "\nservers:\n"):
			name = "poland-fleet.yaml"
		}
		files[name] += block[1]
	}
	return files
}

// TestWorkedExample replays the incident of README.md: what the page promises must hold.
func TestWorkedExample(t *testing.T) {
	files := pageFiles(t)
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

// The page's fleet under load is one, and the actions of its tables stand there with their parameters.
func TestFleetUnderLoadOfThePage(t *testing.T) {
	f := loadFleet(t, pageFiles(t)["baltic-fleet.yaml"])
	sites, proxies := f.Sites()
	require.Len(t, sites, 6)
	require.Len(t, proxies, 1)

	page, err := os.ReadFile("README.md")
	require.NoError(t, err)
	rows := map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z.]+)` \\| `([a-z, ]+)` \\|").FindAllStringSubmatch(string(page), -1) {
		rows[row[1]] = row[2]
	}
	require.Len(t, rows, 15)
	for _, c := range actionSamples {
		parameters, documented := rows[c.do]
		if !documented {
			continue
		}
		for i := range reflect.TypeOf(c.want).Elem().NumField() {
			name, _, _ := strings.Cut(reflect.TypeOf(c.want).Elem().Field(i).Tag.Get("yaml"), ",")
			require.Contains(t, strings.Split(parameters, ", "), name, c.do)
		}
		delete(rows, c.do)
	}
	require.Empty(t, rows, "actions that there are not")
}
