package reports

import (
	"fmt"
	"slices"
	"time"
)

// rowsMax bounds a timeline for people. Causes stand whatever their number; then the first and the last of each event;
// then as many of the harms, the troubles, the good news and the details as there is room for.
const rowsMax = 60

// item is what a timeline shows in one place: an entry, or a run of entries folded into one.
type item struct {
	entry LogEntry // of a fold: the time of the first, the gravest kind
	index int      // in the log; of a fold: of its first entry
	// parent is the index of the shown entry it follows from; -1 where there is none.
	parent int
	folded int // how many entries are folded here; 0 for an entry that is shown
	until  time.Time
	most   string // the commonest event of a fold
	mostN  int
}

var gravity = []LogKind{Cause, Harm, Trouble, Good, Detail}

// items are the log for people: at most rows of them unless the causes alone are more.
func items(log []LogEntry, rows int) (shown []item, folded int) {
	keep := kept(log, rows)
	nearest := nearestKept(log, keep)
	for i := 0; i < len(log); i++ {
		if keep[i] {
			shown = append(shown, item{entry: log[i], index: i, parent: nearest[i]})
			continue
		}
		end := i
		for end < len(log) && !keep[end] {
			end++
		}
		shown = append(shown, fold(log, nearest, i, end))
		folded += end - i
		i = end - 1
	}
	return shown, folded
}

// kept chooses the entries that are shown as themselves. A run of the others takes one row, so an entry may cost no
// row (it is a run of its own), one (at the edge of a run) or two (it splits one).
func kept(log []LogEntry, rows int) []bool {
	keep := make([]bool, len(log))
	total := 0
	if len(log) > 0 {
		total = 1
	}
	try := func(i int, always bool) {
		if keep[i] {
			return
		}
		cost := 0
		if i > 0 && !keep[i-1] {
			cost++
		}
		if i+1 < len(log) && !keep[i+1] {
			cost++
		}
		if always || cost == 0 || total+cost <= rows {
			keep[i] = true
			total += cost
		}
	}
	first, last := ends(log)
	for _, pass := range []func(i int) bool{
		func(i int) bool { return kindOf(log[i]) == Cause },
		func(i int) bool { return first[log[i].Event] == i },
		func(i int) bool { return last[log[i].Event] == i },
		func(int) bool { return true },
	} {
		for _, kind := range gravity {
			for i, entry := range log {
				if kindOf(entry) == kind && pass(i) {
					try(i, kind == Cause)
				}
			}
		}
	}
	return keep
}

// ends are where each event comes for the first and for the last time.
func ends(log []LogEntry) (first, last map[string]int) {
	first, last = map[string]int{}, map[string]int{}
	for i, entry := range log {
		if _, seen := first[entry.Event]; !seen {
			first[entry.Event] = i
		}
		last[entry.Event] = i
	}
	return first, last
}

// nearestKept finds, for every entry, the nearest one it follows from that is shown; -1 where there is none.
func nearestKept(log []LogEntry, keep []bool) []int {
	nearest := make([]int, len(log))
	for i, entry := range log {
		switch cause := entry.Because; {
		case cause < 0 || cause >= i: // nothing follows from what comes later
			nearest[i] = -1
		case keep[cause]:
			nearest[i] = cause
		default:
			nearest[i] = nearest[cause]
		}
	}
	return nearest
}

func fold(log []LogEntry, nearest []int, from, to int) item {
	f := item{
		entry:  LogEntry{T: log[from].T, Kind: Detail, Because: -1},
		index:  from,
		parent: nearest[from],
		folded: to - from,
		until:  log[to-1].T,
	}
	times := map[string]int{}
	for i := from; i < to; i++ {
		if nearest[i] != f.parent {
			f.parent = -1
		}
		if slices.Index(gravity, kindOf(log[i])) < slices.Index(gravity, f.entry.Kind) {
			f.entry.Kind = kindOf(log[i])
		}
		event := log[i].Event
		times[event]++
		if times[event] > f.mostN { // the first to get there wins a tie
			f.most, f.mostN = event, times[event]
		}
	}
	return f
}

// words of a fold: `… 214 more SERVER_SYNCED, the last at 11:49:12`.
func (f item) words() string {
	if f.folded == 0 {
		return f.entry.String()
	}
	words := fmt.Sprintf("… %s more", count(f.folded))
	if f.mostN == f.folded {
		words += " " + f.most
	} else {
		words += fmt.Sprintf(", %s of them %s", count(f.mostN), f.most)
	}
	if !f.until.Equal(f.entry.T) {
		words += ", the last at " + moment(f.until, f.entry.T)
	}
	return words
}

// kindOf takes a kind nobody knows for a detail.
func kindOf(e LogEntry) LogKind {
	if slices.Contains(gravity, e.Kind) {
		return e.Kind
	}
	return Detail
}
