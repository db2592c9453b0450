package alerts_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/sim/alerts"
)

// one is a file with one rule, whose lines from the third on are given.
func one(lines string) string {
	return "groups:\n- name: g\n  rules:\n" + lines
}

// TestWrongFiles: one clear line for each, with its place.
func TestWrongFiles(t *testing.T) {
	const alert = "  - alert: A\n    expr: a > 1\n"
	for name, c := range map[string]struct{ file, want string }{
		"empty":              {"", "1:1: file: holds nothing;"},
		"comments only":      {"# rules\n", "1:1: file: holds nothing;"},
		"null":               {"~\n", "1:1: file: is not a mapping;"},
		"not YAML":           {"groups:\n  - name: [g\n", "2:1: file: is not sound YAML: did not find expected ',' or ']';"},
		"not YAML, a key":    {"groups:\n- name: g\n  rules: []\n other: 1\n", "4:1: file: is not sound YAML: did not find expected key;"},
		"a tab":              {"groups:\n\t- name: g\n", "2:1: file: is not sound YAML: found character that cannot start any token;"},
		"text":               {"account_pool_size < 3", "1:1: file: is not a mapping;"},
		"not text":           {"\xff\xfe", "1:1: file: is not UTF-8;"},
		"too long":           {strings.Repeat("# long\n", 150_000), "1:1: file: is 1050000 bytes long; allowed are at most 1000000"},
		"no groups":          {"groups: []\n", "1:9: groups: holds no rules;"},
		"no rules":           {"groups:\n- name: g\n  rules: []\n", "2:1: groups: holds no rules;"},
		"another file":       {"route:\n  receiver: tg-vpn\n", "1:1: route: is not a key that Prometheus knows; allowed are groups"},
		"two documents":      {one(alert) + "---\ngroups: []\n", "6:1: file: has a second document, which Prometheus would leave out without a word; allowed is one"},
		"groups no list":     {"groups: {name: g}\n", "1:9: groups: is not a list;"},
		"group without name": {"groups:\n- rules:\n" + alert, "2:3: groups[0].name: is missing;"},
		"group twice":        {one(alert) + "- name: g\n  rules:\n" + alert, `6:9: groups[1].name: is "g", as that of a group before; allowed is another name`},
		"unknown key":        {one("  - alert: A\n    expr: a\n    form: 10m\n"), "6:5: groups[0].rules[0].form: is not a key that Prometheus knows; allowed are record, alert, expr, for,"},
		"key twice":          {one("  - alert: A\n    expr: a\n    expr: b\n"), "6:5: groups[0].rules[0].expr: is there twice; allowed is each key once"},
		"for":                {one("  - alert: A\n    expr: a\n    for: ten minutes\n"), `6:10: groups[0].rules[0].for: is "ten minutes"; allowed is a duration such as 30s, 10m or 1h30m`},
		"interval":           {"groups:\n- name: g\n  interval: -5\n  rules:\n" + alert, `3:13: groups[0].interval: is "-5"; allowed is a duration`},
		"neither":            {one("  - expr: a\n"), "4:5: groups[0].rules[0]: is neither alert nor record; allowed is one of the two"},
		"both":               {one("  - alert: A\n    record: b\n    expr: a\n"), "5:13: groups[0].rules[0].record: stands beside alert; allowed is one of the two"},
		"no expression":      {one("  - alert: A\n"), "4:5: groups[0].rules[0].expr: is missing;"},
		"for of a record":    {one("  - record: r\n    expr: a\n    for: 1m\n"), "6:10: groups[0].rules[0].for: is not for rules that record;"},
		"record with braces": {one("  - record: 'r{a=1}'\n    expr: a\n"), "4:13: groups[0].rules[0].record: braces present in the recording rule name; should it be in expr?: r{a=1};"},
		"PromQL":             {one("  - alert: A\n    expr: sum(a) by (b) > > 3\n"), "5:27: groups[0].rules[0].expr: is not PromQL: unexpected <op:>>;"},
		"PromQL quoted":      {one("  - alert: A\n    expr: 'a{b=''c''} >'\n"), "5:24: groups[0].rules[0].expr: is not PromQL: unexpected end of input;"},
		"PromQL over lines":  {one("  - alert: A\n    expr: |\n      sum(a)\n      / foo(b)\n"), `7:9: groups[0].rules[0].expr: is not PromQL: unknown function with name "foo";`},
		"PromQL folded":      {one("  - alert: A\n    expr: >-\n\n      sum(a)\n\n      / é foo(b)\n"), "9:9: groups[0].rules[0].expr: is not PromQL: unexpected character: 'é';"},
		"after wide text":    {one("  - {alert: äöü, expr: 1 +}\n"), "4:30: groups[0].rules[0].expr: is not PromQL: unexpected end of input;"},
		"a range":            {one("  - alert: A\n    expr: a[5m]\n"), "5:11: groups[0].rules[0].expr: is a range vector: every evaluation would fail;"},
		"a text":             {one("  - alert: A\n    expr: '\"a\"'\n"), "5:11: groups[0].rules[0].expr: is a string: every evaluation would fail;"},
		"deep":               {one("  - alert: A\n    expr: " + strings.Repeat("(", 200) + "a" + strings.Repeat(")", 200) + "\n"), "5:11: groups[0].rules[0].expr: is nested too deep; allowed are at most 100 levels"},
		"long":               {one("  - alert: A\n    expr: a" + strings.Repeat(" + a", 2500) + "\n"), "5:11: groups[0].rules[0].expr: is 10001 bytes long; allowed are at most 10000"},
		"a subquery":         {one("  - alert: A\n    expr: max_over_time(rate(a[5m])[1w:5s]) > 0\n"), "5:11: groups[0].rules[0].expr: has subqueries of 120960 steps; allowed are at most 100000"},
		"subqueries":         {one("  - alert: A\n    expr: max_over_time(sum_over_time(a[1h:1s])[1h:]) > 0\n"), "5:11: groups[0].rules[0].expr: has subqueries of 216000 steps; allowed are at most 100000"},
		"label name":         {one(alert + "    labels:\n      __name__: x\n"), "7:17: groups[0].rules[0].labels.__name__: is no name of a label;"},
		"label of a group":   {"groups:\n- name: g\n  labels: {__name__: x}\n  rules:\n" + alert, "3:22: groups[0].labels.__name__: is no name of a label;"},
		"template function":  {one(alert + "    annotations:\n      summary: '{{ $value | shout }}'\n"), `7:16: groups[0].rules[0].annotations.summary: is no template: function "shout" not defined;`},
		"template variable":  {one(alert + "    labels: {team: '{{ $team }}'}\n"), `6:20: groups[0].rules[0].labels.team: is no template: undefined variable "$team";`},
		"template end":       {one(alert + "    annotations: {summary: '{{ if true }}'}\n"), "6:28: groups[0].rules[0].annotations.summary: is no template: unexpected EOF;"},
		"rule twice":         {one(alert + "  - alert: B\n    expr: b\n" + alert), "8:12: groups[0].rules[2].alert: is the same rule as in line 4; allowed is a rule once, or with other labels or another expression"},
		"labels a list":      {one(alert + "    labels: [a]\n"), "6:1: file: is not a file of rules: cannot unmarshal !!seq into map[string]string;"},
		"an alias bomb":      {"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\ngroups: *b\n", "1:1: a: is not a key that Prometheus knows; allowed are groups"},
		"a rule too many":    {one(strings.Repeat("  - {alert: A, expr: a}\n", 1001)), "1004:5: groups[0].rules[1000]: is one rule too many; allowed are at most 1000 in a file"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := alerts.Load("team.yaml", []byte(c.file))
			var wrong *alerts.Error
			require.ErrorAs(t, err, &wrong)
			require.Contains(t, err.Error()+"\n", "team.yaml:"+c.want)
			require.NotEmpty(t, wrong.Allowed)
			require.NotContains(t, err.Error(), "\n")
		})
	}
}

// TestWhatPrometheusTakes is taken: what is odd, and no mistake.
func TestWhatPrometheusTakes(t *testing.T) {
	for name, file := range map[string]string{
		"anchors":        "groups:\n- name: g\n  rules:\n  - {alert: A, expr: a, labels: &l {team: x}}\n  - {alert: B, expr: b, labels: *l}\n",
		"merged keys":    "groups:\n- name: g\n  rules:\n  - &a {alert: A, expr: a, for: 1m}\n  - {<<: *a, alert: B}\n",
		"numbers":        one("  - {alert: A, expr: 1, labels: {severity: 1}}\n"),
		"an empty group": one("  - {alert: A, expr: a}\n") + "- name: h\n",
		"same name":      one("  - {alert: A, expr: a, labels: {severity: page}}\n  - {alert: A, expr: a, labels: {severity: ticket}}\n"),
		"utf-8 names":    one("  - {alert: Тревога, expr: '{\"метрика\"} > 1'}\n"),
		"windows":        "groups:\r\n- name: g\r\n  rules:\r\n  - alert: A\r\n    expr: a\r\n",
		"null values":    one("  - {alert: A, expr: a, for: ~, labels: ~, annotations: ~}\n"),
	} {
		t.Run(name, func(t *testing.T) {
			rules, err := alerts.Load("team.yaml", []byte(file))
			require.NoError(t, err)
			require.NotEmpty(t, rules.Alerts())
		})
	}
}

// TestRules: what is told of a rule.
func TestRules(t *testing.T) {
	rules, err := alerts.Load("team.yaml", []byte(`groups:
- name: first
  labels: {team: vpn, severity: none}
  rules:
  - record: ratio
    expr: done / on () (asked or late)
  - record: ring
    expr: ring + twice
  - record: twice
    expr: 2 * ratio
- name: second
  rules:
  - alert: Bad
    expr: twice{x="y"} + ring < 0.5 and on () ALERTS{alertname="Other"} or {__name__=~"p.*"}
    for: 1h30m
    keep_firing_for: 90s
    annotations: {summary: '{{ $value }}', description: d}
`))
	require.NoError(t, err)
	require.Equal(t, "team.yaml", rules.File())
	require.Equal(t, []alerts.Rule{{
		File: "team.yaml", Group: "second", Alert: "Bad",
		Expr: `twice{x="y"} + ring < 0.5 and on () ALERTS{alertname="Other"} or {__name__=~"p.*"}`,
		For:  90 * time.Minute, KeepFiringFor: 90 * time.Second, Summary: "{{ $value }}", Line: 13, Reads: []string{"asked", "done", "late"},
	}}, rules.Alerts())
}

// TestMetricsIn names each once, sorted.
func TestMetricsIn(t *testing.T) {
	got, err := alerts.MetricsIn(`sum by (x) (rate(b_total{x="y"}[5m])) / {__name__="a"} > bool scalar(b_total) + max_over_time((c - 1)[1h:5m] offset 1m)`)
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b_total", "c"}, got)
	_, err = alerts.MetricsIn("sum(")
	require.ErrorContains(t, err, "unclosed left parenthesis")
}

// FuzzLoad: whatever the file, it is read or refused at a place in it.
func FuzzLoad(f *testing.F) {
	for _, file := range []string{
		one("  - {alert: A, expr: a, for: 1m, labels: {x: '{{ $value }}'}, annotations: {summary: b}}\n"),
		one("  - record: r\n    expr: |\n      a\n      + b\n"), one("  - alert: A\n    expr: >-\n      a >\n"), "groups:\n- &a [*a]\n", "? x\n: y", "&a :\nb: 0",
	} {
		f.Add([]byte(file))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rules, err := alerts.Load("f.yaml", data)
		if err == nil {
			rules.Alerts()
			return
		}
		var wrong *alerts.Error
		if !errors.As(err, &wrong) {
			t.Fatalf("%q: %v", data, err)
		}
		lines := strings.Split(string(data), "\n")
		if wrong.Line < 1 || wrong.Col < 1 || wrong.Line > len(lines)+1 || wrong.Key == "" || wrong.Problem == "" || wrong.Allowed == "" {
			t.Fatalf("%q: %+v", data, wrong)
		}
	})
}
