package reports

import (
	"fmt"
	"io"
)

// TextCheck writes every run of a check in a row, then what failed and how to see it again.
func TextCheck(w io.Writer, c *Check, o Style) error {
	p := newPage(o)
	p.table(checkTable(c))
	failed := 0
	for _, run := range c.Runs {
		if run.Verdict == Pass {
			continue
		}
		failed++
		p.line()
		p.line(in(strong, "  "+run.Scenario+" "+run.Variant))
		p.failures("", run.Expectations)
		p.line(bare("  again: "), in(strong, run.Again))
	}
	p.line()
	p.line(bare("  "), mark(c.Verdict), bare(fmt.Sprintf(" %d of %d runs pass", len(c.Runs)-failed, len(c.Runs))))
	p.line(bare("  again: "), in(strong, c.Again))
	return p.writeTo(w)
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

// short is enough of a hash to tell two runs apart by eye.
func short(hash string) string {
	const enough = 12
	return hash[:min(enough, len(hash))]
}
