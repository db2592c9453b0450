package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
)

// change is how the verdicts of a row differ between versions.
type change uint8

const (
	same      change = iota
	wording          // the core says the same in other words around it
	reason           // it stops at the same stage for another reason
	elsewhere        // it runs, and sends a request another way
	stage            // it comes further, or less far
)

// change compares each verdict with the first.
func (r row) change() change {
	most := same
	first := r.Verdicts[0]
	for _, v := range r.Verdicts[1:] {
		switch {
		case v.Stage != first.Stage:
			return stage
		case !maps.Equal(v.Routes, first.Routes):
			most = max(most, elsewhere)
		case cause(v.Error) != cause(first.Error):
			most = max(most, reason)
		case v.Error != first.Error:
			most = max(most, wording)
		}
	}
	return most
}

// cause is the innermost part of an error of the core.
func cause(text string) string {
	if i := strings.LastIndex(text, " > "); i >= 0 {
		return text[i+len(" > "):]
	}
	return text
}

// asJSON prints all of it.
func asJSON(out io.Writer, m *matrix) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(m)
}

// text prints how far each version comes with the configs that any two differ about, or that it sends a request elsewhere
// than the first that runs it; then what is said of those, and counts the rest.
func text(out io.Writer, m *matrix) error {
	counts := map[change]int{}
	var shown []row
	for _, r := range m.Configs {
		counts[r.change()]++
		if r.change() >= reason {
			shown = append(shown, r)
		}
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if len(shown) > 0 {
		fmt.Fprintf(table, "config\t%s\n", strings.Join(m.Versions, "\t"))
	}
	for _, r := range shown {
		fmt.Fprintf(table, "%s\t%s\n", r.Name, strings.Join(r.cells(), "\t"))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, r := range shown {
		spell(out, r)
	}
	for _, gone := range m.Missing {
		fmt.Fprintf(out, "\n%s is missing: %s\n", gone.Version, gone.Error)
	}
	_, err := fmt.Fprintf(out, "\n%d configs on %d versions: %d come less or further, %d go elsewhere, %d stop for another reason, %d in other words, %d the same\n",
		len(m.Configs), len(m.Versions), counts[stage], counts[elsewhere], counts[reason], counts[wording], counts[same])
	return err
}

// cells are a row's in the table: the stages, and "elsewhere" where a request goes another way than with the first version
// that runs the config.
func (r row) cells() (cells []string) {
	var first map[string]string
	for _, v := range r.Verdicts {
		cell := v.Stage
		switch {
		case first == nil:
			first = v.Routes
		case v.Routes != nil && !maps.Equal(v.Routes, first):
			cell = "elsewhere"
		}
		cells = append(cells, cell)
	}
	return cells
}

// spell prints what the versions say of a config, versions that agree on one line.
func spell(out io.Writer, r row) {
	fmt.Fprintf(out, "\n%s\n", r.Name)
	hosts := r.disputed()
	said := slices.Clone(r.Verdicts)
	for len(said) > 0 {
		first := said[0]
		agrees := func(v verdict) bool {
			return v.Stage == first.Stage && cause(v.Error) == cause(first.Error) && maps.Equal(v.Routes, first.Routes)
		}
		var who []string
		for _, v := range said {
			if agrees(v) {
				who = append(who, v.Version)
			}
		}
		said = slices.DeleteFunc(said, agrees)
		words := []string{strings.TrimSpace(first.Stage + " " + cause(first.Error))}
		for _, host := range hosts {
			if way, there := first.Routes[host]; there {
				words = append(words, host+" -> "+way)
			}
		}
		fmt.Fprintf(out, "  %s: %s\n", strings.Join(who, ", "), strings.Join(words, "; "))
	}
}

// disputed are the hosts that two versions send different ways, sorted.
func (r row) disputed() []string {
	way := map[string]string{}
	differ := map[string]bool{}
	for _, v := range r.Verdicts {
		for host, to := range v.Routes {
			if other, seen := way[host]; seen && other != to {
				differ[host] = true
			}
			way[host] = to
		}
	}
	return slices.Sorted(maps.Keys(differ))
}
