package page

import (
	"slices"

	"reprise/reports"
)

// figure is all charts of a story over one time axis.
type figure struct {
	Told     string   // the variant that is drawn
	Others   []string // that can be laid over it
	Episodes []episode
	Folds    bool
	Log      *lanes
	Alerts   *lanes
	Panels   []figurePanel
	Axis     drawing
	Ticks    []drawnTick
	Left     string // what the charts leave out, in words
}

// figurePanel is one chart, drawn, with the same as a table.
type figurePanel struct {
	panel
	Drawing drawing
	Table   table
}

// drawnTick is a label of the time axis: the clock or how long a fold is, and below it the date where that is another.
type drawnTick struct {
	X           tenths
	Label, Date string
}

// figureOf draws the run that is told; nil where there is nothing to draw.
func figureOf(s *reports.Story, a axis) any {
	told := toldRun(s)
	panels, left := panelsOf(s)
	f := &figure{Told: told.Variant, Episodes: a.Episodes, Folds: a.folds(), Left: left}
	f.Log, f.Alerts = logLanes(told, a), alertLanes(told, a)
	for _, p := range panels {
		f.Panels = append(f.Panels, figurePanel{p, p.draw(told, a), p.table(told, a)})
	}
	if f.Panels == nil && f.Log == nil {
		return nil
	}
	for _, run := range s.Runs {
		if run.Variant != told.Variant && run.Course != nil && !slices.Contains(f.Others, run.Variant) {
			f.Others = append(f.Others, run.Variant)
		}
	}
	f.Axis = newDrawing(36, a)
	for _, s := range a.Spans {
		if s.Folded {
			f.Ticks = append(f.Ticks, drawnTick{tenths(x((s.At + s.Until) / 2)), s.Says, ""})
		}
	}
	for _, t := range a.ticks(9) {
		f.Ticks = append(f.Ticks, drawnTick{tenths(x(t.Place)), t.Label, t.Date})
	}
	return f
}
