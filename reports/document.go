package reports

import (
	"fmt"
	"slices"
)

// Document is a plan, a load run or a measurement as a page tells it: the answer first, then what must be known before believing
// it, then its grounds. It has the words of the text and the Markdown view; nothing in it is escaped.
type Document struct {
	Command  string    // `plan pool`
	Title    string    // `Plan of the account pool`
	Verdict  Verdict   // empty: nothing was asked that could fail
	Answer   string    // in a sentence
	More     []string  // sentences that go with it
	Failed   []string  // what failed, a sentence each
	About    []string  // what was asked about, on what, and how the answer was found
	Notes    []string  // what a reader must know before believing the numbers
	Picture  string    // what the picture shows, where there is one
	Sections []Section // those that have something to say
	Again    string    // the command that does it again
}

// Section is a part of a document.
type Section struct {
	Title     string
	Words     []string  // before the table, a sentence each
	Strips    []Strip   // drawn one above another on one axis of time
	Stretches []Stretch // marked on that axis
	Table     Grid
	Diff      []string // lines of a patch: `-account.pool.min-size=100`
	After     []string // after the table, a sentence each
}

// Grid is a table; without rows there is none.
type Grid struct {
	Head  []string
	Right []bool // the columns of numbers
	Rows  [][]Cell
}

// Cell is one cell of a table.
type Cell struct {
	Words string
	Tone  Tone
}

// Tone is what the words of a cell are, beside what they say: a view may colour them, and the words say it too.
type Tone string

// The tones; most cells have none.
const (
	ToneGood   Tone = "good"
	ToneBad    Tone = "bad"
	ToneWarns  Tone = "warns"
	ToneActs   Tone = "acts"
	ToneStrong Tone = "strong"
	ToneFaint  Tone = "faint"
)

var tones = map[ink]Tone{good: ToneGood, bad: ToneBad, warns: ToneWarns, acts: ToneActs, strong: ToneStrong, faint: ToneFaint}

// Strip is a number over a run.
type Strip struct {
	Name string
	// Values are at even steps; each is the worst of its step.
	Values []float64
	Share  float64 // of the axis that they take from its left, 0 to 1
	Most   string  // the largest in words; the scale begins at 0
}

// Stretch is a part of a run in which something struck, at shares of the axis.
type Stretch struct {
	Name     string // `1`, as in the table of faults
	From, To float64
}

// stripSteps are the most values of a strip: as many as a wide page has room for.
const stripSteps = 600

// Document is the plan as a page tells it.
func (p *PoolPlan) Document() *Document {
	d := &Document{Command: "plan pool", Title: "Plan of the account pool", About: nonEmpty(p.Workload.Says, "method: "+p.method()), Notes: p.Notes,
		Picture: "p_fallback against stock and against the rate", Again: p.Again}
	_, words := p.answer()
	words = nonEmpty(words...)
	d.Answer, d.More = words[0], words[1:]
	if p.Asked != nil || p.Recommend != nil || p.Nothing != "" {
		d.Verdict = Of(p.Verdict == Pass && p.Nothing == "")
	}
	d.add(p.sections(frontierRows))
	return d
}

// LoadDocument is a load run as a page tells it.
func LoadDocument(l LoadResult) *Document {
	s := l.story(stripSteps + stripNames + stripScales)
	d := &Document{Command: s.command, Title: s.title, Verdict: s.verdict, Answer: s.answer, Failed: s.failed,
		About: nonEmpty(s.setup, "on "+s.db.ready()), Notes: s.notes, Picture: "latency against offered rate", Again: s.again}
	d.add(s.sections)
	return d
}

// add takes over sections, without drawings made of letters.
func (d *Document) add(sections []section) {
	for _, s := range sections {
		part := Section{Title: s.title, Words: s.words, Table: s.table.grid(), Diff: s.diff, After: s.after}
		switch {
		case s.run != nil:
			part.Words, part.Strips, part.Stretches = s.run.told()
		case len(s.drawing) > 0:
			continue // the picture shows it
		}
		d.Sections = append(d.Sections, part)
	}
}

func (t *table) grid() Grid {
	g := Grid{}
	for i, head := range t.head {
		g.Head, g.Right = append(g.Head, head.words), append(g.Right, t.right[i])
	}
	for _, row := range t.rows {
		cells := make([]Cell, len(row))
		for i, cell := range row {
			cells[i] = Cell{cell.words, tones[cell.ink]}
		}
		g.Rows = append(g.Rows, cells)
	}
	return g
}

// told are the strips and the faults on one axis, and what a step of it is.
func (r *loadRun) told() (words []string, strips []Strip, stretches []Stretch) {
	words = []string{timeOf(r.seconds) + " from left to right"}
	for _, s := range r.strips {
		values := binned(s.values, stripSteps, s.worst)
		if len(values) < len(s.values) && len(words) == 1 {
			words = append(words, fmt.Sprintf("each point is the worst of %s", latency(s.seconds/float64(len(values)))))
		}
		strips = append(strips, Strip{Name: s.name, Values: values, Share: s.seconds / r.seconds, Most: s.say(slices.Max(s.values))})
	}
	for i, f := range r.faults {
		stretches = append(stretches, Stretch{Name: count(i + 1), From: f.At / r.seconds, To: max(f.At, f.Until) / r.seconds})
	}
	return []string{list(words)}, strips, stretches
}

// binned are values in at most so many equal steps, the worst of each.
func binned(values []float64, steps int, worst func([]float64) float64) []float64 {
	if len(values) <= steps {
		return values
	}
	bins := make([]float64, steps)
	for i := range bins {
		bins[i] = worst(values[i*len(values)/steps : (i+1)*len(values)/steps])
	}
	return bins
}
