package chart

import (
	"fmt"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"reprise/reports"
)

// frontier is the stock of each setting against its fallbacks, coloured by its fills. A line joins the least fallbacks that a
// stock buys; settings off it, which hold more stock for fewer fills, are smaller.
func frontier(plan *reports.PoolPlan) (*panel, error) {
	p := newPanel("What a setting costs, and what it buys", "mean stock, accounts", "p_fallback, share of claims")
	points, axis, err := frontierPoints(plan)
	if err != nil {
		return nil, err
	}
	axis.apply(&p.Y)
	fills := make([]float64, len(plan.Frontier))
	for i, f := range plan.Frontier {
		fills[i] = f.FillsPerHour
	}
	classes := classesOf(fills)
	if err := leanLine(p, plan.Frontier, points); err != nil {
		return nil, err
	}
	dots, err := plotter.NewScatter(points)
	if err != nil {
		return nil, err
	}
	dots.GlyphStyleFunc = func(i int) draw.GlyphStyle {
		f := plan.Frontier[i]
		style := draw.GlyphStyle{Color: classes.color(f.FillsPerHour), Radius: vg.Points(1.6), Shape: draw.CircleGlyph{}}
		if f.Lean || f.Current || f.Recommended {
			style.Radius = vg.Points(2.6)
		}
		if axis.below(reading{f.Fallback, f.AtMost}) {
			style.Shape, style.Radius = downGlyph{}, style.Radius+vg.Points(0.8)
		}
		return style
	}
	p.Add(dots)
	p.legend = classes.legend()
	widen(&p.X)
	limits(p, plan.Asked, axis)
	for i, f := range plan.Frontier {
		if err := markSetting(p, f, points[i]); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// leanLine joins the settings that are on the frontier of stock and fallbacks alone.
func leanLine(p *panel, settings []reports.PoolPoint, points plotter.XYs) error {
	var lean plotter.XYs
	for i, f := range settings {
		if f.Lean {
			lean = append(lean, points[i])
		}
	}
	if len(lean) < 2 {
		return nil
	}
	_, err := p.line(lean, limit, vg.Points(1), nil)
	return err
}

// frontierPoints are where the settings stand.
func frontierPoints(plan *reports.PoolPlan) (plotter.XYs, chances, error) {
	var values []reading
	var must []float64
	for _, f := range plan.Frontier {
		values = append(values, reading{f.Fallback, f.AtMost})
		if f.Recommended && !f.AtMost {
			must = append(must, f.Fallback)
		}
	}
	if a := plan.Asked; a != nil && a.MaxFallback != nil {
		must = append(must, *a.MaxFallback)
	}
	if err := probable(values, must); err != nil {
		return nil, chances{}, err
	}
	axis := axisOf(values, must)
	var points plotter.XYs
	for _, f := range plan.Frontier {
		points = append(points, plotter.XY{X: f.MeanStock, Y: axis.at(reading{f.Fallback, f.AtMost})})
	}
	return points, axis, nil
}

func probable(values []reading, must []float64) error {
	for _, p := range must {
		values = append(values, reading{p: p})
	}
	for _, v := range values {
		if !(v.p >= 0 && v.p <= 1) {
			return fmt.Errorf("p_fallback is %v", v.p)
		}
	}
	return nil
}

// markSetting rings and names the current setting and the recommended one.
func markSetting(p *panel, f reports.PoolPoint, at plotter.XY) error {
	if !f.Recommended && !f.Current {
		return nil
	}
	name := note{at: at, words: "current", color: current, away: 12, above: 10}
	if f.Recommended { // below and to the left no setting is, or it would be better
		name.words, name.color, name.left, name.above = "recommended", other, true, -11
		if f.Current {
			name.words = "recommended, and current"
		}
	}
	name.words += fmt.Sprintf(" %d / %d", f.MinSize, f.TargetSize)
	if _, err := p.ring(at, name.color); err != nil {
		return err
	}
	p.Add(name)
	return nil
}
