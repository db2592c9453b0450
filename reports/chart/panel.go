package chart

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// panel is one plot with the row that says what its marks mean, under its title.
type panel struct {
	*plot.Plot
	legend []entry
}

// entry is a mark and what it means; without a mark, what the marks after it are.
type entry struct {
	mark  plot.Thumbnailer
	words string
}

const (
	titleSize = 13
	labelSize = 11
	textSize  = 10
	roomier   = 1.12 // words in the font of a viewer that has none of ours
	legendGap = 32   // from the title to the data; the legend stands in it
)

// newPanel is an empty plot with its titles.
func newPanel(title, x, y string) *panel {
	p := &panel{Plot: plot.New()}
	p.BackgroundColor = color.White
	p.Title.Text = title
	p.Title.Padding = legendGap
	p.X.Label.Text, p.Y.Label.Text = x, y
	setFont(&p.Title.TextStyle, titleSize)
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		setFont(&axis.Label.TextStyle, labelSize)
		setFont(&axis.Tick.Label, textSize)
		axis.Label.Padding = vg.Points(4)
		axis.Color, axis.Tick.Color = ink, ink
		axis.Tick.Marker = roundTicks{unit: ""}
	}
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = faint, faint
	p.Add(grid)
	return p
}

// setFont leaves alone how a text is aligned and turned.
func setFont(style *text.Style, size vg.Length) {
	style.Font = font.From(font.Font{Typeface: "Liberation", Variant: "Sans"}, size)
	style.Color = ink
}

func textStyle(c color.Color) text.Style {
	style := text.Style{XAlign: text.XLeft, YAlign: text.YCenter, Handler: plot.DefaultTextHandler}
	setFont(&style, textSize)
	style.Color = c
	return style
}

// draw draws the plot and its legend.
func (p *panel) draw(area draw.Canvas) {
	p.Draw(area)
	style := textStyle(ink)
	const thumb = 14
	y := area.Max.Y - p.Title.TextStyle.Rectangle(p.Title.Text).Size().Y - legendGap/2
	x := p.DataCanvas(area).Min.X
	for _, e := range p.legend {
		if e.mark != nil {
			box := vg.Rectangle{Min: vg.Point{X: x, Y: y - thumb/2}, Max: vg.Point{X: x + thumb, Y: y + thumb/2}}
			e.mark.Thumbnail(&draw.Canvas{Canvas: area.Canvas, Rectangle: box})
			x += thumb + 2
		}
		area.FillText(style, vg.Point{X: x, Y: y}, e.words)
		x += style.Width(e.words)*roomier + 6
	}
}

// line adds a straight or a broken line.
func (p *panel) line(points plotter.XYs, c color.Color, width vg.Length, dash []vg.Length) (*plotter.Line, error) {
	l, err := plotter.NewLine(points)
	if err != nil {
		return nil, err
	}
	l.LineStyle = draw.LineStyle{Color: c, Width: width, Dashes: dash}
	p.Add(l)
	return l, nil
}

// ring adds a ring about a point.
func (p *panel) ring(at plotter.XY, c color.Color) (*plotter.Scatter, error) {
	drawn, err := plotter.NewScatter(plotter.XYs{at})
	if err != nil {
		return nil, err
	}
	drawn.GlyphStyle = draw.GlyphStyle{Color: c, Radius: vg.Points(6), Shape: ringGlyph{}}
	p.Add(drawn)
	return drawn, nil
}

// upright adds a line at a place on the horizontal axis, where the panel shows it.
func (p *panel) upright(x float64, words string) error {
	if x < p.X.Min || x > p.X.Max {
		return nil
	}
	drawn, err := p.line(plotter.XYs{{X: x, Y: p.Y.Min}, {X: x, Y: p.Y.Max}}, limit, vg.Points(1), nil)
	if err != nil {
		return err
	}
	p.legend = append(p.legend, entry{drawn, words})
	return nil
}

// across adds a line at a height, as wide as the panel is, with its name at one end.
func (p *panel) across(y float64, words string, left bool) {
	level := &plotter.Function{F: func(float64) float64 { return y }, Samples: 2}
	level.Color, level.Width, level.Dashes = limit, vg.Points(1), dashes
	name := note{at: plotter.XY{X: p.X.Max, Y: y}, words: words, color: limit, left: true, away: 2, above: 8}
	if left {
		name.at.X, name.left = p.X.Min, false
	}
	p.Add(level, name)
}

// widen leaves room at both ends of an axis of numbers that are not negative.
func widen(axis *plot.Axis) {
	room := (axis.Max - axis.Min) / 20
	if room == 0 {
		room = max(axis.Max/10, 1)
	}
	axis.Min, axis.Max = max(axis.Min-room, 0), axis.Max+room
}

// note is words beside a point, on a ground that keeps them apart from what they cover.
type note struct {
	at    plotter.XY
	words string
	color color.Color
	left  bool // on the left of the point, unless they have no room there; else on the right, likewise
	away  vg.Length
	above vg.Length // negative: below
}

// Plot draws the note.
func (n note) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	style := textStyle(n.color)
	width, height := style.Width(n.words)*roomier, vg.Length(textSize)
	onLeft, onRight := x(n.at.X)-n.away-width, x(n.at.X)+n.away
	at := vg.Point{X: onRight, Y: y(n.at.Y) + n.above}
	if n.left && onLeft >= c.Min.X || !n.left && onRight+width > c.Max.X {
		at.X = onLeft
	}
	c.SetColor(color.NRGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xe0})
	c.Fill(vg.Rectangle{Min: vg.Point{X: at.X - 2, Y: at.Y - height*0.6}, Max: vg.Point{X: at.X + width + 2, Y: at.Y + height*0.6}}.Path())
	c.FillText(style, at, n.words)
}
