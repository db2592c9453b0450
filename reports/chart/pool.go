package chart

import (
	"bytes"
	"errors"
	"fmt"
	"image/color"
	"io"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"reprise/reports"
)

// The size of a panel, in points of 1/72 inch.
const (
	panelWidth  = 480
	panelHeight = 380
	margin      = 14
)

// HasPool tells whether a plan has anything to draw: a frontier or a curve.
func HasPool(p *reports.PoolPlan) bool { return len(p.Frontier) > 0 || len(p.Curve) > 0 }

// PoolPlan draws a plan as SVG: the frontier, where a setting was to be chosen, and p_fallback against the rate. The same
// plan is the same bytes. A plan that has neither, and numbers that are not finite, are errors, and then nothing is
// written.
func PoolPlan(w io.Writer, p *reports.PoolPlan) error {
	var panels []*panel
	for _, part := range []struct {
		there bool
		draw  func(*reports.PoolPlan) (*panel, error)
	}{
		{len(p.Frontier) > 0, frontier},
		{len(p.Curve) > 0, curve},
	} {
		if !part.there {
			continue
		}
		drawn, err := part.draw(p)
		if err != nil {
			return fmt.Errorf("draw a plan: %w", err)
		}
		panels = append(panels, drawn)
	}
	if len(panels) == 0 {
		return errors.New("draw a plan: it has neither a frontier nor a curve")
	}
	return write(w, panels)
}

// abreast is how many panels stand side by side, at most.
const abreast = 3

// write puts the panels side by side, and what has no room there below.
func write(w io.Writer, panels []*panel) error {
	across, rows := min(len(panels), abreast), (len(panels)-1)/abreast+1
	width, height := vg.Length(panelWidth*across), vg.Length(panelHeight*rows)
	canvas := vgsvg.NewWith(vgsvg.UseWH(width, height))
	canvas.SetColor(color.White) // behind all: a dark viewer shows nothing through
	canvas.Fill(vg.Rectangle{Max: vg.Point{X: width, Y: height}}.Path())
	tiles := draw.Tiles{Rows: rows, Cols: across, PadX: 2 * margin, PadY: 2 * margin, PadTop: margin, PadBottom: margin, PadLeft: margin, PadRight: 2 * margin}
	for i, p := range panels {
		p.draw(tiles.At(draw.New(canvas), i%across, i/across))
	}
	var svg bytes.Buffer
	if _, err := canvas.WriteTo(&svg); err != nil {
		return err
	}
	// The metrics are those of Liberation Sans, and Arial's and Helvetica's are the same.
	_, err := w.Write(bytes.ReplaceAll(svg.Bytes(), []byte("font-family:Liberation Sans;"), []byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif;")))
	return err
}
