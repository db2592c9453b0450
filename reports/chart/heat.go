package chart

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"reprise/reports"
)

// heat is one metric over two keys of a grid, the first upwards and the second to the right: a cell a point, the darker the more,
// with its number where there is room.
func heat(s *reports.Sweep, column int) *panel {
	up, right := s.Keys[0], s.Keys[1]
	p := newPanel(s.Columns[column].Label, right.Key, up.Key)
	h := &cells{across: len(right.Values), unit: s.Columns[column].Unit}
	for _, point := range s.Points {
		h.values = append(h.values, point.Responses[column].Mean)
	}
	h.classes = classesOf(h.values)
	p.Add(h)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = -0.5, float64(h.across)-0.5, -0.5, float64(len(up.Values))-0.5
	p.X.Tick.Marker, p.Y.Tick.Marker = named(right.Values), named(up.Values)
	p.legend = h.legend()
	return p
}

// named are ticks at 0, 1, …, with names; of many, some.
func named(names []string) plot.ConstantTicks {
	const most = 12
	every := (len(names)-1)/most + 1
	var ticks []plot.Tick
	for i := 0; i < len(names); i += every {
		ticks = append(ticks, plot.Tick{Value: float64(i), Label: names[i]})
	}
	return ticks
}

// cells are values in rows of so many, the first row lowest.
type cells struct {
	values  []float64
	across  int
	unit    string
	classes classes
}

var _ plot.Plotter = (*cells)(nil)

// Plot draws the cells.
func (h *cells) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for i, v := range h.values {
		at := plotter.XY{X: float64(i % h.across), Y: float64(i / h.across)}
		box := vg.Rectangle{Min: vg.Point{X: x(at.X - 0.5), Y: y(at.Y - 0.5)}, Max: vg.Point{X: x(at.X + 0.5), Y: y(at.Y + 0.5)}}
		shade := h.classes.color(v)
		c.SetColor(shade)
		c.Fill(box.Path())
		style := textStyle(readableOn(shade))
		style.XAlign = draw.XCenter
		words := reports.Quantity(v, h.unit)
		if size := box.Size(); style.Width(words)*roomier < size.X && textSize < size.Y {
			c.FillText(style, vg.Point{X: (box.Min.X + box.Max.X) / 2, Y: (box.Min.Y + box.Max.Y) / 2}, words)
		}
	}
}

// legend names the upper end of each class.
func (h *cells) legend() []entry {
	if h.classes.step <= 0 {
		return []entry{{swatch{h.classes.color(h.classes.least)}, reports.Quantity(h.classes.least, h.unit) + " everywhere"}}
	}
	var entries []entry
	for i, shade := range steps {
		entries = append(entries, entry{swatch{shade}, "to " + reports.Quantity(h.classes.least+float64(i+1)*h.classes.step, h.unit)})
	}
	return entries
}

// readableOn is white on what is dark, and black on what is light.
func readableOn(c color.Color) color.Color {
	r, g, b, _ := c.RGBA()
	if 0.299*float64(r)+0.587*float64(g)+0.114*float64(b) < 0.55*0xffff {
		return color.White
	}
	return color.Black
}
