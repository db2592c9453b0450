package page

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"reprise/reports"
)

// variants are all runs side by side: as a table, and each for itself.
type variants struct {
	Table table
	Notes []string // by what rule effects were told
	Cards []card
}

// card is one variant for itself.
type card struct {
	Name    string
	Effect  string
	Class   string // of its effect
	Best    bool
	Says    string
	Changes []reports.Changed
	Minis   []mini
	Same    bool // its course is that of the incident
	Failed  []reports.Expectation
	Held    []reports.Expectation
}

// variantsOf sets the variants beside the incident; nil where there is only one.
func variantsOf(s *reports.Story, a axis) any {
	r := s.Replay.Remedies
	if r == nil {
		return nil
	}
	v := &variants{Table: remedyTable(r)}
	if r.Alike != "" {
		v.Notes = append(v.Notes, "Two values count as alike: "+r.Alike+".")
	}
	if r.Why != "" {
		v.Notes = append(v.Notes, "Effects hold under the scenario's own reading of the incident; "+r.Why+" tries the others that are left.")
	}
	was := toldRun(s)
	minis := minisOf(s)
	for _, row := range r.Rows {
		if row.Effect == reports.Baseline || row.Effect == reports.NotReproduced {
			continue
		}
		v.Cards = append(v.Cards, cardOf(row, r.Columns, runOf(s, row.Variant), was, minis, a))
	}
	return v
}

// runOf is the run of a variant, without a course where the story does not have it.
func runOf(s *reports.Story, variant string) reports.Run {
	k := slices.IndexFunc(s.Runs, func(run reports.Run) bool { return run.Variant == variant })
	if k < 0 {
		return reports.Run{Variant: variant}
	}
	return s.Runs[k]
}

func cardOf(row reports.Remedy, columns []reports.Column, run, was reports.Run, panels []panel, a axis) card {
	c := card{Name: row.Variant, Effect: string(row.Effect), Class: effectClass(row.Effect), Best: row.Best,
		Says: sentence(reports.RemedyWords(row, columns)), Changes: run.Changes}
	for _, e := range row.Expectations {
		if e.Verdict == reports.Pass {
			c.Held = append(c.Held, e)
		} else {
			c.Failed = append(c.Failed, e)
		}
	}
	for _, p := range panels {
		if run.Course != nil && p.differs(run, was) {
			c.Minis = append(c.Minis, p.mini(run, was, a))
		}
	}
	c.Same = c.Minis == nil && run.Course != nil
	return c
}

// remedyTable has the harms first, and the price of each variant apart from them.
func remedyTable(r *reports.Remedies) table {
	t := table{Caption: "Every variant beside the incident", Head: []column{{Name: "variant"}, {Name: "effect"}}}
	order := reports.HarmsThenCosts(r.Columns)
	apart := false
	for _, i := range order {
		c := column{Name: r.Columns[i].Label, Number: true, Apart: r.Columns[i].Cost && !apart}
		apart = apart || r.Columns[i].Cost
		t.Head = append(t.Head, c)
	}
	for _, row := range r.Rows {
		id := name(row.Variant)
		id.Mark = row.Verdict
		effect := cell{Text: string(row.Effect), Class: effectClass(row.Effect)}
		class := ""
		if row.Best {
			class, effect.Text = "best", effect.Text+", best"
		}
		cells := []cell{id, effect}
		for _, i := range order {
			cells = append(cells, valueAt(row, i, r.Columns[i]))
		}
		t.add(class, cells...)
	}
	return t
}

// valueAt is one value of a variant; of a harm that is more or less than in the incident it says so.
func valueAt(row reports.Remedy, i int, column reports.Column) cell {
	if i >= len(row.Values) {
		return text("-")
	}
	c := text(reports.Quantity(row.Values[i], column.Unit))
	switch {
	case slices.Contains(row.More, column.Metric):
		c.Trend, c.Class = "more", "worsens"
	case slices.Contains(row.Less, column.Metric):
		c.Trend, c.Class = "less", "eases"
	}
	return c
}

// effectClass is how an effect is coloured; its words say it as well.
func effectClass(e reports.Effect) string {
	switch e {
	case reports.Prevents, reports.Eases:
		return "eases"
	case reports.Moves:
		return "moves"
	case reports.Worsens, reports.NotReproduced:
		return "worsens"
	}
	return ""
}

// sentence begins with a capital and ends with a full stop.
func sentence(words string) string {
	if words == "" || strings.HasSuffix(words, ".") {
		return capital(words)
	}
	return capital(words) + "."
}

// capital begins with a capital, unless it begins with a name as it is written: `enableConcurrency`, `p_fallback`.
func capital(words string) string {
	first, _, _ := strings.Cut(words, " ")
	if words == "" || first != strings.ToLower(first) || strings.ContainsAny(first, "_.0123456789") {
		return words
	}
	_, size := utf8.DecodeRuneInString(words)
	return strings.ToUpper(words[:size]) + words[size:]
}

// remedyWords sum up what the remedies do: `3 prevent the harm, 2 ease it, 6 move it elsewhere`.
func remedyWords(r *reports.Remedies) string {
	saying := []struct {
		effect    reports.Effect
		one, many string
	}{
		{reports.Prevents, "prevents the harm", "prevent the harm"},
		{reports.Eases, "eases it", "ease it"},
		{reports.Moves, "moves it elsewhere", "move it elsewhere"},
		{reports.Nothing, "changes nothing", "change nothing"},
		{reports.Worsens, "makes it worse", "make it worse"},
	}
	var words []string
	for _, say := range saying {
		n := 0
		for _, row := range r.Rows {
			if row.Effect == say.effect {
				n++
			}
		}
		if n > 0 {
			words = append(words, fmt.Sprintf("%d %s", n, map[bool]string{true: say.one, false: say.many}[n == 1]))
		}
	}
	return strings.Join(words, ", ")
}
