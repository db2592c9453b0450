package page

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"reprise/reports"
)

// drawing is a chart as lines of SVG, for template `drawing`: it stands where no script draws, and on paper. Its colours are
// classes of the page's style.
type drawing struct {
	Width, Height int
	Rules         []rule // behind everything: the scale at the left, and where ticks are
	Shapes        []shape
	Breaks        []folded // behind everything
}

// folded is where time is folded.
type folded struct{ X, Width tenths }

// shape is a path with a class.
type shape struct{ Class, Path string }

// rule is a line of the scale with its label.
type rule struct {
	X1, Y1, X2, Y2 tenths
	Label          string
	LabelX, LabelY tenths
	Anchor         string
}

const (
	drawingWidth = 920
	gutter       = 56 // left of the plot, for the scale
	edge         = 20 // right of it
	headroom     = 6.0
)

// x is where a place of the axis stands in a drawing.
func x(place float64) float64 { return gutter + place*(drawingWidth-gutter-edge) }

// draw draws a panel of a run.
func (p panel) draw(run reports.Run, a axis) drawing {
	d := newDrawing(150, a)
	if p.Bars {
		d = newDrawing(110, a)
	}
	top := p.top(run)
	y := func(v float64) float64 { return headroom + (1-v/top)*(float64(d.Height)-2*headroom) }
	unit := p.Series[0].Unit
	for _, v := range scale(top, 3) {
		at := y(v)
		d.Rules = append(d.Rules, rule{
			X1: gutter, Y1: tenths(at), X2: drawingWidth - edge, Y2: tenths(at),
			Label: reports.Quantity(v, unit), LabelX: gutter - 8, LabelY: tenths(at + 4), Anchor: "end",
		})
	}
	if p.Bars {
		d.Shapes = append(d.Shapes, p.bars(run, a, y)...)
	} else {
		d.Shapes = append(d.Shapes, p.lines(run, a, y)...)
	}
	return d
}

// newDrawing has the rules of the time axis.
func newDrawing(height int, a axis) drawing {
	d := drawing{Width: drawingWidth, Height: height}
	for _, t := range a.ticks(9) {
		d.Rules = append(d.Rules, rule{X1: tenths(x(t.Place)), X2: tenths(x(t.Place)), Y2: tenths(height)})
	}
	for _, s := range a.Spans {
		if s.Folded {
			d.Breaks = append(d.Breaks, folded{tenths(x(s.At)), tenths(x(s.Until) - x(s.At))})
		}
	}
	return d
}

// top is the highest value of a panel, and a little more.
func (p panel) top(run reports.Run) float64 {
	top := 0.0
	for _, layer := range p.layers(run) {
		top = max(top, slices.Max(append(layer, 0)))
	}
	for _, s := range p.Series {
		if values := lineOf(run, s.Metric).Values; len(values) > 0 {
			top = max(top, slices.Max(values))
		}
	}
	if top == 0 {
		return 1
	}
	return top
}

// layers are the tops of the bars, series by series: stacked on the ones before, or each from 0.
func (p panel) layers(run reports.Run) [][]float64 {
	var layers [][]float64
	for i, s := range p.Series {
		layer := slices.Clone(countOf(run, s.Metric).Values)
		for k := range layer {
			if i > 0 && !p.Nested && k < len(layers[i-1]) {
				layer[k] += layers[i-1][k]
			}
		}
		layers = append(layers, layer)
	}
	return layers
}

// bars are drawn from the last layer to the first, so that each stands before what it is stacked below.
func (p panel) bars(run reports.Run, a axis, y func(float64) float64) []shape {
	var shapes []shape
	layers := p.layers(run)
	for i, layer := range slices.Backward(layers) {
		var path pen
		for k := 0; k < len(layer); k++ {
			end := k
			for end < len(layer) && layer[end] == layer[k] {
				end++
			}
			if layer[k] > 0 {
				from, to := x(a.place(float64(k)*run.Course.BinSeconds)), x(a.place(float64(end)*run.Course.BinSeconds))
				path.rect(from, y(layer[k]), max(to, from+1), y(0))
			}
			k = end - 1
		}
		shapes = append(shapes, shape{p.Series[i].Look, path.String()})
	}
	return shapes
}

// lines are steps: a gauge stands still between two values.
func (p panel) lines(run reports.Run, a axis, y func(float64) float64) []shape {
	var shapes []shape
	if p.Chart == "configs" && len(p.Series) == 2 {
		shapes = append(shapes, shape{"differ", between(lineOf(run, p.Series[0].Metric), lineOf(run, p.Series[1].Metric), a, y)})
	}
	for _, s := range slices.Backward(p.Series) {
		shapes = append(shapes, shape{s.Look, stepPath(lineOf(run, s.Metric), a, y)})
	}
	return shapes
}

// between is the area between two lines.
func between(one, other reports.Line, a axis, y func(float64) float64) string {
	if len(one.Values) == 0 || len(other.Values) == 0 {
		return ""
	}
	var path pen
	path.WriteString(stepPath(one, a, y))
	for i, v := range slices.Backward(other.Values) {
		at := x(a.place(other.Seconds[i]))
		fmt.Fprintf(&path, "L%s %s", tenth(at), tenth(y(v)))
		if i > 0 {
			fmt.Fprintf(&path, "V%s", tenth(y(other.Values[i-1])))
		}
	}
	return path.String() + "z"
}

func stepPath(l reports.Line, a axis, y func(float64) float64) string {
	var path pen
	for i, v := range l.Values {
		at := x(a.place(l.Seconds[i]))
		if i == 0 {
			path.move(at, y(v))
			continue
		}
		path.to(at, y(v))
	}
	return path.String()
}

// scale are the round values up to top: at most so many beside 0.
func scale(top float64, most int) []float64 {
	rough := top / float64(most)
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	step := 10 * power
	for _, nice := range []float64{5, 2, 1} {
		if nice*power >= rough {
			step = nice * power
		}
	}
	values := []float64{0}
	for k := 1.0; k*step <= top*1.0001; k++ {
		values = append(values, k*step)
	}
	return values
}

// pen writes the path of a shape, to a tenth of a pixel.
type pen struct {
	strings.Builder
	x, y float64
}

func (p *pen) move(x, y float64) {
	fmt.Fprintf(p, "M%s %s", tenth(x), tenth(y))
	p.x, p.y = x, y
}

// to goes along the time axis first, then up or down.
func (p *pen) to(x, y float64) {
	if tenth(x) != tenth(p.x) {
		fmt.Fprintf(p, "H%s", tenth(x))
	}
	if tenth(y) != tenth(p.y) {
		fmt.Fprintf(p, "V%s", tenth(y))
	}
	p.x, p.y = x, y
}

func (p *pen) rect(x1, y1, x2, y2 float64) {
	fmt.Fprintf(p, "M%s %sH%sV%sH%sz", tenth(x1), tenth(y1), tenth(x2), tenth(y2), tenth(x1))
}

// tenths is a number that is written to a tenth: of a pixel, or of a second.
type tenths float64

func (t tenths) String() string {
	return strconv.FormatFloat(math.Round(float64(t)*10)/10, 'f', -1, 64)
}

func tenth(v float64) string { return tenths(v).String() }
