package reports

import "strings"

// remedies draws the variants side by side, harms first and the price of each apart from them, and then says what each
// does differently.
func (p *page) remedies(r *Remedies) {
	p.table(remedyTable(r))
	for _, note := range remedyNotes(r) {
		p.prose(2, 2, text{}, note, faint)
	}
	said := false
	for _, row := range r.Rows {
		words := remedyWords(row, r.Columns)
		if words == "" {
			continue
		}
		if !said {
			p.line()
			said = true
		}
		p.prose(2, 4, in(strong, row.Variant+": "), words, plain)
	}
	for _, row := range r.Rows {
		if !row.Effect.isIncident() { // the incident's own expectations stand above
			p.failures(row.Variant, row.Expectations)
		}
	}
}

// isIncident tells the row of as-was from those of the remedies.
func (e Effect) isIncident() bool { return e == Baseline || e == NotReproduced }

// remedyNotes say by what rule effects were told, and that they hold for one reading of the incident only.
func remedyNotes(r *Remedies) []string {
	var notes []string
	if r.Alike != "" {
		notes = append(notes, "alike: "+r.Alike)
	}
	if r.Why != "" {
		notes = append(notes, "under the scenario's own reading; "+r.Why+" tries the others that are left")
	}
	return notes
}

func remedyTable(r *Remedies) table {
	t := table{head: heads("", "remedy", ""), right: map[int]bool{}}
	order := harmsThenCosts(r.Columns)
	for _, i := range order {
		if r.Columns[i].Cost && t.apart == 0 {
			t.apart = len(t.head)
		}
		t.right[len(t.head)] = true
		t.head = append(t.head, in(faint, r.Columns[i].Label))
	}
	t.head = append(t.head, in(faint, "effect"))
	for _, row := range r.Rows {
		star, name := bare(" "), bare(row.Variant)
		if row.Best {
			star, name = in(good, "★"), in(strong, row.Variant)
		}
		cells := []text{star, name, mark(row.Verdict)}
		for _, i := range order {
			cells = append(cells, bare(valueAt(row, i, r.Columns[i].Unit)))
		}
		t.add(append(cells, effectText(row))...)
	}
	return t
}

// harmsThenCosts are the indices of the columns with the costs last, both as they came.
func harmsThenCosts(columns []Column) []int {
	var harms, costs []int
	for i, column := range columns {
		if column.Cost {
			costs = append(costs, i)
		} else {
			harms = append(harms, i)
		}
	}
	return append(harms, costs...)
}

func valueAt(row Remedy, column int, unit string) string {
	if column >= len(row.Values) {
		return "-"
	}
	return Quantity(row.Values[column], unit)
}

func effectText(row Remedy) text {
	words := string(row.Effect)
	if row.Best {
		words += " (best)"
	}
	return in(effectInk(row.Effect), words)
}

func effectInk(e Effect) ink {
	switch e {
	case Prevents, Eases:
		return good
	case Moves:
		return warns
	case Worsens, NotReproduced:
		return bad
	}
	return faint
}

// remedyWords say what a remedy does differently and, where it does not end all harm, which harm is more and which less.
func remedyWords(row Remedy, columns []Column) string {
	changes := changeWords(row.Effect, row.More, row.Less, columns)
	if changes == "" {
		return row.Says
	}
	return strings.TrimSpace(row.Says + " (" + changes + ")")
}

// changeWords say which harm is more and which less; of one that is all gone it needs no saying.
func changeWords(effect Effect, more, less []string, columns []Column) string {
	var changes []string
	if len(more) > 0 {
		changes = append(changes, "more "+labels(more, columns))
	}
	if len(less) > 0 && effect != Prevents {
		changes = append(changes, "less "+labels(less, columns))
	}
	return strings.Join(changes, "; ")
}

// labels say metrics as the head of the table does.
func labels(metrics []string, columns []Column) string {
	said := make([]string, len(metrics))
	for i, metric := range metrics {
		said[i] = metric
		for _, column := range columns {
			if column.Metric == metric {
				said[i] = column.Label
			}
		}
	}
	return strings.Join(said, ", ")
}
