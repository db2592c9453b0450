package reports

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Text writes a replay for a person at a terminal: what happened and what followed from what, the verdict on each
// expectation, the remedies side by side, and which numbers were documented and which assumed.
func Text(w io.Writer, r *Replay, o Style) error {
	p := newPage(o)
	p.header(r)
	p.line()
	p.timeline(r)
	p.line()
	p.series(r)
	p.expectations(r)
	if len(r.Intervals) > 0 {
		p.line()
		p.line(in(strong, fmt.Sprintf("  over %s, with 95 %% confidence intervals", plural(r.Reps, "replication", "replications"))))
		p.table(intervalTable(r))
	}
	if r.Remedies != nil {
		p.line()
		p.remedies(r.Remedies)
	}
	p.origins(r)
	p.line()
	p.line(in(faint, "  trace "+r.TraceHash))
	p.line(bare("  again: "), in(strong, r.Again))
	return p.writeTo(w)
}

// Ran says how much was simulated in how much real time: `felis: 3 d 6 h simulated in 11 ms, 12,345 events`.
func Ran(r *Replay) string {
	return fmt.Sprintf("%s: %s simulated in %s, %s events", r.Scenario, Span(r.End.Sub(r.Start)), Span(r.Elapsed), count(r.Events))
}

func (p *page) header(r *Replay) {
	left := " · " + r.Title
	right := fmt.Sprintf("seed %d · %s simulated", r.Seed, Span(r.End.Sub(r.Start)))
	if r.Reps > 1 {
		right = fmt.Sprintf("seed %d · %s replications of %s", r.Seed, count(r.Reps), Span(r.End.Sub(r.Start)))
	}
	free := p.style.Width - width(r.Scenario) - width(left) - width(right)
	if free >= 3 {
		p.line(in(strong, r.Scenario), bare(left), bare(strings.Repeat(" ", free)), in(faint, right))
	} else {
		p.prose(0, 2, in(strong, r.Scenario+" "), "· "+r.Title, plain)
		p.line(in(faint, "  "+right))
	}
	p.line(in(faint, "  "+period(r.Start, r.End)))
	if r.Story != "" {
		p.prose(2, 0, text{}, r.Story, plain)
	}
	if r.Says != "" {
		p.prose(2, 2, in(strong, r.Variant+": "), r.Says, plain)
	} else {
		p.line(in(strong, "  "+r.Variant))
	}
}

func period(start, end time.Time) string {
	const minute = "15:04"
	from := start.UTC().Format("2 Jan 2006 " + minute)
	if sameDay(start, end) {
		return from + " to " + end.UTC().Format(minute) + " UTC"
	}
	return from + " to " + date(end, start) + " " + end.UTC().Format(minute) + " UTC"
}

// timeline draws the log as a tree, with times at the left and where the causes come from at the right.
func (p *page) timeline(r *Replay) {
	shown, folded := items(r.Log, rowsMax)
	tree := branches(shown)
	times := timeColumn(tree)
	margin := 0
	for _, t := range times {
		margin = max(margin, width(t))
	}
	notes := p.noteColumn(tree, r.Log, margin)
	for i, row := range tree {
		p.branch(row, times[i]+blanks(times[i], margin), note(row, r.Log), notes)
	}
	if len(tree) == 0 {
		p.line(in(faint, "  nothing was logged"))
	}
	if folded > 0 {
		p.prose(2, 0, text{}, plural(folded, "entry is", "entries are")+
			" folded; the whole log is in --format json, and in timeline.csv of --out DIR.", faint)
	}
}

// timeColumn says the time where it changes and the date where the day does, clocks under clocks.
func timeColumn(tree []branch) []string {
	times := make([]string, len(tree))
	dates := make([]string, len(tree))
	widest := 0
	var last time.Time
	for i, row := range tree {
		t := row.entry.T
		if !sameDay(t, last) {
			dates[i] = date(t, tree[0].entry.T) + " "
			widest = max(widest, width(dates[i]))
		}
		if i == 0 || dates[i] != "" || clock(t) != clock(last) {
			times[i] = clock(t)
		}
		last = t
	}
	for i := range times {
		times[i] = "  " + blanks(dates[i], widest) + dates[i] + times[i]
	}
	return times
}

// note is what stands at the right of a row: where a cause comes from, or what a row apart follows from.
func note(row branch, log []LogEntry) string {
	var notes []string
	if row.entry.Origin != nil {
		notes = append(notes, originWords(*row.entry.Origin))
	}
	if because := row.because(log); because != "" {
		notes = append(notes, because)
	}
	return strings.Join(notes, " ")
}

// noteColumn is where notes stand under one another: right of the widest row that leaves them room.
func (p *page) noteColumn(tree []branch, log []LogEntry, margin int) int {
	column := 0
	for _, row := range tree {
		left := margin + 4 + width(row.rails+row.words())
		if note(row, log) != "" && left+len(gap) <= p.style.Width*6/10 {
			column = max(column, left+len(gap))
		}
	}
	return column
}

// branch draws a row: time, rails, glyph and words, and the note beside them or, when it is too long, below.
func (p *page) branch(row branch, at, note string, notes int) {
	margin := strings.Repeat(" ", width(at)+2)
	glyph := glyphs[kindOf(row.entry)]
	words := wrap(row.words(), p.style.Width-width(margin)-width(row.under))
	ink := plain
	if row.folded > 0 || glyph == glyphs[Detail] {
		ink = faint
	}
	line := []text{in(faint, at+gap+row.rails), glyph, in(ink, " "+words[0])}
	left := width(margin) + width(row.rails) + 2 + width(words[0])
	beside := max(notes, left+len(gap))
	fits := note != "" && len(words) == 1 && beside+width(note) <= p.style.Width
	if fits {
		line = append(line, bare(strings.Repeat(" ", beside-left)), in(faint, note))
	}
	p.line(line...)
	below := text{margin + row.under, faint}
	for _, more := range words[1:] {
		p.line(below, in(ink, more))
	}
	if note == "" || fits {
		return
	}
	for _, part := range wrap(note, p.style.Width-width(below.words)) {
		p.line(below, in(faint, part))
	}
}
