package vectors_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// vectorsOf are the files with the vectors of each function or method of control/ that decides something.
var vectorsOf = map[string][]string{
	"delivery.AgeClock.Elapsed":     {"cache-elapsed"},
	"delivery.Answer.Arrives":       {"partial-answer"},
	"delivery.CacheRules.After":     {"cache-after"},
	"delivery.CacheRules.ClearedBy": {"cache-cleared"},
	"delivery.CacheRules.Fetches":   {"cache-fetches"},
	"delivery.CacheRules.Receives":  {"cache-receives"},
	"delivery.CacheRules.Timed":     {"cache-timed"},
	"delivery.Checklist":            {"activation"},
	"delivery.Completeness.Ratio":   {"completeness"},
	"delivery.Completeness.Whole":   {"partial-answer"},
	"delivery.CountConfigs":         {"check-query-1"},
	"delivery.DefaultRules":         {"cache-defaults"},
	"delivery.LogEvent.String":      {"partial-answer"},
	"delivery.Measure":              {"completeness"},
	"delivery.Missing":              {"completeness"},
	"delivery.Path":                 {"push-path"},
	"delivery.Pushed":               {"push"},
	"delivery.Resync.Apply":         {"resync"},
	"delivery.Respond":              {"partial-answer"},
	"delivery.Retire":               {"retire"},
	"delivery.Row.Awaiting":         {"awaiting"},
	"delivery.Row.Healthy":          {"healthy"},
	"delivery.Row.PipelinePushes":   {"pipeline"},
	"delivery.SyncDue":              {"sync-due"},
	"delivery.Tries":                {"tries"},
	"delivery.VerifyDeactivation":   {"deactivation"},
	"delivery.Wanted":               {"wanted"},
	"delivery.WithoutConfigs":       {"check-query-2"},

	"pool.Documented":          {"pool-history", "pool-properties"},
	"pool.Expiry.Claimed":      {"pool-expiry"},
	"pool.Expiry.Filled":       {"pool-expiry"},
	"pool.Expiry.Leaks":        {"pool-expiry"},
	"pool.Fill.Orphan":         {"pool-fill"},
	"pool.Fill.PayStatus":      {"pool-fill"},
	"pool.First":               {"pool-first"},
	"pool.History":             {"pool-history"},
	"pool.InForce":             {"pool-history"},
	"pool.ManualFill":          {"pool-manual-fill"},
	"pool.PushFailure.After":   {"pool-fill"},
	"pool.Request.Given":       {"pool-claim"},
	"pool.Request.Validate":    {"pool-claim"},
	"pool.Route.FillsAccount":  {"pool-claim"},
	"pool.Schedule.Gap":        {"pool-schedule"},
	"pool.Settings.Properties": {"pool-properties"},
	"pool.Settings.Refill":     {"pool-refill"},
	"pool.Settings.Route":      {"pool-claim"},
	"pool.Settings.Set":        {"pool-properties"},
	"pool.Settings.Status":     {"pool-status"},
	"pool.Settings.Validate":   {"pool-properties"},
	"pool.Signs.Depletion":     {"pool-depletion"},
	"pool.Status.Low":          {"pool-status"},
	"pool.Status.Percent":      {"pool-status"},
	"pool.Unclaimed":           {"pool-expiry"},
	"pool.UnclaimedUntil":      {"pool-expiry"},
	"pool.Watch.Fires":         {"pool-alert"},
	"pool.Watch.See":           {"pool-alert"},

	"ranking.LegacyWeight":    {"legacy-weight"},
	"ranking.Ranking.Pick":    {"selection"},
	"ranking.Ranking.Rebuild": {"selection"},
	"ranking.Rules.Arrange":   {"arrange"},
	"ranking.Shuffle":         {"shuffle"},
	"ranking.Weight":          {"weight"},

	"scoring.Documented":     {"score", "ema", "marks"},
	"scoring.Marking.Of":     {"shown-marks"},
	"scoring.Settings.EMA":   {"ema"},
	"scoring.Settings.Fast":  {"marks"},
	"scoring.Settings.Marks": {"marks"},
	"scoring.Settings.Score": {"score"},
	"scoring.Settings.Turbo": {"marks"},

	"xray.Android":               {"client-config"},
	"xray.Backend.Answer":        {"platform-answer", "client-config"},
	"xray.Backend.Response":      {"client-config"},
	"xray.Backend.Uses":          {"platform-answer"},
	"xray.Balancing.MarshalJSON": {"client-config"},
	"xray.Desktop":               {"client-config"},
	"xray.Documented":            {"backend-defaults"},
	"xray.IOS":                   {"client-config"},
	"xray.Rung.Next":             {"android-fallback"},
	"xray.Rung.Server":           {"android-fallback"},
	"xray.Rung.Strategy":         {"android-fallback"},
	"xray.Servers":               {"client-config"},
	"xray.Strategy.BalancerTag":  {"client-config"},
}

// withoutVectors are those that decide nothing, and why not. A name without its package and type speaks for all methods
// of that name which are not listed in full.
var withoutVectors = map[string]string{
	"delivery.ParsePlatform": "reads a name",
	"delivery.ParseResync":   "reads a name",
	"delivery.Row.String":    "for people; the vectors' rows are objects",
	"MarshalText":            "gives a value its name, which the vectors are written in",
	"names.For":              "makes a table of names",
	"names.Of.Parse":         "reads a name",
	"names.Of.Text":          "gives a value its name",
	"names.Of.Unmarshal":     "reads a name",
	"String":                 "gives a value its name, which the vectors are written in",
	"UnmarshalText":          "reads a name",
	"xray.Config.JSON":       "writes a config; how its keys are laid out decides nothing",
	"xray.Host":              "reads a URL",
	"xray.Lints":             "diagnoses for people; held against the real core in sim/xraycore, and by tables of their own",
}

// A function that is added to control/ gets vectors, or a reason why not.
func TestEveryDecisionHasVectors(t *testing.T) {
	names := decisions(t)
	var told []string
	for _, name := range names {
		method := name[strings.LastIndex(name, ".")+1:]
		switch {
		case vectorsOf[name] != nil, withoutVectors[name] != "":
			told = append(told, name)
		case strings.Count(name, ".") == 2 && withoutVectors[method] != "":
			told = append(told, method)
		default:
			t.Errorf("%s decides something, but has no vectors: make it a rule (doc.go) and list it in vectorsOf, or say why not "+
				"in withoutVectors", name)
		}
	}
	named := map[string]bool{}
	for name, files := range vectorsOf {
		require.True(t, slices.Contains(told, name), "vectorsOf has %s, which is not there", name)
		require.Empty(t, withoutVectors[name], "%s is in both tables", name)
		for _, file := range files {
			named[file] = true
			require.True(t, slices.ContainsFunc(rules, func(r rule) bool { return r.name == file }), "%s: no rule %s", name, file)
		}
	}
	for name := range withoutVectors {
		require.True(t, slices.Contains(told, name), "withoutVectors has %s, which is not there", name)
	}
	for _, r := range rules {
		require.True(t, named[r.name], "vectorsOf does not say what decides %s", r.name)
	}
}

// decisions are the exported functions of all packages of control/, and the exported methods of exported types, as
// package.Function or package.Type.Method.
func decisions(t *testing.T) (names []string) {
	files, err := filepath.Glob("../*/*.go")
	require.NoError(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, declared := range parsed.Decls {
			function, isOne := declared.(*ast.FuncDecl)
			if !isOne || !function.Name.IsExported() {
				continue
			}
			name := parsed.Name.Name + "."
			if function.Recv != nil {
				of := receiver(function.Recv.List[0].Type)
				if !ast.IsExported(of) {
					continue
				}
				name += of + "."
			}
			names = append(names, name+function.Name.Name)
		}
	}
	require.Greater(t, len(names), 60, "too few functions were found to mean anything")
	return names
}

// receiver is the name of a method's type.
func receiver(of ast.Expr) string {
	switch of := of.(type) {
	case *ast.StarExpr:
		return receiver(of.X)
	case *ast.IndexExpr:
		return receiver(of.X)
	case *ast.Ident:
		return of.Name
	}
	return ""
}
