package chart

import (
	"fmt"
	"image/color"
	"math"

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
	classes := classesOf(plan.Frontier)
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

// classes tell fills an hour apart in as many steps as there are colours.
type classes struct{ least, step float64 }

func classesOf(points []reports.PoolPoint) classes {
	least, most := math.Inf(1), 0.0
	for _, f := range points {
		least, most = min(least, f.FillsPerHour), max(most, f.FillsPerHour)
	}
	return classes{least, (most - least) / float64(len(steps))}
}

func (c classes) color(fills float64) color.Color {
	if c.step <= 0 {
		return steps[len(steps)/2]
	}
	return steps[min(int((fills-c.least)/c.step), len(steps)-1)]
}

// legend names the classes, the fewest first.
func (c classes) legend() []entry {
	entries := []entry{{nil, "fills an hour:"}}
	if c.step <= 0 {
		return append(entries, entry{swatch{c.color(c.least)}, twoDigits(c.least)})
	}
	for i, shade := range steps {
		low := c.least + float64(i)*c.step
		entries = append(entries, entry{swatch{shade}, twoDigits(low) + "–" + twoDigits(low+c.step)})
	}
	return entries
}

func twoDigits(v float64) string {
	if v > 0 {
		unit := decadeBelow(v) / 10
		v = math.Round(v/unit) * unit
	}
	return reports.Quantity(v, "")
}
