// Package reprise holds no code of its own: this test reads the import graph and the syntax of every package, and
// keeps the walls of the house (ARCHITECTURE.md) standing.
package reprise

import (
	"fmt"
	"go/ast"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/packages"
)

// doors say which packages of the house a package may import, by folder; a folder speaks for those below it unless
// they have a line of their own. Imports point one way: cmd -> scenarios, reports -> sim/world -> sim, control.
var doors = map[string][]string{
	"cmd/reprise":      {"scenarios", "scenarios/strict", "reports"},
	"scenarios":        {"scenarios/strict", "reports", "fixtures", "sim", "sim/world", "sim/random", "sim/stats", "control/delivery"},
	"scenarios/strict": {"sim/random"},
	"reports":          {},
	"fixtures":         {},
	"sim/world":        {"sim", "sim/random", "sim/stats", "control/delivery"},
	"sim/proof":        {"sim", "sim/random", "sim/stats", "fixtures"},
	"sim":              {"sim/stats"},
	"sim/random":       {"sim/stats"},
	"sim/stats":        {},
	"control":          {},
}

// pure are the folders in which nothing but the arguments and the seed may reach a result.
var pure = []string{"control", "sim"}

// outside are packages of the standard library that reach out of the process.
var outside = []string{"os", "os/exec", "os/signal", "net", "net/http", "net/url", "database/sql", "syscall", "io/ioutil", "plugin"}

// wallClock are the functions of package time that read or wait for the real clock.
var wallClock = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

// heavy are parts that at most one package imports, so that the rest builds in seconds.
var heavy = map[string]string{
	"github.com/xtls/xray-core":                   "sim/xraycore",
	"github.com/prometheus/prometheus":            "sim/alerts",
	"github.com/testcontainers/testcontainers-go": "load/mysql",
	"github.com/chromedp/chromedp":                "reports",
}

func TestWalls(t *testing.T) {
	loaded, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax}, "./...")
	require.NoError(t, err)
	require.NotEmpty(t, loaded)
	seen := 0
	for _, p := range loaded {
		require.Empty(t, p.Errors, p.PkgPath)
		folder := strings.TrimPrefix(p.PkgPath, "reprise/")
		if folder == p.PkgPath {
			continue // this test's own package
		}
		seen++
		for _, breach := range breaches(folder, p) {
			t.Error(breach)
		}
	}
	require.Greater(t, seen, 8, "the walls were held against too few packages to mean anything")
}

// breaches are all the ways in which a package breaks a wall.
func breaches(folder string, p *packages.Package) []string {
	var found []string
	for path := range p.Imports {
		found = append(found, breachedBy(folder, path)...)
	}
	if isPure(folder) {
		for _, file := range p.Syntax {
			found = append(found, impurities(p, file)...)
		}
	}
	slices.Sort(found)
	return found
}

// breachedBy says what is wrong with a package of folder importing path.
func breachedBy(folder, path string) []string {
	var found []string
	if target, own := strings.CutPrefix(path, "reprise/"); own && !slices.Contains(doorsOf(folder), target) {
		found = append(found, fmt.Sprintf("%s imports %s: no door (see doors in walls_test.go)", folder, target))
	}
	if isPure(folder) && slices.Contains(outside, path) {
		found = append(found, fmt.Sprintf("%s imports %s: it must not reach out of the process", folder, path))
	}
	for part, home := range heavy {
		if strings.HasPrefix(path, part) && folder != home {
			found = append(found, fmt.Sprintf("%s imports %s: only %s may", folder, path, home))
		}
	}
	return found
}

// doorsOf are the doors of a folder, or of the nearest folder above that has any.
func doorsOf(folder string) []string {
	for {
		if d, ok := doors[folder]; ok {
			return d
		}
		i := strings.LastIndex(folder, "/")
		if i < 0 {
			return nil
		}
		folder = folder[:i]
	}
}

func isPure(folder string) bool {
	return slices.ContainsFunc(pure, func(root string) bool { return folder == root || strings.HasPrefix(folder, root+"/") })
}

// impurities are the real clock, global randomness, goroutines, and ranges over maps in a file.
func impurities(p *packages.Package, file *ast.File) []string {
	var found []string
	report := func(n ast.Node, text string) {
		found = append(found, fmt.Sprintf("%s: %s", p.Fset.Position(n.Pos()), text))
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			report(n, "a goroutine: the engine is single-threaded, replications run in parallel elsewhere")
		case *ast.RangeStmt:
			if _, isMap := p.TypesInfo.TypeOf(n.X).Underlying().(*types.Map); isMap {
				report(n, "a range over a map: its order could reach a result; range over sorted keys")
			}
		case *ast.SelectorExpr:
			if text := impure(p.TypesInfo.Uses[n.Sel]); text != "" {
				report(n, text)
			}
		}
		return true
	})
	return found
}

// impure says what is wrong with using an object of the standard library.
func impure(object types.Object) string {
	f, ok := object.(*types.Func)
	if !ok || f.Pkg() == nil || f.Signature().Recv() != nil {
		return ""
	}
	switch path := f.Pkg().Path(); {
	case path == "time" && slices.Contains(wallClock, f.Name()):
		return "time." + f.Name() + ": virtual time only"
	case strings.HasPrefix(path, "math/rand") && !strings.HasPrefix(f.Name(), "New"):
		return path + "." + f.Name() + ": global randomness; use a named stream"
	}
	return ""
}

// TestWallsCatchBreaches holds the test itself to its word.
func TestWallsCatchBreaches(t *testing.T) {
	for _, c := range []struct{ folder, path string }{
		{"sim", "reprise/control/delivery"},
		{"control/delivery", "reprise/sim"},
		{"control/pool", "reprise/control/delivery"},
		{"reports", "reprise/scenarios"},
		{"sim/world", "reprise/scenarios"},
		{"control/delivery", "os"},
		{"sim/world", "net/http"},
		{"scenarios", "github.com/xtls/xray-core/core"},
	} {
		require.NotEmpty(t, breachedBy(c.folder, c.path), "%s imports %s", c.folder, c.path)
	}
	for _, c := range []struct{ folder, path string }{
		{"sim/world", "reprise/control/delivery"},
		{"cmd/reprise", "reprise/scenarios"},
		{"reports", "os"},
		{"sim", "io"},
	} {
		require.Empty(t, breachedBy(c.folder, c.path), "%s imports %s", c.folder, c.path)
	}
}

// TestWallsCatchImpurities adds a file to the engine, in memory only, that does everything forbidden.
func TestWallsCatchImpurities(t *testing.T) {
	const impureSource = `package sim

import (
	"math/rand/v2"
	"time"
)

func impure(m map[string]int) (sum int) {
	for _, n := range m {
		sum += n
	}
	go time.Sleep(1)
	return sum + rand.IntN(6) + time.Now().Second()
}
`
	file, err := filepath.Abs("sim/impure.go")
	require.NoError(t, err)
	loaded, err := packages.Load(&packages.Config{
		Mode:    packages.LoadSyntax,
		Overlay: map[string][]byte{file: []byte(impureSource)},
	}, "./sim")
	require.NoError(t, err)
	require.Len(t, loaded, 1)
	found := strings.Join(breaches("sim", loaded[0]), "\n")
	for _, want := range []string{"range over a map", "goroutine", "time.Sleep", "math/rand/v2.IntN", "time.Now"} {
		require.Contains(t, found, want)
	}
}
