// Command peers runs the models of package bench on reprise, on ns-3 and on container/heap, in one run: the same gaps,
// the same numbers of pending and fired events, in turns, so that the noise of the machine hits all alike. All engines
// must come to the same virtual time, to the nanosecond; that they did the same work is checked, not assumed.
//
//	peers [-format text|json] [-quick]
//
// It exits with 2 when a compiler or ns-3 is missing, and says what to install.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("peers", flag.ContinueOnError)
	flags.SetOutput(stderr)
	format := flags.String("format", "text", "text or json")
	quick := flags.Bool("quick", false, "few events, to see that it works")
	if flags.Parse(args) != nil {
		return 2
	}
	views := map[string]func(io.Writer, *comparison) error{"text": text, "json": asJSON}
	view, known := views[*format]
	if !known || flags.NArg() > 0 {
		fmt.Fprintln(stderr, "peers: -format is text or json, and there are no arguments")
		return 2
	}
	c, err := compare(ctx, *quick, stderr)
	if err == nil {
		err = view(stdout, c)
	}
	var missing *missingError
	switch {
	case errors.As(err, &missing):
		fmt.Fprintln(stderr, "peers:", err)
		return 2
	case err != nil:
		fmt.Fprintln(stderr, "peers:", err)
		return 3
	}
	return 0
}
