package reports

import (
	"fmt"
	"io"
)

// Passes tells whether every run passes and, where warnings count, none was found.
func (c *Check) Passes() bool {
	return c.Failures() == 0 && !(c.WarningsFail && len(c.Warnings) > 0)
}

// Failures is how many runs fail.
func (c *Check) Failures() int {
	n := 0
	for _, run := range c.Runs {
		if run.Verdict != Pass {
			n++
		}
	}
	return n
}

// TextCheck writes every run of a check in a row, then what failed and how to see it again, and what is odd.
func TextCheck(w io.Writer, c *Check, o Style) error {
	p := newPage(o)
	p.table(checkTable(c))
	for _, run := range c.Runs {
		if run.Verdict == Pass {
			continue
		}
		p.line()
		p.line(in(strong, "  "+run.Scenario+" "+run.Variant))
		p.failures("", run.Expectations)
		p.line(bare("  again: "), in(strong, run.Again))
	}
	if len(c.Warnings) > 0 {
		p.line()
	}
	for _, warning := range c.Warnings {
		p.prose(2, 4, in(warns, "▲ "+warning.Scenario+" "+warning.Key+": "), fmt.Sprintf("%s (%s)", warning.Message, place(warning.File, warning.Line)), plain)
	}
	p.line()
	p.line(bare("  "), mark(c.Verdict), bare(" "+checkWords(c)))
	if words := c.warningWords(); words != "" {
		p.line(bare("  "), in(warns, "▲"), bare(" "+words))
	}
	p.line(bare("  again: "), in(strong, c.Again))
	return p.writeTo(w)
}

// checkWords sum up a check: `145 of 146 runs pass`, and which part of a whole they are.
func checkWords(c *Check) string {
	words := fmt.Sprintf("%d of %d runs pass", len(c.Runs)-c.Failures(), len(c.Runs))
	if c.Shard != "" {
		words += ", shard " + c.Shard
	}
	return words
}

// warningWords say how many warnings there are, and what becomes of them; nothing where there are none.
func (c *Check) warningWords() string {
	switch {
	case len(c.Warnings) == 0:
		return ""
	case c.WarningsFail:
		return plural(len(c.Warnings), "warning, which fails", "warnings, which fail") + " the check"
	}
	return plural(len(c.Warnings), "warning", "warnings")
}

func checkTable(c *Check) table {
	t := table{head: heads("scenario", "variant", "", "hold", "seed", "reps", "trace"), right: map[int]bool{3: true, 4: true, 5: true}}
	last := ""
	for _, run := range c.Runs {
		name := run.Scenario
		if name == last {
			name = ""
		}
		last = run.Scenario
		hold := fmt.Sprintf("%d/%d", held(run.Expectations), len(run.Expectations))
		t.add(in(strong, name), bare(run.Variant), mark(run.Verdict), bare(hold), bare(fmt.Sprint(run.Seed)), bare(count(run.Reps)), in(faint, short(run.TraceHash)))
	}
	return t
}

// place is where something is written, `scenarios/felis.yaml:34`.
func place(file string, line int) string { return fmt.Sprintf("%s:%d", file, line) }

// short is enough of a hash to tell two runs apart by eye.
func short(hash string) string {
	const enough = 12
	return hash[:min(enough, len(hash))]
}
