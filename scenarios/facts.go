package scenarios

import (
	"slices"
	"strings"
	"sync"

	"reprise/fixtures"
	"reprise/scenarios/strict"
)

// Fact is one thing that the source documents say.
type Fact struct {
	ID   string // as in SYNC-02
	Text string // one line
}

var facts = sync.OnceValue(func() []Fact {
	var all []Fact
	for line := range strings.Lines(fixtures.Facts) {
		id, text, found := strings.Cut(strings.TrimSpace(line), " ")
		if found && id != "#" {
			all = append(all, Fact{ID: id, Text: text})
		}
	}
	return all
})

// AllFacts are the facts in the order of the documents.
func AllFacts() []Fact { return slices.Clone(facts()) }

// LookupFact is the fact of an id, and whether there is one.
func LookupFact(id string) (Fact, bool) {
	i := slices.IndexFunc(facts(), func(f Fact) bool { return f.ID == id })
	if i < 0 {
		return Fact{}, false
	}
	return facts()[i], true
}

// checkFact refuses an id that no document has. Words are a reference to a document of the reader's own, as in
// `postmortem of 3 March, 18:00`. Errors have no place.
func checkFact(id string) error {
	if _, known := LookupFact(id); known || strings.Contains(strings.TrimSpace(id), " ") {
		return nil
	}
	return strict.Wrong("unknown fact "+quote(id), "allowed: "+strings.Join(factRanges(), ", ")+", or a document of your own in words")
}

// factRanges are the first and last id of each document, as in "SYNC-01 to SYNC-23".
func factRanges() []string {
	var ranges []string
	all := facts()
	for i, first := 0, 0; i < len(all); i++ {
		document, _, _ := strings.Cut(all[i].ID, "-")
		if i+1 == len(all) || !strings.HasPrefix(all[i+1].ID, document+"-") {
			ranges = append(ranges, all[first].ID+" to "+all[i].ID)
			first = i + 1
		}
	}
	return ranges
}
