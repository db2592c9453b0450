package xraycore

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xtls/xray-core/core"
	"github.com/xtls/xray-core/infra/conf/serial"

	"reprise/control/xray"
	"reprise/fixtures"
)

var update = flag.Bool("update", false, "write the golden file anew")

const goldenVerdicts = "../../fixtures/xray/verdicts.txt"

// corpus are the configs of fixtures/xray by name, in the order of their names.
func corpus(t *testing.T) (names []string, configs map[string][]byte) {
	files, err := fs.Glob(fixtures.Xray, "xray/*.json")
	require.NoError(t, err)
	require.Greater(t, len(files), 60, "the corpus is gone")
	configs = map[string][]byte{}
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".json")
		names = append(names, name)
		configs[name], err = fixtures.Xray.ReadFile(file)
		require.NoError(t, err)
	}
	return names, configs
}

// bare is what the core alone makes of a config, with nothing between it and the caller but a recover.
func bare(config []byte) (stage xray.Stage, text string) {
	defer func() {
		if p := recover(); p != nil {
			text = fmt.Sprint("panic: ", p)
		}
	}()
	stage = xray.Decode
	if _, err := serial.DecodeJSONConfig(bytes.NewReader(config)); err != nil {
		return stage, err.Error()
	}
	stage = xray.Build
	built, err := serial.LoadJSONConfig(bytes.NewReader(config))
	if err != nil {
		return stage, err.Error()
	}
	stage = xray.New
	instance, err := core.New(built)
	if err != nil {
		return stage, err.Error()
	}
	defer instance.Close()
	stage = xray.Start
	if err := instance.Start(); err != nil {
		return stage, err.Error()
	}
	return xray.OK, ""
}

// TestCorpus has Check and a bare core say the same of every config, and both what the golden file says.
func TestCorpus(t *testing.T) {
	names, configs := corpus(t)
	var table strings.Builder
	reached := map[xray.Stage]int{}
	for _, name := range names {
		stage, text := bare(configs[name])
		require.Equal(t, Verdict{Core: Version(), Stage: stage, Error: text}, Check(configs[name]), "%s: Check and the bare core differ", name)
		require.True(t, strings.HasPrefix(name, stage.String()+"-"), "%s stops at %v: %s", name, stage, text)
		require.NotContains(t, text, "\n", name)
		reached[stage]++
		fmt.Fprintf(&table, "%s\t%v\t%s\n", name, stage, text)
	}
	for stage := xray.Decode; stage <= xray.OK; stage++ {
		require.GreaterOrEqual(t, reached[stage], 2, "the corpus has too few configs that stop at %v", stage)
	}
	if *update {
		require.NoError(t, os.WriteFile(goldenVerdicts, []byte(table.String()), 0o644))
		return
	}
	golden, err := fixtures.Xray.ReadFile("xray/verdicts.txt")
	require.NoError(t, err)
	require.Equal(t, string(golden), table.String(), "read the difference, then -update")
}

// TestLintsAgreeWithTheCore has every lint that says a config does not start be right, and the errors of the router's
// wiring each have one.
func TestLintsAgreeWithTheCore(t *testing.T) {
	names, configs := corpus(t)
	found := map[string]int{}
	for _, name := range names {
		starts := Check(configs[name]).Stage == xray.OK
		refuses := false
		for _, lint := range xray.Lints(configs[name], xray.LintOptions{}) {
			found[lint.ID]++
			if strings.HasSuffix(lint.Message, "the core does not start.") {
				refuses = true
				require.False(t, starts, "%s: %s", name, lint.Message)
			}
		}
		if strings.Contains(name, "unobserved") || strings.Contains(name, "renamed") || strings.Contains(name, "twice") && !starts {
			require.True(t, refuses, "%s: no lint says that it does not start", name)
		}
	}
	require.Greater(t, len(found), 20, "the corpus shows too few lints: %v", found)
}
