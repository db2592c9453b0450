package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"reprise/bench"
)

// text writes a comparison for people.
func text(w io.Writer, c *comparison) error {
	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintf(t, "%s\n%s\n%s, %d rounds in turns\n", c.Machine, c.Versions, c.Date, c.Rounds)
	for _, r := range c.Results {
		fmt.Fprintf(t, "\n%s\tevents/s\tbest round\treprise is\n", r.contest)
		for _, e := range r.Engines {
			fmt.Fprintf(t, "  %s\t%s\t%s\t%.2f times as fast\n", e.Engine, bench.Millions(e.Median), bench.Millions(e.Best), e.Ratio)
		}
		fmt.Fprintf(t, "  ns-3 at its best\t\t\t%.2f times as fast\n", r.BestNS3)
	}
	return t.Flush()
}

// asJSON writes a comparison for programs.
func asJSON(w io.Writer, c *comparison) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(c)
}
