package chart

import (
	"errors"
	"fmt"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"reprise/reports"
)

// curve is p_fallback against the rate, a line a setting.
func curve(plan *reports.PoolPlan) (*panel, error) {
	p := newPanel("If the rate is another", "claims an hour", "p_fallback, share of claims")
	var values []reading
	var must []float64
	for _, l := range plan.Curve {
		if len(l.Points) == 0 {
			return nil, errors.New("a curve has no points")
		}
		for _, point := range l.Points {
			values = append(values, reading{point.Fallback, point.AtMost})
		}
	}
	if a := plan.Asked; a != nil && a.MaxFallback != nil {
		must = append(must, *a.MaxFallback)
	}
	if err := probable(values, must); err != nil {
		return nil, err
	}
	axis := axisOf(values, must)
	axis.apply(&p.Y)
	for _, l := range plan.Curve {
		if err := curveLine(p, l, axis); err != nil {
			return nil, err
		}
	}
	limits(p, plan.Asked, axis)
	return p, p.upright(plan.Workload.RatePerHour, reports.Quantity(plan.Workload.RatePerHour, "an hour"))
}

// curveLine is one setting: the current one dashed, as what is to be compared with.
func curveLine(p *panel, l reports.PoolLine, axis chances) error {
	var points plotter.XYs
	for _, point := range l.Points {
		points = append(points, plotter.XY{X: point.RatePerHour, Y: axis.at(reading{point.Fallback, point.AtMost})})
	}
	c, dash := other, []vg.Length(nil)
	if l.Label == "current" {
		c, dash = current, dashes
	}
	drawn, err := p.line(points, c, vg.Points(2), dash)
	if err != nil {
		return err
	}
	p.legend = append(p.legend, entry{drawn, fmt.Sprintf("%s %d / %d", l.Label, l.MinSize, l.TargetSize)})
	return nil
}

// limits is a line at what was asked, as wide as the data are.
func limits(p *panel, asked *reports.PoolAsked, axis chances) {
	if asked == nil || asked.MaxFallback == nil {
		return
	}
	p.across(axis.at(reading{p: *asked.MaxFallback}), "asked: at most "+chanceName(*asked.MaxFallback), false)
}
