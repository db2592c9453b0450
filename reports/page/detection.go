package page

import (
	"fmt"
	"strings"

	"reprise/reports"
)

// detectionOf is what the alert rules would have told, and when; nil where no rules were evaluated.
func detectionOf(s *reports.Story, a axis) any {
	run := toldRun(s)
	if len(run.Detection) == 0 && len(run.Alerts) == 0 {
		return nil
	}
	var tables []table
	if len(run.Detection) > 0 {
		tables = append(tables, detectionTable(run.Detection, s.Harms, a))
	}
	if len(run.Alerts) > 0 {
		tables = append(tables, alertTable(run.Alerts, a))
	}
	return tables
}

func detectionTable(rules []reports.Detection, harms []reports.Column, a axis) table {
	t := table{Caption: "When each rule first told of it", Head: []column{{Name: "alert"}, {Name: "fired"},
		{Name: "time to detect", Number: true}, {Name: "ahead of the first harm", Number: true}, {Name: "already hit by then", Wide: true}}}
	for _, d := range rules {
		id := name(d.Alert)
		id.Note = fmt.Sprintf("%s:%d", d.File, d.Line)
		switch {
		case len(d.Lacks) > 0:
			t.add("", id, cell{Text: "it cannot", Note: "there is no " + strings.Join(d.Lacks, ", ")}, text("-"), text("-"), text("-"))
		case d.Fired == nil:
			t.add("", id, text("never in this run"), text("-"), text("-"), text("-"))
		default:
			t.add("", id, text(reports.Moment(*d.Fired, a.Start)), text(seconds(d.AfterSeconds)), text(ahead(d)), text(reports.HitWords(harms, d.Hit)))
		}
	}
	return t
}

func seconds(seconds float64) string { return reports.Quantity(seconds, "s") }

// ahead is how long before the first harm an alert fired, or how long after it.
func ahead(d reports.Detection) string {
	switch {
	case d.FirstHarm == nil:
		return "no harm came"
	case d.AheadSeconds < 0:
		return seconds(-d.AheadSeconds) + " too late"
	}
	return seconds(d.AheadSeconds)
}

func alertTable(changes []reports.AlertChange, a axis) table {
	t := table{Caption: "Every change of an alert", Named: true,
		Head: []column{{Name: "time (UTC)"}, {Name: "alert"}, {Name: "state"}, {Name: "what it says", Wide: true}}}
	for _, c := range changes {
		t.add("", cell{Text: reports.Moment(c.T, a.Start), Head: true}, code(alertName(c)), text(string(c.State)), text(c.Summary))
	}
	return t
}
