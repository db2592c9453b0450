package page

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/bench"
	"reprise/reports"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// results are the samples of reports/testdata and of testdata, each of its kind, and the pictures of reports/chart/testdata.
var results = map[string]struct {
	result  any
	picture string
}{
	"pool-choose":    {&reports.PoolPlan{}, "choose.svg"},
	"pool-evaluate":  {&reports.PoolPlan{}, "evaluate.svg"},
	"pool-nothing":   {&reports.PoolPlan{}, ""},
	"pool-simulated": {&reports.PoolPlan{}, ""},
	"load-killed":    {&reports.LoadClaim{}, ""},
	"load-failed":    {&reports.LoadClaim{}, ""},
	"load-knee":      {&reports.LoadKnee{}, "knee.svg"},
	"load-compare":   {&reports.LoadCompare{}, ""},
	"load-soak":      {&reports.LoadSoak{}, ""},
	"bench":          {&bench.Report{}, ""},
}

// sample is the page of a result, spoiled first where spoil is given.
func sample(t *testing.T, name string, spoil func(any)) string {
	t.Helper()
	s := results[name]
	stored, err := os.ReadFile(filepath.Join("../testdata", name+".json"))
	if errors.Is(err, fs.ErrNotExist) {
		stored, err = os.ReadFile(filepath.Join("testdata", name+".json"))
	}
	require.NoError(t, err)
	result := reflect.New(reflect.TypeOf(s.result).Elem()).Interface()
	require.NoError(t, json.Unmarshal(stored, result))
	if spoil != nil {
		spoil(result)
	}
	var svg []byte
	if s.picture != "" {
		svg, err = os.ReadFile(filepath.Join("../chart/testdata", s.picture))
		require.NoError(t, err)
	}
	var got bytes.Buffer
	switch result := result.(type) {
	case *reports.PoolPlan:
		require.NoError(t, PoolPlan(&got, result, svg))
	case *bench.Report:
		require.NoError(t, Document(&got, result.Document("reprise bench"), svg))
	default:
		require.NoError(t, Load(&got, result.(reports.LoadResult), svg))
	}
	return got.String()
}

// TestDocuments keeps what people read as it is: the sections, without the layout around them; `go test ./reports/page -update` rewrites it.
func TestDocuments(t *testing.T) {
	for name := range results {
		t.Run(name, func(t *testing.T) {
			_, got, _ := strings.Cut(sample(t, name, nil), "<section")
			got, _, _ = strings.Cut("<section"+got, "</main>")
			path := filepath.Join("testdata", name+".html")
			if *update {
				require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		})
	}
}

// TestPicturesFollowTheScheme: every colour that the charts draw with has one for the dark.
func TestPicturesFollowTheScheme(t *testing.T) {
	pictures, err := filepath.Glob("../chart/testdata/*.svg")
	require.NoError(t, err)
	require.NotEmpty(t, pictures)
	painted := regexp.MustCompile(`(fill|stroke)="#[0-9A-F]{6}"`)
	for _, picture := range pictures {
		svg, err := os.ReadFile(picture)
		require.NoError(t, err)
		drawn, err := pictureOf("it", svg)
		require.NoError(t, err)
		colours := painted.FindAllString(string(drawn.Image), -1)
		require.Greater(t, len(colours), 10, picture)
		for _, colour := range colours {
			require.Contains(t, styles, ".picture ["+colour+"] {", picture)
		}
	}
}

// TestPicturesAreReadNotTrusted: what is no drawing does not get onto a page.
func TestPicturesAreReadNotTrusted(t *testing.T) {
	const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">`
	fine, err := pictureOf("a & b", []byte(open+`<text x="1" style="fill:#222222;font-size:10px">a&lt;b</text></svg>`))
	require.NoError(t, err)
	require.Equal(t, `<svg viewBox="0 0 10 10" width="10" height="10" role="img" aria-label="A &amp; b"><text x="1" fill="#222222" font-size="10px">a&lt;b</text></svg>`,
		string(fine.Image))
	for want, svg := range map[string]string{
		"<script> is not known here":             open + `<script>alert(1)</script></svg>`,
		"<image> is not known here":              open + `<image href="http://x"/></svg>`,
		"<p> is not known here":                  `<p>no drawing</p>`,
		`onload="alert(1)" is not known here`:    open + `<g onload="alert(1)"/></svg>`,
		`href="#a" is not known here`:            open + `<g xlink:href="#a"/></svg>`,
		`fill="url(http://x)" is not known here`: open + `<path style="fill:url(http://x)"/></svg>`,
		`behaviour="x" is not known here`:        open + `<path style="behaviour:x"/></svg>`,
		`transform="url(&)" is not known here`:   open + `<path transform="url(&amp;)"/></svg>`,
		`viewBox "0 0 0 0" is not known here`:    `<svg viewBox="0 0 0 0"/>`,
		"it has no viewBox":                      `<svg/>`,
		"there is none":                          ``,
		"XML syntax error":                       open + `<g></svg>`,
		"a directive is not known here":          `<!DOCTYPE svg>` + open + `</svg>`,
	} {
		_, err := pictureOf("it", []byte(svg))
		require.ErrorContains(t, err, want)
	}
	none, err := pictureOf("it", nil)
	require.NoError(t, err)
	require.Nil(t, none)
}

// payload is text that would be more than text on a page that trusts it.
const payload = `<script>window.pwned = 1</script> "><img src=x onerror="window.pwned = 1"> ' onmouseover='window.pwned = 1 ` +
	`</title></style><svg onload="window.pwned = 1"> javascript:window.pwned=1 {{.}} ` + "\x1b[2J \u202etxt"

// spoiled puts the payload behind every text of a result, whatever its field; not where the program's own words are of a type of
// their own.
func spoiled(result any) { spoil(result, nil) }

// spoil leaves fields of some names alone.
func spoil(result any, but []string) {
	var into func(reflect.Value)
	into = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			if v.CanSet() && v.Type() == reflect.TypeFor[string]() {
				v.SetString(v.String() + payload)
			}
		case reflect.Pointer, reflect.Interface:
			if !v.IsNil() {
				into(v.Elem())
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if !slices.Contains(but, v.Type().Field(i).Name) {
					into(v.Field(i))
				}
			}
		case reflect.Slice:
			for i := range v.Len() {
				into(v.Index(i))
			}
		}
	}
	into(reflect.ValueOf(result))
}

// TestHostileTextsAreText: nothing that a result holds is markup on its page.
func TestHostileTextsAreText(t *testing.T) {
	tags := regexp.MustCompile(`<[a-zA-Z][^>]*>`)
	for name := range results {
		t.Run(name, func(t *testing.T) {
			plain, hostile := sample(t, name, nil), sample(t, name, spoiled)
			require.True(t, strings.Contains(hostile, "&lt;script&gt;window.pwned"), "the payload is there as text")
			require.True(t, strings.Contains(hostile, "\uFFFD[2J \uFFFDtxt"), "control characters are seen")
			require.Equal(t, strings.Count(plain, "<script"), strings.Count(hostile, "<script"))
			for _, tag := range tags.FindAllString(hostile, -1) {
				require.NotRegexp(t, `\son[a-z]+\s*=|javascript:|<img|\ssrc=`, regexp.MustCompile(`"[^"]*"`).ReplaceAllString(tag, `""`))
			}
		})
	}
}
