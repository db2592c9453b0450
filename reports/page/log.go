package page

import (
	"time"

	"reprise/reports"
)

// logTree is the log of a run as a story: days, and on each what followed from what.
type logTree struct {
	Days   []logDay
	Kinds  []reports.LogKind // for the legend
	Folded bool              // some entries are folded
}

// logDay is a day on which something was logged.
type logDay struct {
	Name  string
	Later string // how long after the day before, where nothing happened between
	Roots []*logNode
}

// logNode is one row with what followed from it.
type logNode struct {
	Index    int
	Kind     reports.LogKind
	Clock    string
	Again    bool // the row before is of the same second
	Event    string
	Fields   []logField
	Origin   string
	Because  *logCause
	Fold     []*logNode // entries that are folded here, in place of one
	Words    string     // of a fold
	Children []*logNode
}

type logField struct{ Key, Value string }

// logCause is what a row follows from, where the tree does not show it.
type logCause struct {
	Index int
	Words string
}

// logOf is the log of a run, folded as every view for people folds it; nil where nothing was logged.
func logOf(run reports.Run, a axis) any {
	if len(run.Log) == 0 {
		return nil
	}
	tree := &logTree{Kinds: []reports.LogKind{reports.Cause, reports.Trouble, reports.Harm, reports.Good, reports.Detail}}
	var path []*logNode // from a root to the row last placed
	var last time.Time
	for _, row := range reports.Rows(run.Log) {
		node := nodeOf(row, run.Log)
		node.Again = sameSecond(last, row.Entry.T)
		if row.Depth == 0 || len(path) == 0 {
			day := tree.day(row.Entry.T, last)
			day.Roots = append(day.Roots, node)
			path = path[:0]
		} else {
			path = path[:min(row.Depth, len(path))]
			above := path[len(path)-1]
			above.Children = append(above.Children, node)
		}
		path = append(path, node)
		tree.Folded = tree.Folded || row.Folded > 0
		last = row.Entry.T
	}
	return tree
}

// day is the day of an instant; a new one where it is another than the last.
func (t *logTree) day(at, last time.Time) *logDay {
	if len(t.Days) == 0 || !sameDay(at, last) {
		day := logDay{Name: at.UTC().Format("Monday 2 January 2006")}
		if len(t.Days) > 0 {
			day.Later = reports.Span(at.Sub(last)) + " later"
		}
		t.Days = append(t.Days, day)
	}
	return &t.Days[len(t.Days)-1]
}

func sameSecond(a, b time.Time) bool { return a.Truncate(time.Second).Equal(b.Truncate(time.Second)) }

func nodeOf(row reports.Row, log []reports.LogEntry) *logNode {
	node := entryNode(row.Index, row.Entry)
	if row.Folded > 0 {
		node.Words = row.Words
		for i := row.Index; i < row.Index+row.Folded; i++ {
			folded := entryNode(i, log[i])
			folded.Again = i > row.Index && sameSecond(log[i-1].T, log[i].T)
			node.Fold = append(node.Fold, folded)
		}
	}
	if row.Because >= 0 {
		cause := log[row.Because]
		node.Because = &logCause{row.Because, reports.Moment(cause.T, row.Entry.T) + " " + cause.Event}
	}
	return node
}

func entryNode(index int, e reports.LogEntry) *logNode {
	node := &logNode{Index: index, Kind: e.Kind, Clock: e.T.UTC().Format(time.TimeOnly), Event: e.Event}
	if _, known := glyphs[e.Kind]; !known {
		node.Kind = reports.Detail
	}
	for _, f := range e.Fields {
		node.Fields = append(node.Fields, logField{f.Key, reports.Word(f.Value)})
	}
	if e.Origin != nil {
		node.Origin = reports.OriginWords(*e.Origin)
	}
	return node
}

// kindWords say what a kind of entry is.
func kindWords(kind reports.LogKind) string {
	switch kind {
	case reports.Cause:
		return "cause: people or the outside world did it"
	case reports.Trouble:
		return "trouble: a warning that followed"
	case reports.Harm:
		return "harm: a user was hit"
	case reports.Good:
		return "good: something was made whole"
	}
	return "a step between"
}
