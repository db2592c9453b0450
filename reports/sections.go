package reports

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// expectations draws the verdict on each, and below it where each that failed is written.
func (p *page) expectations(r *Replay) {
	if len(r.Expectations) > 0 {
		p.table(expectationTable(r.Expectations))
		p.failures("", r.Expectations)
		p.line()
	}
	p.line(bare("  "), mark(r.Overall()), bare(" "+verdictWords(r)))
}

func expectationTable(expectations []Expectation) table {
	t := table{head: heads("expectation", "", "actual", "limit", "margin", "facts")}
	for _, e := range expectations {
		actual := plain
		if e.Verdict != Pass {
			actual = bad
		}
		t.add(bare(e.ID), mark(e.Verdict), in(actual, e.Actual), bare(e.Limit), bare(e.Margin), in(faint, strings.Join(e.Facts, " ")))
	}
	return t
}

// Overall is the verdict on the run and, where it holds them, on every remedy.
func (r *Replay) Overall() Verdict {
	if r.Remedies != nil {
		for _, row := range r.Remedies.Rows {
			if row.Verdict != Pass {
				return Fail
			}
		}
	}
	return Of(r.Verdict == Pass)
}

// Failed are the variants that do not do what their file says.
func (r *Replay) Failed() []string {
	var failed []string
	if r.Remedies == nil {
		return []string{r.Variant}
	}
	for _, row := range r.Remedies.Rows {
		if row.Verdict != Pass {
			failed = append(failed, row.Variant)
		}
	}
	return failed
}

// verdictWords sum up a replay and, when it holds them, its remedies.
func verdictWords(r *Replay) string {
	words := fmt.Sprintf("%d of %d expectations hold", held(r.Expectations), len(r.Expectations))
	if r.Remedies == nil {
		return words
	}
	remedies, ok := 0, 0
	for _, row := range r.Remedies.Rows {
		if row.Effect.isIncident() {
			continue
		}
		remedies++
		if row.Verdict == Pass {
			ok++
		}
	}
	return words + fmt.Sprintf("; %d of %d remedies do what the file says of them", ok, remedies)
}

func held(expectations []Expectation) int {
	n := 0
	for _, e := range expectations {
		if e.Verdict == Pass {
			n++
		}
	}
	return n
}

// failures says for each failed expectation what was seen, what was asked and where.
func (p *page) failures(variant string, expectations []Expectation) {
	for _, e := range expectations {
		if e.Verdict != Pass {
			p.prose(2, 2, in(bad, "✗ "), failureWords(variant, e), plain)
		}
	}
}

// failureWords are one failed expectation in a line: `refuse no-partial-list: 3, limit == 0, margin -3 (felis.yaml:88)`.
func failureWords(variant string, e Expectation) string {
	words := fmt.Sprintf("%s: %s, limit %s, margin %s", strings.TrimSpace(variant+" "+e.ID), e.Actual, e.Limit, e.Margin)
	var where []string
	if e.Replication > 0 {
		where = append(where, fmt.Sprintf("replication %d", e.Replication))
	}
	if e.File != "" {
		where = append(where, fmt.Sprintf("%s:%d", e.File, e.Line))
	}
	if len(where) > 0 {
		words += " (" + list(where) + ")"
	}
	return words
}

func intervalTable(r *Replay) table {
	t := table{head: heads("metric", "mean", "low", "high", "n"), right: map[int]bool{1: true, 2: true, 3: true, 4: true}}
	for _, metric := range slices.Sorted(maps.Keys(r.Intervals)) {
		i := r.Intervals[metric]
		if i.Low == 0 && i.High == 0 {
			continue // it never happened
		}
		t.add(bare(metric), bare(Quantity(i.Mean, i.Unit)), bare(Quantity(i.Low, i.Unit)), bare(Quantity(i.High, i.Unit)), bare(count(i.N)))
	}
	return t
}

// origins draws the numbers the documents do not give apart from those they do.
func (p *page) origins(r *Replay) {
	if len(r.Assumptions) > 0 {
		p.line()
		p.line(in(strong, "  assumed: the documents do not say"))
		p.table(assumedTable(r.Assumptions))
	}
	if len(r.Documented) > 0 {
		p.line()
		p.line(in(strong, "  documented"))
		p.table(documentedTable(r.Documented))
	}
}

func assumedTable(origins []Origin) table {
	t := table{head: heads("key", "value", "why")}
	for _, o := range origins {
		why := o.Assumed
		if len(o.Documented) > 0 { // the facts give a part of it
			why = strings.Join(o.Documented, " ") + "; " + why
		}
		t.add(bare(o.Key), bare(o.Value), in(faint, defaultWord(o)+why))
	}
	return t
}

// documentedTable leaves out what else is assumed: that stands in the other table.
func documentedTable(origins []Origin) table {
	t := table{head: heads("key", "value", "facts")}
	for _, o := range origins {
		t.add(bare(o.Key), bare(o.Value), in(faint, defaultWord(o)+strings.Join(o.Documented, " ")))
	}
	return t
}

func defaultWord(o Origin) string {
	if o.Default {
		return "(default) "
	}
	return ""
}

// originWords are an origin beside a cause: `documented SYNC-05, assumed: the documents give no rate`.
func originWords(o Origin) string {
	var words []string
	if len(o.Documented) > 0 {
		words = append(words, "documented "+strings.Join(o.Documented, " "))
	}
	if o.Assumed != "" {
		words = append(words, "assumed: "+o.Assumed)
	}
	return list(words)
}
