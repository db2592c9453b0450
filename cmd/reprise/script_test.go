package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"reprise": main})
}

// TestScripts runs the program as a user would, each script in a folder of its own.
func TestScripts(t *testing.T) {
	if testing.Short() {
		t.Skip("whole commands, some hundred runs")
	}
	testscript.Run(t, testscript.Params{Dir: "testdata/script", RequireExplicitExec: true})
}
