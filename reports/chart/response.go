package chart

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"reprise/reports"
)

// HasSweep tells whether a sweep can be drawn: one key, two keys of a grid, or a hypercube.
func HasSweep(s *reports.Sweep) bool {
	return len(s.Points) > 1 && len(s.Columns) > 0 && (len(s.Keys) <= 2 || s.Design == reports.DesignHypercube)
}

// panelsMax keeps a picture in bounds: so many metrics, or keys of a hypercube, are drawn, the first first.
const panelsMax = 9

// Sweep draws how the metrics answer as SVG: a line with its intervals and the cliffs for one key, a heat map for two; of a
// hypercube, its first metric against each key. Metrics that are the same everywhere are left out, unless all are. The same sweep is
// the same bytes. Numbers that are not finite are an error, and then nothing is written.
func Sweep(w io.Writer, s *reports.Sweep) error {
	if !HasSweep(s) {
		return errors.New("draw a sweep: it has not one key, nor two of a grid, nor is it a hypercube")
	}
	for _, point := range s.Points {
		for _, i := range point.Responses {
			if math.IsNaN(i.Mean+i.Low+i.High) || math.IsInf(i.Mean+i.Low+i.High, 0) {
				return fmt.Errorf("draw a sweep: a response is %v, from %v to %v", i.Mean, i.Low, i.High)
			}
		}
	}
	var panels []*panel
	columns := drawnColumns(s)
	switch {
	case s.Design == reports.DesignHypercube:
		for key := range min(len(s.Keys), panelsMax) {
			drawn, err := response(s, key, columns[0], false)
			if err != nil {
				return fmt.Errorf("draw a sweep: %w", err)
			}
			panels = append(panels, drawn)
		}
	default:
		for _, column := range columns {
			if len(s.Keys) == 2 {
				panels = append(panels, heat(s, column))
				continue
			}
			drawn, err := response(s, 0, column, s.Keys[0].Kind != reports.KeyWord)
			if err != nil {
				return fmt.Errorf("draw a sweep: %w", err)
			}
			panels = append(panels, drawn)
		}
	}
	return write(w, panels)
}

// drawnColumns are the metrics that are not the same everywhere, or else the first.
func drawnColumns(s *reports.Sweep) []int {
	var drawn []int
	for c := range s.Columns {
		if slices.ContainsFunc(s.Points, func(p reports.SweepPoint) bool { return p.Responses[c].Mean != s.Points[0].Responses[c].Mean }) {
			drawn = append(drawn, c)
		}
	}
	if len(drawn) == 0 {
		return []int{0}
	}
	return drawn[:min(len(drawn), panelsMax)]
}

// response is one metric against one key: a dot with its interval a point, joined where the points are in a row.
func response(s *reports.Sweep, key, column int, joined bool) (*panel, error) {
	k, metric := s.Keys[key], s.Columns[column]
	p := newPanel(metric.Label, k.Key, metric.Label)
	var means plotter.XYs
	var bars []interval
	for _, point := range s.Points {
		i := point.Responses[column]
		means = append(means, plotter.XY{X: point.At[key], Y: i.Mean})
		bars = append(bars, interval{point.At[key], i.Low, i.High})
	}
	zones := cliffsOf(s, metric)
	for _, z := range zones {
		p.Add(z)
	}
	p.Add(intervals(bars))
	if joined {
		if _, err := p.line(means, other, vg.Points(1.5), nil); err != nil {
			return nil, err
		}
	}
	dots, err := plotter.NewScatter(means)
	if err != nil {
		return nil, err
	}
	dots.GlyphStyle = draw.GlyphStyle{Color: other, Radius: vg.Points(2.6), Shape: draw.CircleGlyph{}}
	p.Add(dots)
	p.legend = append(p.legend, entry{swatch{other}, fmt.Sprintf("mean of %d, 95 %% interval", s.Reps)})
	for _, z := range zones {
		p.legend = append(p.legend, entry{swatch{current}, z.words})
	}
	spread(p, k)
	p.Y.Tick.Marker = roundTicks{metric.Unit}
	return p, nil
}

// spread leaves room about the points, and names what is along the key.
func spread(p *panel, k reports.SweptKey) {
	room := (p.X.Max - p.X.Min) / 20
	p.X.Min, p.X.Max = p.X.Min-room, p.X.Max+room
	switch k.Kind {
	case reports.KeyDuration:
		p.X.Tick.Marker = roundTicks{"s"}
	case reports.KeyWord:
		p.X.Tick.Marker = named(k.Values)
	}
	height := (p.Y.Max - p.Y.Min) / 10
	if height == 0 {
		height = max(math.Abs(p.Y.Max)/10, 1)
	}
	p.Y.Min, p.Y.Max = p.Y.Min-height, p.Y.Max+height
}

// interval is an upright line at x.
type interval struct{ x, low, high float64 }

// intervals are the bars of points.
type intervals []interval

// Plot draws them.
func (bars intervals) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, b := range bars {
		c.StrokeLine2(draw.LineStyle{Color: other, Width: vg.Points(1)}, x(b.x), y(b.low), x(b.x), y(b.high))
	}
}

// DataRange makes room for them.
func (bars intervals) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, ymin, xmax, ymax = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, b := range bars {
		xmin, xmax, ymin, ymax = min(xmin, b.x), max(xmax, b.x), min(ymin, b.low), max(ymax, b.high)
	}
	return xmin, xmax, ymin, ymax
}

// zone is where a cliff is: between two values of the key.
type zone struct {
	from, to float64
	words    string
}

// Plot draws it, from the lowest to the highest.
func (z zone) Plot(c draw.Canvas, p *plot.Plot) {
	x, _ := p.Transforms(&c)
	c.SetColor(ground)
	c.Fill(vg.Rectangle{Min: vg.Point{X: x(z.from), Y: c.Min.Y}, Max: vg.Point{X: x(z.to), Y: c.Max.Y}}.Path())
	edge := draw.LineStyle{Color: current, Width: vg.Points(1), Dashes: dashes}
	for _, at := range []float64{z.from, z.to} {
		c.StrokeLine2(edge, x(at), c.Min.Y, x(at), c.Max.Y)
	}
}

// cliffsOf are the cliffs of a metric along the only key there is.
func cliffsOf(s *reports.Sweep, metric reports.Column) []zone {
	if len(s.Keys) != 1 {
		return nil
	}
	at := map[string]float64{}
	for _, point := range s.Points {
		at[point.Values[0]] = point.At[0]
	}
	var zones []zone
	for _, c := range s.Cliffs {
		if c.Metric == metric.Metric {
			zones = append(zones, zone{at[c.From], at[c.To], fmt.Sprintf("cliff: %s → %s", reports.Quantity(c.Before, metric.Unit), reports.Quantity(c.After, metric.Unit))})
		}
	}
	return zones
}
