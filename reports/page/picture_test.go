package page

import (
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/reports"
)

// FuzzPicture: whatever it is given, what comes out has no element and no attribute but those on the lists, and refers to nothing.
func FuzzPicture(f *testing.F) {
	knee, err := os.ReadFile("../chart/testdata/knee.svg")
	require.NoError(f, err)
	f.Add(string(knee))
	f.Add(`<svg viewBox="0 0 1 1"><g transform="rotate(90)" style="fill:none"><path d="M0,0"/><text y="1">&amp;<![CDATA[<script>]]></text></g></svg>`)
	f.Add(`<svg viewBox="0 0 1 1"><text x='1" onload="'>a</text></svg>`)
	tag := regexp.MustCompile(`<(/?)([^\s>]*)([^>]*)>`)
	attribute := regexp.MustCompile(`\s([a-zA-Z-]+)="([^"]*)"`)
	known := slices.Concat(svgAttributes, []string{"viewBox", "width", "height", "role", "aria-label", "transform"})
	f.Fuzz(func(t *testing.T, svg string) {
		drawn, err := pictureOf("it", []byte(svg))
		if err != nil || drawn == nil {
			return
		}
		rest := tag.ReplaceAllStringFunc(string(drawn.Image), func(found string) string {
			parts := tag.FindStringSubmatch(found)
			require.Contains(t, svgElements, parts[2])
			left := attribute.ReplaceAllStringFunc(parts[3], func(a string) string {
				named := attribute.FindStringSubmatch(a)
				require.Contains(t, known, named[1])
				require.NotContains(t, named[2], "url")
				return ""
			})
			require.Empty(t, strings.TrimSpace(left))
			return ""
		})
		require.NotContains(t, rest, "<")
	})
}

// TestAnyStrips: whatever the numbers, a drawing of strips stays on its canvas.
func TestAnyStrips(t *testing.T) {
	number := rapid.OneOf(rapid.SampledFrom([]float64{0, -1, 1e308, math.Inf(1), math.Inf(-1), math.NaN()}), rapid.Float64Range(0, 10))
	written := regexp.MustCompile(`[MHV]([^MHVZ]*)`)
	rapid.Check(t, func(t *rapid.T) {
		strip := reports.Strip{Name: "a<b", Most: `"`, Share: number.Draw(t, "share"), Values: rapid.SliceOfN(number, 0, 9).Draw(t, "values")}
		drawn := string(stripsImage([]reports.Strip{strip}, []reports.Stretch{{Name: "1", From: number.Draw(t, "from"), To: number.Draw(t, "to")}}))
		require.NotRegexp(t, `NaN|Inf|e\+|a<b`, drawn)
		for _, step := range written.FindAllStringSubmatch(outline(strip, 700, 60), -1) {
			require.NotContains(t, step[1], "-", "nothing is left of the names or above the strip")
		}
	})
}
