// Command matrix puts the corpus of fixtures/xray to several versions of xray-core, and shows what changes from one to the
// next, in how far the core comes and in where requests go: what an upgrade of the phones' core would do. Each version is a
// program of its own, built from a module file of its own into the user's cache, where `reprise xray check --core` finds it.
//
//	matrix [-format text|json] [-versions 25.7.25,25.8.3]
//
// It runs from within the module. A version that cannot be fetched or built is named as such, and the others go on.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"

	"reprise/sim/xraycore/cores"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run exits with 2 on bad usage, and with 3 when the matrix itself fails or no version could be built.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("matrix", flag.ContinueOnError)
	flags.SetOutput(stderr)
	format := flags.String("format", "text", "text or json")
	chosen := flags.String("versions", strings.Join(cores.Versions, ","), "which versions, with commas between")
	if flags.Parse(args) != nil {
		return 2
	}
	views := map[string]func(io.Writer, *matrix) error{"text": text, "json": asJSON}
	view, known := views[*format]
	if !known || flags.NArg() > 0 {
		fmt.Fprintln(stderr, "matrix: -format is text or json, and there are no arguments")
		return 2
	}
	versions := strings.Split(*chosen, ",")
	for _, v := range versions {
		if !slices.Contains(cores.Versions, v) {
			fmt.Fprintf(stderr, "matrix: -versions: unknown %q; allowed: %s\n", v, strings.Join(cores.Versions, ", "))
			return 2
		}
	}
	m, err := fill(ctx, versions, stderr)
	if err == nil {
		err = view(stdout, m)
	}
	if err != nil {
		fmt.Fprintln(stderr, "matrix:", err)
		return 3
	}
	return 0
}
