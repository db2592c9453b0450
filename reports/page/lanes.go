package page

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"reprise/reports"
)

// lanes are rows over the time axis, with marks or bars in them. Scripts move these to where a zoomed axis has them.
type lanes struct {
	Drawing drawing
	Rows    []lane
}

// lane is one row.
type lane struct {
	Name  string
	Y     tenths // the middle of what is in it
	NameY tenths // of its name: beside that, or above it
	Marks []laneMark
	Bars  []laneBar
}

// laneMark is an entry of the log.
type laneMark struct {
	Kind    reports.LogKind
	Entry   int    // its index
	Seconds tenths // from the start of the run
	X       tenths
	Words   string
}

// laneBar is an alert from one change to the next.
type laneBar struct {
	Class    string // pending or firing
	From, To tenths // seconds
	X, Width tenths
	Words    string
}

const (
	laneHeight  = 22
	alertHeight = 38 // names of alerts are long, and stand above their bars
)

// laneKinds are the kinds of entries that have a lane; details are in the list only.
var laneKinds = []reports.LogKind{reports.Cause, reports.Trouble, reports.Harm, reports.Good}

// logLanes are a lane for each kind of entry that a run has.
func logLanes(run reports.Run, a axis) *lanes {
	var rows []lane
	for _, kind := range laneKinds {
		middle := tenths(laneHeight * (float64(len(rows)) + 0.5))
		row := lane{Name: string(kind), Y: middle, NameY: middle}
		for i, e := range run.Log {
			if e.Kind == kind {
				seconds, words := e.T.Sub(a.Start).Seconds(), reports.Moment(e.T, a.Start)+" "+e.Event
				row.Marks = append(row.Marks, laneMark{kind, i, tenths(seconds), tenths(x(a.place(seconds))), words})
			}
		}
		if row.Marks != nil {
			rows = append(rows, row)
		}
	}
	return lanesOf(rows, laneHeight, a)
}

// alertLanes are a lane for each alert that was ever pending.
func alertLanes(run reports.Run, a axis) *lanes {
	var rows []lane
	open := map[string]int{} // the row of each alert
	for i, change := range run.Alerts {
		id := alertName(change)
		k, known := open[id]
		if !known {
			k = len(rows)
			open[id] = k
			rows = append(rows, lane{Name: id, Y: tenths(alertHeight*k + 27), NameY: tenths(alertHeight*k + 10)})
		}
		if change.State == reports.Pending || change.State == reports.Firing {
			rows[k].Bars = append(rows[k].Bars, alertBar(change, until(run.Alerts[i+1:], id, a), a))
		}
	}
	return lanesOf(rows, alertHeight, a)
}

func lanesOf(rows []lane, height int, a axis) *lanes {
	if len(rows) == 0 {
		return nil
	}
	return &lanes{newDrawing(height*len(rows), a), rows}
}

// until is when an alert goes to its next state, in seconds; the end of the run where it does not.
func until(later []reports.AlertChange, id string, a axis) float64 {
	for _, change := range later {
		if alertName(change) == id {
			return change.T.Sub(a.Start).Seconds()
		}
	}
	return a.whole()
}

func alertBar(change reports.AlertChange, to float64, a axis) laneBar {
	from := change.T.Sub(a.Start).Seconds()
	left := x(a.place(from))
	words := fmt.Sprintf("%s %s from %s for %s", alertName(change), change.State, reports.Moment(change.T, a.Start),
		reports.Span(time.Duration((to-from)*float64(time.Second))))
	return laneBar{string(change.State), tenths(from), tenths(to), tenths(left), tenths(max(2, x(a.place(to))-left)), words}
}

// alertName is an alert with its labels, as Prometheus writes it.
func alertName(change reports.AlertChange) string {
	var labels []string
	for _, key := range slices.Sorted(maps.Keys(change.Labels)) {
		if key != "severity" {
			labels = append(labels, key+"="+change.Labels[key])
		}
	}
	if labels == nil {
		return change.Alert
	}
	return change.Alert + "{" + strings.Join(labels, ",") + "}"
}

// glyphs are the signs of the kinds of entries, as paths around 0; each has a shape of its own.
var glyphs = map[reports.LogKind]string{
	reports.Cause:   "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
	reports.Trouble: "M0-5L5 4H-5z",
	reports.Harm:    "M-4-4L4 4M4-4L-4 4",
	reports.Good:    "M-4 0L-1 4L5-4",
	reports.Detail:  "M-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0z",
}
