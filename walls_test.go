// Package reprise holds no code of its own: this test reads the import graph and the syntax of every package, and
// keeps the walls of the house (ARCHITECTURE.md) standing.
package reprise

import (
	"fmt"
	"go/ast"
	"go/types"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/packages"
)

// doors say which packages of the house a package may import, by folder; a folder speaks for those below it unless
// they have a line of their own. Imports point one way: cmd -> scenarios, reports -> sim/world -> sim, control, and
// cmd -> bench -> sim.
var doors = map[string][]string{
	"cmd/reprise": {"scenarios", "scenarios/strict", "experiments", "planning", "reports", "reports/chart", "reports/page", "whatif", "sim/arrivals", "bench",
		"load", "load/attack", "load/faults"},
	"whatif": {"scenarios", "reports", "reports/page"},
	"load": {"reports", "fixtures", "load/mysql", "load/schema", "load/claims", "load/claimd", "load/configd", "load/wire", "load/history", "load/attack",
		"load/faults", "load/audit", "control/names", "control/pool", "sim/arrivals", "sim/random", "sim/stats"},
	"load/mysql":           {},
	"load/mysql/mysqltest": {"load/mysql"},
	"load/schema":          {"fixtures"},
	"load/claims":          {"control/names", "control/pool"},
	"load/claimd":          {"control/pool", "load/claims", "load/wire"},
	"load/configd":         {},
	"load/wire":            {"control/pool"},
	"load/history":         {"control/names", "control/pool"},
	"load/attack":          {"control/pool", "load/wire", "load/history", "sim/arrivals", "sim/random", "sim/stats"},
	"load/faults":          {"load/mysql"},
	"load/audit":           {"control/pool", "load/history"},
	"planning": {"planning/trial", "reports", "sim/arrivals", "sim/random", "sim/stats", "sim/world/accounts",
		"control/pool", "control/pool/exact"},
	"planning/trial": {"sim", "sim/random", "sim/stats", "sim/world/accounts"},
	"bench":          {"sim", "reports"},
	"bench/peers":    {"bench"},
	"experiments":    {"scenarios", "scenarios/strict", "reports", "sim/random", "sim/stats"},
	"scenarios": {"scenarios/strict", "reports", "fixtures", "sim", "sim/alerts", "sim/world", "sim/world/traffic", "sim/world/tunnel", "sim/xraycore",
		"sim/arrivals", "sim/random", "sim/stats", "sim/world/accounts", "control/delivery", "control/pool", "control/ranking", "control/scoring", "control/xray"},
	"scenarios/strict":         {"sim/random"},
	"reports":                  {},
	"reports/page":             {"reports"},
	"reports/chart":            {"reports"},
	"reports/page/browsertest": {},
	"fixtures":                 {},
	"sim/world": {"sim", "sim/random", "sim/stats", "sim/world/accounts", "sim/world/traffic", "sim/world/tunnel",
		"control/delivery", "control/names", "control/pool", "control/ranking", "control/scoring", "control/xray"},
	"sim/world/accounts":       {"sim", "sim/arrivals", "sim/random", "sim/stats", "control/names", "control/pool"},
	"sim/world/traffic":        {"sim"},
	"sim/world/tunnel":         {"sim", "sim/random", "control/xray"},
	"sim/xraycore":             {"sim/world/tunnel", "sim/random", "sim/xraycore/cores", "control/xray"},
	"sim/xraycore/cores":       {},
	"sim/xraycore/matrix":      {"fixtures", "sim/xraycore/cores"},
	"sim/xraycore/matrix/core": {},
	"sim/alerts":               {"fixtures"},
	"sim/proof":                {"sim", "sim/random", "sim/stats", "fixtures"},
	"sim":                      {},
	"sim/arrivals":             {"sim/random", "sim/stats"},
	"sim/random":               {"sim/stats"},
	"sim/stats":                {},
	"control":                  {"control/names"},
	"control/pool/exact":       {"control/pool"},
	"control/xray":             {"control/names", "control/delivery"},
}

// pure are the folders in which nothing but the arguments and the seed may reach a result. What they and the folders
// below them import from outside the house is on the two lists that follow, and nothing else is.
var pure = []string{"control", "sim"}

// worldly are folders below those that are not: the real core and the real rules engine have clocks of their own, and the core
// has goroutines. What the simulation asks of them depends on neither.
var worldly = []string{"sim/xraycore", "sim/alerts"}

// standard are the packages of the standard library that pure folders may import. None of them reaches out of the
// process or starts a goroutine, but through a function in banned.
var standard = []string{
	"bufio", "bytes", "cmp", "encoding/binary", "encoding/json", "errors", "fmt", "io", "maps", "math", "math/bits", "math/rand/v2",
	"slices", "strconv", "strings", "time",
}

// libraries are the modules that pure folders may import from: each in one folder and below it. None is for control.
var libraries = map[string]string{
	"gonum.org/v1/gonum":                      "sim",
	"github.com/HdrHistogram/hdrhistogram-go": "sim/stats",
}

// banned are the functions of packages in standard that pure folders must not use, and why not. A call whose result goes
// straight into slices.Sorted or slices.SortedFunc is let through: that is how to go over a map.
var banned = map[string]struct {
	why       string
	functions []string
}{
	"time": {"the real clock; virtual time only",
		[]string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}},
	"fmt": {"the input or output of the process; take an io.Reader or an io.Writer",
		[]string{"Print", "Printf", "Println", "Scan", "Scanf", "Scanln"}},
	"maps": {"the order of a map could reach a result; put slices.Sorted around it",
		[]string{"All", "Keys", "Values"}},
}

// heavy are parts that at most one package imports, with what lies below it, so that the rest builds in seconds.
var heavy = map[string]string{
	"github.com/xtls/xray-core":                   "sim/xraycore",
	"github.com/prometheus/prometheus":            "sim/alerts",
	"github.com/testcontainers/testcontainers-go": "load/mysql",
	"github.com/chromedp":                         "reports/page/browsertest",
	"gonum.org/v1/plot":                           "reports/chart",
}

func TestWalls(t *testing.T) {
	loaded, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax}, "./...")
	require.NoError(t, err)
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
		if breach := breachedBy(folder, path); breach != "" {
			found = append(found, breach)
		}
	}
	if isPure(folder) {
		for _, file := range p.Syntax {
			found = append(found, impurities(p, file)...)
		}
	}
	slices.Sort(found)
	return found
}

// breachedBy says what is wrong with a package of folder importing path; empty: nothing is.
func breachedBy(folder, path string) string {
	target, own := strings.CutPrefix(path, "reprise/")
	if own && !slices.Contains(doorsOf(folder), target) {
		return fmt.Sprintf("%s imports %s: no door (see doors in walls_test.go)", folder, target)
	}
	home, isHeavy := homeOf(heavy, path)
	if isHeavy && !within(home, folder) {
		return fmt.Sprintf("%s imports %s: only %s may", folder, path, home)
	}
	home, isLibrary := homeOf(libraries, path)
	allowed := own || isHeavy || isLibrary && within(home, folder) || slices.Contains(standard, path)
	if isPure(folder) && !allowed {
		return fmt.Sprintf("%s imports %s: a pure folder may not (see standard and libraries in walls_test.go)", folder, path)
	}
	return ""
}

// homeOf is the folder that a table gives for the module that path lies in.
func homeOf(table map[string]string, path string) (home string, found bool) {
	for module, home := range table {
		if within(module, path) {
			return home, true
		}
	}
	return "", false
}

// doorsOf are the doors of a folder, or of the nearest folder above that has any.
func doorsOf(folder string) []string {
	for ; folder != "."; folder = path.Dir(folder) {
		if d, ok := doors[folder]; ok {
			return d
		}
	}
	return nil
}

func isPure(folder string) bool {
	below := func(root string) bool { return within(root, folder) }
	return slices.ContainsFunc(pure, below) && !slices.ContainsFunc(worldly, below)
}

// within reports whether path is root or below it.
func within(root, path string) bool { return path == root || strings.HasPrefix(path, root+"/") }

// impurities are the goroutines, selects, ranges over maps and banned functions in a file.
func impurities(p *packages.Package, file *ast.File) []string {
	var found []string
	report := func(n ast.Node, text string) {
		found = append(found, fmt.Sprintf("%s: %s", p.Fset.Position(n.Pos()), text))
	}
	sorted := map[*ast.Ident]bool{} // names of functions whose result is sorted on the spot
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			report(n, "a goroutine: the engine is single-threaded, replications run in parallel elsewhere")
		case *ast.SelectStmt:
			report(n, "a select: of several that are ready it takes one at random")
		case *ast.RangeStmt:
			if _, isMap := p.TypesInfo.TypeOf(n.X).Underlying().(*types.Map); isMap {
				report(n, "a range over a map: its order could reach a result; range over sorted keys")
			}
		case *ast.CallExpr:
			if path, name := functionOf(p.TypesInfo.Uses[called(n)]); path == "slices" && (name == "Sorted" || name == "SortedFunc") {
				if inner, isCall := n.Args[0].(*ast.CallExpr); isCall {
					sorted[called(inner)] = true
				}
			}
		case *ast.Ident:
			if text := impure(p.TypesInfo.Uses[n]); text != "" && !sorted[n] {
				report(n, text)
			}
		}
		return true
	})
	return found
}

// called is the name of the function that a call calls, without its package; nil for a call of anything else.
func called(call *ast.CallExpr) *ast.Ident {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f
	case *ast.SelectorExpr:
		return f.Sel
	}
	return nil
}

// impure says what is wrong with using an object of the standard library.
func impure(object types.Object) string {
	path, name := functionOf(object)
	switch {
	case slices.Contains(banned[path].functions, name):
		return path + "." + name + ": " + banned[path].why
	case path == "math/rand/v2" && !strings.HasPrefix(name, "New"):
		return path + "." + name + ": global randomness; use a named stream"
	}
	return ""
}

// functionOf is the package path and the name of a function that is no method; both empty for anything else.
func functionOf(object types.Object) (path, name string) {
	f, isFunction := object.(*types.Func)
	if !isFunction || f.Pkg() == nil || f.Signature().Recv() != nil {
		return "", ""
	}
	return f.Pkg().Path(), f.Name()
}

// TestWallsCatchBreaches holds the test itself to its word.
func TestWallsCatchBreaches(t *testing.T) {
	for folder, paths := range map[string][]string{
		"sim":        {"reprise/control/delivery"},
		"sim/random": {"github.com/HdrHistogram/hdrhistogram-go"},
		"sim/stats":  {"gonum.org/v1/gonumerics"},
		"sim/world":  {"reprise/scenarios", "net/http"},
		"control/delivery": {"reprise/sim", "crypto/rand", "log", "math/rand", "os", "runtime", "sync", "unsafe",
			"github.com/spf13/cobra", "gonum.org/v1/gonum/stat"},
		"control/pool":     {"reprise/control/delivery", "reprise/control/pool/exact"},
		"reports":          {"reprise/scenarios", "reprise/reports/chart", "gonum.org/v1/plot/vg"},
		"reports/page":     {"github.com/chromedp/chromedp"},
		"bench":            {"reprise/sim/world"},
		"planning":         {"reprise/scenarios", "reprise/control/names"},
		"scenarios":        {"github.com/xtls/xray-core/core"},
		"sim/world/tunnel": {"reprise/sim/xraycore", "sync"},
	} {
		for _, path := range paths {
			require.NotEmpty(t, breachedBy(folder, path), "%s imports %s", folder, path)
		}
	}
	for folder, path := range map[string]string{
		"sim/world":                "reprise/control/delivery",
		"control/pool/exact":       "reprise/control/pool",
		"cmd/reprise":              "reprise/scenarios",
		"reports":                  "os",
		"reports/chart":            "gonum.org/v1/plot/vg/draw",
		"sim":                      "io",
		"sim/random":               "gonum.org/v1/gonum/mathext",
		"sim/stats":                "github.com/HdrHistogram/hdrhistogram-go",
		"sim/xraycore":             "github.com/xtls/xray-core/core",
		"sim/xraycore/matrix/core": "os",
	} {
		require.Empty(t, breachedBy(folder, path), "%s imports %s", folder, path)
	}
}

// TestWallsCatchImpurities adds a file to the engine, in memory only, that does everything forbidden, and what is allowed
// with a map.
func TestWallsCatchImpurities(t *testing.T) {
	const impureSource = `package sim

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

func pure(m map[string]int) []string {
	_ = slices.SortedFunc(maps.Values(m), cmp.Compare[int])
	return slices.Sorted(maps.Keys(m))
}

func impure(m map[string]int) (sum int) {
	for _, n := range m {
		sum += n
	}
	for k := range maps.Keys(m) {
		sum += len(k)
	}
	go time.Sleep(1)
	select {}
	new(sync.WaitGroup).Go(func() {})
	fmt.Println(slices.Collect(maps.Values(m)), maps.All[map[string]int])
	return sum + rand.IntN(6) + time.Now().Second()
}
`
	file, err := filepath.Abs("sim/impure.go")
	require.NoError(t, err)
	overlay := map[string][]byte{file: []byte(impureSource)}
	loaded, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Overlay: overlay}, "./sim")
	require.NoError(t, err)
	require.Len(t, loaded, 1)
	require.Empty(t, loaded[0].Errors)
	found := breaches("sim", loaded[0])
	forbidden := []string{
		"imports sync", "range over a map", "maps.Keys", "maps.Values", "maps.All", "goroutine", "time.Sleep",
		"select", "fmt.Println", "math/rand/v2.IntN", "time.Now",
	}
	for _, want := range forbidden {
		require.Contains(t, strings.Join(found, "\n"), want)
	}
	require.Len(t, found, len(forbidden), "what is allowed is let through")
}
