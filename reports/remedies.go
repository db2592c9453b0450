package reports

import "strings"

// remedies draws the variants side by side, harms first and the price of each apart from them, and then says what each
// does differently.
func (p *page) remedies(r *Remedies) {
	p.table(remedyTable(r))
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
		if row.Effect != Baseline { // the incident's own expectations stand above
			p.failures(row.Variant, row.Expectations)
		}
	}
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
	switch row.Effect {
	case Prevents, Eases:
		return in(good, words)
	case Moves:
		return in(warns, words)
	case Worsens:
		return in(bad, words)
	}
	return in(faint, words)
}

// remedyWords say what a remedy does differently and, where it does not end all harm, which harm is more and which less.
func remedyWords(row Remedy, columns []Column) string {
	var changes []string
	if len(row.More) > 0 {
		changes = append(changes, "more "+labels(row.More, columns))
	}
	if len(row.Less) > 0 && row.Effect != Prevents {
		changes = append(changes, "less "+labels(row.Less, columns))
	}
	if len(changes) == 0 {
		return row.Says
	}
	return strings.TrimSpace(row.Says + " (" + strings.Join(changes, "; ") + ")")
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
