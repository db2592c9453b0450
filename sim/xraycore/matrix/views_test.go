package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/sim/xraycore/cores"
)

// small is a matrix of three versions with a row for each kind of change.
func small() *matrix {
	m := &matrix{}
	for _, name := range []string{"agreed", "elsewhere", "further", "other", "worded"} {
		m.Configs = append(m.Configs, row{Name: name})
	}
	to := func(site, private string) map[string]string {
		return map[string]string{"www.example.org": site, "10.0.0.1": private}
	}
	m.add("1.0.0", []cores.Answer{{Stage: "ok", Routes: to("p", "q")}, {Stage: "ok", Routes: to("p", "q")}, {Stage: "build", Error: "a > no such thing"}, {Stage: "new", Error: "a > one"}, {Stage: "new", Error: "a > one"}})
	m.add("2.0.0", []cores.Answer{{Stage: "ok", Routes: to("p", "q")}, {Stage: "ok", Routes: to("p", "q")}, {Stage: "ok", Routes: to("p", "q")}, {Stage: "new", Error: "a > two"}, {Stage: "new", Error: "b > a > one"}})
	m.add("3.0.0", []cores.Answer{{Stage: "ok", Routes: to("p", "q")}, {Stage: "ok", Routes: to("dropped", "q")}, {Stage: "ok", Routes: to("p", "dropped")}, {Stage: "new", Error: "a > two"}, {Stage: "new", Error: "b > a > one"}})
	m.Missing = []missing{{"4.0.0", "no network"}}
	return m
}

func TestText(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, text(&out, small()))
	require.Equal(t, `config     1.0.0  2.0.0  3.0.0
elsewhere  ok     ok     elsewhere
further    build  ok     elsewhere
other      new    new    new

elsewhere
  1.0.0, 2.0.0: ok; www.example.org -> p
  3.0.0: ok; www.example.org -> dropped

further
  1.0.0: build no such thing
  2.0.0: ok; 10.0.0.1 -> q
  3.0.0: ok; 10.0.0.1 -> dropped

other
  1.0.0: new one
  2.0.0, 3.0.0: new two

4.0.0 is missing: no network

5 configs on 3 versions: 1 come less or further, 1 go elsewhere, 1 stop for another reason, 1 in other words, 1 the same
`, out.String())
}

// TestJSON holds the names that other programs rely on.
func TestJSON(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, asJSON(&out, small()))
	var read struct {
		Versions []string
		Missing  []map[string]string
		Configs  []struct {
			Name     string
			Verdicts []map[string]any
		}
	}
	require.NoError(t, json.Unmarshal(out.Bytes(), &read))
	require.Equal(t, []string{"1.0.0", "2.0.0", "3.0.0"}, read.Versions)
	require.Equal(t, []map[string]string{{"version": "4.0.0", "error": "no network"}}, read.Missing)
	require.Len(t, read.Configs, 5)
	require.Equal(t, []map[string]any{
		{"version": "1.0.0", "stage": "build", "error": "a > no such thing"},
		{"version": "2.0.0", "stage": "ok", "error": "", "routes": map[string]any{"www.example.org": "p", "10.0.0.1": "q"}},
		{"version": "3.0.0", "stage": "ok", "error": "", "routes": map[string]any{"www.example.org": "p", "10.0.0.1": "dropped"}},
	}, read.Configs[2].Verdicts)
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{{"-format", "xml"}, {"-versions", "25.7.25,1.0.0"}, {"what"}, {"-unknown"}} {
		var out, complaint bytes.Buffer
		require.Equal(t, 2, run(t.Context(), args, &out, &complaint), strings.Join(args, " "))
		require.Empty(t, out.String())
		require.NotEmpty(t, complaint.String())
	}
}

func TestCorpusIsThere(t *testing.T) {
	questions, err := corpus()
	require.NoError(t, err)
	require.Greater(t, len(questions), 60)
}

func TestComplaint(t *testing.T) {
	require.Equal(t, "core.go:3:2: no network", complaint("go: downloading x v1\n# reprise/x\ncore.go:3:2: no network\n\tgo get x\n"))
	require.Equal(t, "it did not say why", complaint(""))
}
