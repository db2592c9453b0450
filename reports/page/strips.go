package page

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strings"

	"reprise/reports"
)

// The sizes of a drawing of strips, in its own units: as many as CSS pixels where it is not scaled.
const (
	stripsWidth  = 920
	stripsLeft   = 70  // the names
	stripsRight  = 90  // the scales
	stripHeight  = 56  // of one strip
	stripApart   = 18  // between two
	stripsFooter = 22  // the marks of the stretches
	stretchLeast = 2.0 // an instant is seen too
)

// stripsImage draws strips one above another, stretches behind them. It needs no script; its colours are those of the page.
func stripsImage(strips []reports.Strip, stretches []reports.Stretch) template.HTML {
	const room = stripsWidth - stripsLeft - stripsRight
	height := len(strips)*(stripHeight+stripApart) + stripsFooter
	var out strings.Builder
	var names []string
	for _, s := range strips {
		names = append(names, s.Name+", 0 to "+s.Most)
	}
	fmt.Fprintf(&out, `<svg class="strips" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="%s">`,
		stripsWidth, height, stripsWidth, height, html.EscapeString("Over time: "+strings.Join(names, "; ")))
	for _, s := range stretches {
		from, to := within(s.From), within(s.To)
		fmt.Fprintf(&out, `<rect class="stretch" x="%.1f" y="0" width="%.1f" height="%d"/>`, stripsLeft+from*room, max((to-from)*room, stretchLeast), height-stripsFooter)
		fmt.Fprintf(&out, `<text class="stretch" x="%.1f" y="%d">%s</text>`, stripsLeft+from*room, height-6, html.EscapeString(s.Name))
	}
	for i, s := range strips {
		top := i*(stripHeight+stripApart) + stripApart/2
		foot := top + stripHeight
		fmt.Fprintf(&out, `<text class="name" x="0" y="%d">%s</text>`, foot-4, html.EscapeString(s.Name))
		fmt.Fprintf(&out, `<path class="area" d="%s"/>`, outline(s, room, float64(foot)))
		fmt.Fprintf(&out, `<path class="axis" d="M%d,%dH%d"/>`, stripsLeft, foot, stripsWidth-stripsRight)
		fmt.Fprintf(&out, `<text class="scale" x="%d" y="%d">%s</text><text class="scale" x="%d" y="%d">0</text>`,
			stripsWidth-stripsRight+8, top+11, html.EscapeString(s.Most), stripsWidth-stripsRight+8, foot)
	}
	out.WriteString("</svg>")
	return template.HTML(out.String())
}

// outline is a strip as steps from its foot.
func outline(s reports.Strip, room, foot float64) string {
	most := 0.0
	for _, v := range s.Values {
		if v > most && !math.IsInf(v, 0) {
			most = v
		}
	}
	var path strings.Builder
	step := within(s.Share) * room / float64(max(len(s.Values), 1))
	fmt.Fprintf(&path, "M%d,%.1f", stripsLeft, foot)
	for i, v := range s.Values {
		y := foot
		if most > 0 && v > 0 {
			y -= min(v/most, 1) * stripHeight
		}
		fmt.Fprintf(&path, "V%.1fH%.1f", y, stripsLeft+float64(i+1)*step)
	}
	fmt.Fprintf(&path, "V%.1fZ", foot)
	return path.String()
}

// within keeps a share between nothing and all.
func within(share float64) float64 {
	if math.IsNaN(share) {
		return 0
	}
	return min(max(share, 0), 1)
}
