package chart

import (
	"cmp"
	"errors"
	"fmt"
	"image/color"
	"io"
	"slices"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"reprise/reports"
)

// HasKnee tells whether there is anything to draw: a rate at which something was answered.
func HasKnee(k *reports.LoadKnee) bool { return len(answered(k)) > 0 }

// answered are the points that have latencies, by their rates.
func answered(k *reports.LoadKnee) []reports.LoadPoint {
	points := slices.DeleteFunc(slices.Clone(k.Points), func(p reports.LoadPoint) bool { return p.Latency.P99 == 0 })
	slices.SortStableFunc(points, func(a, b reports.LoadPoint) int { return cmp.Compare(a.OfferedRate, b.OfferedRate) })
	return points
}

// Knee draws p99 and p50 against the offered rate as SVG, the bound across and the knee ringed; runs that are not valid stand
// apart from the lines. The same knee is the same bytes. A knee without a point that was answered, and numbers that are not
// finite or below 0, are errors, and then nothing is written.
func Knee(w io.Writer, k *reports.LoadKnee) error {
	p, err := knee(k)
	if err != nil {
		return fmt.Errorf("draw a knee: %w", err)
	}
	return write(w, []*panel{p})
}

func knee(k *reports.LoadKnee) (*panel, error) {
	points := answered(k)
	if len(points) == 0 {
		return nil, errors.New("nothing was answered at any rate")
	}
	p := newPanel("Latency against offered rate", "offered, claims a second", "latency, from the intended time of sending")
	values := []float64{k.P99Max}
	for _, point := range points {
		values = append(values, point.Latency.P50, point.Latency.P99)
	}
	axis, err := latenciesOf(values)
	if err != nil {
		return nil, err
	}
	axis.apply(&p.Y)
	for _, quantile := range []struct {
		words string
		color color.Color
		of    func(reports.LoadLatency) float64
	}{
		{"p99", other, func(l reports.LoadLatency) float64 { return l.P99 }},
		{"p50", current, func(l reports.LoadLatency) float64 { return l.P50 }},
	} {
		height := func(l reports.LoadPoint) float64 { return axis.at(quantile.of(l.Latency)) }
		if err := quantileLine(p, points, quantile.words, quantile.color, height); err != nil {
			return nil, err
		}
	}
	if slices.ContainsFunc(points, func(point reports.LoadPoint) bool { return !point.Valid }) {
		p.legend = append(p.legend, entry{hollow{}, "not valid"})
	}
	widen(&p.X)
	if k.P99Max > 0 {
		p.across(axis.at(k.P99Max), "p99 at most "+reports.Quantity(k.P99Max, "s"), true)
	}
	if err := markKnee(p, k, points, axis); err != nil {
		return nil, err
	}
	if k.ClosedRate > 0 {
		return p, p.upright(k.ClosedRate, "closed loop "+perSecond(k.ClosedRate))
	}
	return p, nil
}

// quantileLine joins the valid points of one quantile; the others are hollow.
func quantileLine(p *panel, points []reports.LoadPoint, words string, c color.Color, height func(reports.LoadPoint) float64) error {
	var all, valid plotter.XYs
	for _, point := range points {
		at := plotter.XY{X: point.OfferedRate, Y: height(point)}
		all = append(all, at)
		if point.Valid {
			valid = append(valid, at)
		}
	}
	dots, err := plotter.NewScatter(all)
	if err != nil {
		return err
	}
	dots.GlyphStyleFunc = func(i int) draw.GlyphStyle {
		if !points[i].Valid {
			return hollowStyle(c)
		}
		return draw.GlyphStyle{Color: c, Radius: vg.Points(2.6), Shape: draw.CircleGlyph{}}
	}
	p.Add(dots)
	p.legend = append(p.legend, entry{swatch{c}, words})
	if len(valid) < 2 {
		return nil
	}
	_, err = p.line(valid, c, vg.Points(2), nil)
	return err
}

// markKnee rings the highest rate that keeps the bound.
func markKnee(p *panel, k *reports.LoadKnee, points []reports.LoadPoint, axis latencies) error {
	i := slices.IndexFunc(points, func(point reports.LoadPoint) bool { return point.Kept && point.OfferedRate == k.Rate })
	if i < 0 {
		return nil
	}
	drawn, err := p.ring(plotter.XY{X: k.Rate, Y: axis.at(points[i].Latency.P99)}, other)
	if err != nil {
		return err
	}
	p.legend = append(p.legend, entry{drawn, "kept up to " + perSecond(k.Rate)})
	return nil
}

func perSecond(rate float64) string { return reports.Quantity(rate, "") + "/s" }

// hollow is a run that is not valid, in a legend.
type hollow struct{}

func (hollow) Thumbnail(c *draw.Canvas) { c.DrawGlyph(hollowStyle(limit), c.Center()) }

func hollowStyle(c color.Color) draw.GlyphStyle {
	return draw.GlyphStyle{Color: c, Radius: vg.Points(2.6), Shape: draw.RingGlyph{}}
}
