package reports

import "time"

// Row is one row of a timeline for people: an entry of the log, or a run of entries folded into one.
type Row struct {
	Entry LogEntry // of a fold: the time of the first, and the gravest kind
	Index int      // in the log; of a fold: of its first entry
	// Depth is how deep the row hangs in the tree of what followed from what: 0 for a root. A row of depth n hangs under the
	// nearest row above it of depth n-1.
	Depth  int
	Folded int    // how many entries are folded here; 0 for an entry that is shown
	Words  string // the entry as a log prints it, or what a fold holds
	// Because is the index of the entry that the row follows from, where the tree does not show it; -1 elsewhere.
	Because int
}

// Rows are a log as every view for people tells it: causes all, the first and the last of each event, and of the rest as many
// as there is room for, placed in the order they are read.
func Rows(log []LogEntry) []Row {
	shown, _ := items(log, rowsMax)
	tree := branches(shown)
	rows := make([]Row, len(tree))
	for i, b := range tree {
		rows[i] = Row{Entry: b.entry, Index: b.index, Depth: b.depth, Folded: b.folded, Words: b.words(), Because: -1}
		rows[i].Entry.Kind = kindOf(b.entry)
		if b.because(log) != "" {
			rows[i].Because = b.entry.Because
		}
	}
	return rows
}

// Period says from when to when: `17 Jan 2026 09:00 to 20 Jan 15:00 UTC`.
func Period(start, end time.Time) string { return period(start, end) }

// Moment is a time to the second in UTC, as read beside another: with its date only on another day.
func Moment(t, beside time.Time) string { return moment(t, beside) }

// OriginWords are an origin in a line: `documented SYNC-05, assumed: the documents give no rate`.
func OriginWords(o Origin) string { return originWords(o) }

// VerdictWords sum up a replay and, when it holds them, its remedies.
func VerdictWords(r *Replay) string { return verdictWords(r) }

// RemedyWords say what a remedy does differently and, where it does not end all harm, which harm is more and which less.
func RemedyWords(row Remedy, columns []Column) string { return remedyWords(row, columns) }

// HarmsThenCosts are the indices of the columns with the costs last, both as they came.
func HarmsThenCosts(columns []Column) []int { return harmsThenCosts(columns) }

// Plural counts things: `1 entry`, `12 entries`.
func Plural(n int, one, many string) string { return plural(n, one, many) }

// Word is the value of a field as a log line prints it: quoted where it would not read back as one word.
func Word(value any) string { return word(value) }
