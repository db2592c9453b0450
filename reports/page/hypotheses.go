package page

import (
	"slices"
	"strings"

	"reprise/reports"
)

// question is what rival explanations are about.
type question struct {
	Title  string
	Matrix table // which matches what
	Rivals []rival
}

// rival is one explanation.
type rival struct {
	reports.Hypothesis
	Broken *reports.Observation // the first that it does not match
}

// hypothesesOf are the rival explanations, question by question; nil where there are none.
func hypothesesOf(s *reports.Story) any {
	var questions []question
	for _, group := range byChart(s.Hypotheses, func(h reports.Hypothesis) string { return h.About }) {
		q := question{Title: capital(group[0].About), Matrix: matrix(group)}
		if q.Title == "" {
			q.Title = "Explanations"
		}
		for _, h := range group {
			r := rival{Hypothesis: h}
			r.Says = sentence(h.Says)
			if k := slices.IndexFunc(h.Observations, func(o reports.Observation) bool { return o.ID == h.BreaksAt }); k >= 0 {
				r.Broken = &h.Observations[k]
			}
			q.Rivals = append(q.Rivals, r)
		}
		questions = append(questions, q)
	}
	if questions == nil {
		return nil
	}
	return questions
}

// matrix has a row for each explanation, and a column for each observation.
func matrix(group []reports.Hypothesis) table {
	t := table{Caption: "Which explanation matches which observation: " + group[0].About, Head: []column{{Name: "explanation"}}}
	for _, o := range group[0].Observations {
		t.Head = append(t.Head, column{Name: o.ID})
	}
	for _, h := range group {
		id := name(h.ID)
		id.Mark = reports.Of(h.Consistent)
		cells := []cell{id}
		for _, o := range h.Observations {
			cells = append(cells, cell{Mark: reports.Of(o.Matched)})
		}
		t.add("", cells...)
	}
	return t
}

// hypothesisWords sum up the rival explanations.
func hypothesisWords(hypotheses []reports.Hypothesis) string {
	n := 0
	var documents []string
	for _, h := range hypotheses {
		if h.Consistent {
			n++
		}
		if len(h.Documented) > 0 && !h.Consistent {
			documents = append(documents, h.ID)
		}
	}
	words := reports.Plural(len(hypotheses), "rival explanation was", "rival explanations were") + " held against the observations: " +
		reports.Quantity(float64(n), "") + " of them can be true."
	if documents != nil {
		words += " The documents' own (" + strings.Join(documents, ", ") + ") cannot."
	}
	return words
}
