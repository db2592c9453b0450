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
	return p, theRate(p, plan.Workload.RatePerHour)
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

// theRate is a line at the rate of the plan.
func theRate(p *panel, rate float64) error {
	if rate < p.X.Min || rate > p.X.Max {
		return nil
	}
	upright, err := p.line(plotter.XYs{{X: rate, Y: p.Y.Min}, {X: rate, Y: p.Y.Max}}, limit, vg.Points(1), nil)
	if err != nil {
		return err
	}
	p.legend = append(p.legend, entry{upright, reports.Quantity(rate, "an hour")})
	return nil
}

// limits is a line at what was asked, as wide as the data are.
func limits(p *panel, asked *reports.PoolAsked, axis chances) {
	if asked == nil || asked.MaxFallback == nil {
		return
	}
	y := axis.at(reading{p: *asked.MaxFallback})
	across := &plotter.Function{F: func(float64) float64 { return y }, Samples: 2}
	across.Color, across.Width, across.Dashes = limit, vg.Points(1), dashes
	p.Add(across)
	p.Add(note{at: plotter.XY{X: p.X.Max, Y: y}, words: "asked: at most " + chanceName(*asked.MaxFallback), color: limit, left: true, away: 2, above: 8})
}
