package scenarios

import (
	"bytes"
	"encoding/json"
	commandline "flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = commandline.Bool("update", false, "rewrite scenario.schema.json and the golden files")

const schemaFile = "scenario.schema.json"

func TestSchemaFileIsInStep(t *testing.T) {
	if *update {
		require.NoError(t, os.WriteFile(schemaFile, Schema(), 0o644))
	}
	shipped, err := os.ReadFile(schemaFile)
	require.NoError(t, err)
	require.True(t, bytes.Equal(shipped, Schema()), "run: reprise schema > scenarios/"+schemaFile)
}

func TestSchemaIsDraft202012(t *testing.T) {
	var schema struct {
		Version string `json:"$schema"`
	}
	require.NoError(t, json.Unmarshal(Schema(), &schema))
	require.Equal(t, "https://json-schema.org/draft/2020-12/schema", schema.Version)
}

func TestShippedScenariosFitTheSchema(t *testing.T) {
	require.NotEmpty(t, Builtin())
	v := newValidator(t)
	for _, name := range Builtin() {
		data, err := os.ReadFile(name + ".yaml")
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(string(data), "# yaml-language-server: $schema="+schemaFile+"\n"),
			"%s.yaml: the first line tells editors the schema", name)
		_, err = Load(name+".yaml", data)
		require.NoError(t, err)
		require.Empty(t, v.validate(data), name)
	}
}

// onlyLoadKnows are the refused changes that no schema can see: they take the whole file, or what a setting means.
var onlyLoadKnows = []string{
	"end before start", "a second past ten years", "client twice", "shares", "day of nothing",
	"bad setting", "action before start", "reason for nothing given", "unknown client", "cause twice",
	"window backwards", "unknown field of an event", "window past the end", "as-was against itself", "expectation twice",
	"unknown incident", "incident twice", "cause again in a variant", "unknown cause",
	"change to a bad value", "count of as-was against itself", "log event after the end",
	"window of no length", "harm twice", "as-was expects the same", "alert after the end",
}

func TestSchemaRefusesWhatLoadRefuses(t *testing.T) {
	v := newValidator(t)
	require.Empty(t, v.validate([]byte(sound)))
	seen := 0
	for _, c := range refused {
		problems := v.validate([]byte(strings.Replace(sound, c.old, c.new, 1)))
		if slices.Contains(onlyLoadKnows, c.name) {
			require.Empty(t, problems, "%s: the schema knows after all", c.name)
			seen++
		} else {
			require.NotEmpty(t, problems, c.name)
		}
	}
	require.Len(t, onlyLoadKnows, seen, "each is the name of a case")
}

// What Load takes, the schema takes too: forms that the shipped scenarios do not use.
func TestSchemaTakesWhatLoadTakes(t *testing.T) {
	v := newValidator(t)
	for _, c := range []struct{ old, new string }{
		{"{value: 6, assumed: a guess}", "{value: 6, documented: [SYNC-19], assumed: {value: a guess}}"},
		{"within: 1m, facts: SYNC-02, fields: {client: user}", "within: 1d12h, fields: {healthyConfigs: 26, client: user}, facts: postmortem of 3 March"},
		{"at: 2026-01-17T11:00:00Z, within: 1m", "never: true"},
		{"at: 2026-01-17T11:00:00Z, within: 1m", "never: false, count: '>= 1'"},
		{"log: CONFIG_FROM_DB_INCOMPLETE, at: 2026-01-17T11:00:00Z, within: 1m, facts: SYNC-02, fields: {client: user}", "alert: Any, state: resolved, labels: {severity: warning}, count: '>= 1'"},
		{"timeline:\n  - {at: 2026-01-17T10:00:00Z, do: servers.d", "alerts: [pool, ours.yaml, ../rules/theirs.yml]\ntimeline:\n  - {at: 2026-01-17T10:00:00Z, do: servers.d"},
		{"config.partial.policy: error", "config.partial.policy: {value: error}"},
		{"harm: [client.failed_attempts]", "harm: []"},
		{"count: 1}", "count: 1e0}"},
		{"desktop: 0.5, ios: 0.5", "android: 1"},
		{"exp:5m", "0s"},
		{"end: 2026-01-17T15", "end: 2036-01-17T09"},
		{"is: < as-was", "is: <= 0.5 * as-was"},
		{"is: < as-was", "is: report"},
		{"incident: [partial]\n", "incident: [own]\n"},
	} {
		require.Equal(t, 1, strings.Count(sound, c.old), c.old)
		changed := strings.Replace(sound, c.old, c.new, 1)
		text := []byte(strings.Replace(changed, "variants:\n", "variants:\n  as-was: {expect: [{id: own, metric: client.failed_attempts, is: report}]}\n", 1))
		_, err := Load("small.yaml", text)
		require.NoError(t, err, c.new)
		require.Empty(t, v.validate(text), c.new)
	}
}
