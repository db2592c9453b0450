package page

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"reprise/reports"
)

// storyPage is the page of a story.
func storyPage(t *testing.T, s *reports.Story) string {
	t.Helper()
	var page bytes.Buffer
	require.NoError(t, Story(&page, s))
	return page.String()
}

// TestStory keeps what people read as it is: what stands between <main> and </main>; `go test ./reports/page -update` rewrites it.
func TestStory(t *testing.T) {
	_, got, _ := strings.Cut(storyPage(t, told()), "<main")
	got, _, _ = strings.Cut(got, "</main>")
	got = "<main" + got + "</main>\n"
	if *update {
		require.NoError(t, os.WriteFile("testdata/story.html", []byte(got), 0o644))
	}
	want, err := os.ReadFile("testdata/story.html")
	require.NoError(t, err)
	were, are := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for i := range min(len(were), len(are)) {
		require.Equal(t, were[i], are[i], "testdata/story.html:%d", i+1)
	}
	require.Equal(t, len(were), len(are), "lines")
}

// TestStoryWithLittleToTell: a replay alone is a page, too.
func TestStoryWithLittleToTell(t *testing.T) {
	bare := &reports.Replay{Scenario: "bare", Variant: "as-was", Start: at("17 09:00:00"), End: at("17 09:00:00")}
	page := storyPage(t, &reports.Story{Replay: bare})
	require.Contains(t, page, `<section id="verdict" aria-labelledby`)
	require.Contains(t, page, `<section id="charts" hidden></section>`)
	checkPage(t, page)
	checkPage(t, storyPage(t, &reports.Story{Replay: bare, Runs: []reports.Run{{Variant: "as-was", Course: &reports.Course{}}}}))
}

// TestFragments are what the sections of the page hold.
func TestFragments(t *testing.T) {
	page := storyPage(t, told())
	fragments, err := Fragments(told())
	require.NoError(t, err)
	require.Len(t, fragments, strings.Count(page, "<section "))
	for id, inner := range fragments {
		require.Contains(t, page, `<section id="`+id+`" aria-labelledby="`+id+`-title">`+inner+"</section>")
	}
}

// TestPagesStandAlone: well-formed, every id once, every link on the page leads somewhere, and nothing comes from elsewhere.
func TestPagesStandAlone(t *testing.T) {
	checkPage(t, storyPage(t, told()))
	checkPage(t, storyPage(t, hostile()))
	for name := range results {
		checkPage(t, sample(t, name, nil))
	}
}

// void are the elements that have no end; those of SVG end themselves.
var void = regexp.MustCompile(`^(meta|link|input|br|hr|img)$`)

// checkPage reads a page strictly: every element is closed by its own end.
func checkPage(t *testing.T, page string) {
	t.Helper()
	var open []string
	ids, links := map[string]bool{}, map[string]bool{}
	reader := html.NewTokenizer(strings.NewReader(page))
	for {
		switch kind := reader.Next(); kind {
		case html.ErrorToken:
			require.ErrorIs(t, reader.Err(), io.EOF)
			require.Empty(t, open, "not closed")
			for id := range links {
				require.True(t, ids[id], "a link leads to #%s, which is not there", id)
			}
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			token := reader.Token()
			if kind == html.StartTagToken && !void.MatchString(token.Data) {
				open = append(open, token.Data)
			}
			checkAttributes(t, token, ids, links)
		case html.EndTagToken:
			name := reader.Token().Data
			require.NotEmpty(t, open, "</%s> closes nothing", name)
			require.Equal(t, open[len(open)-1], name, "closed before what is in it")
			open = open[:len(open)-1]
		}
	}
}

func checkAttributes(t *testing.T, token html.Token, ids, links map[string]bool) {
	t.Helper()
	for _, a := range token.Attr {
		require.NotRegexp(t, `^(on.*|style|srcset|action|formaction|srcdoc|ping|background)$`, a.Key, "%s", token)
		switch a.Key {
		case "id":
			require.False(t, ids[a.Val], "id %s is there twice", a.Val)
			ids[a.Val] = true
		case "href", "src", "xlink:href":
			target, here := strings.CutPrefix(a.Val, "#")
			require.True(t, here || strings.HasPrefix(a.Val, "data:"), "%s leads away from the page", token)
			if here {
				links[target] = true
			}
		}
	}
}

// TestHostileStoryIsText: nothing that a story holds is markup, code or a change of direction on its page.
func TestHostileStoryIsText(t *testing.T) {
	plain, page := storyPage(t, told()), storyPage(t, hostile())
	require.Equal(t, strings.Count(plain, "<script"), strings.Count(page, "<script"))
	require.Equal(t, strings.Count(plain, "</script"), strings.Count(page, "</script"))
	require.Contains(t, page, "&lt;script&gt;window.pwned")
	require.NotContains(t, page, "\x1b")
	require.NotContains(t, page, "\u202e")
	require.Subset(t, elements(plain), elements(page), "no elements but the page's own")
}

// hostile is a story in which every text is what a page must not trust: those of files, and those of ours beside them.
func hostile() *reports.Story {
	s := told()
	spoiled(s)
	s.Runs[0].Log[0].Fields = reports.Fields{{Key: payload, Value: payload}}
	s.Runs[0].Alerts[0].Labels = map[string]string{payload: payload}
	s.Runs[0].Detection[0].Hit = map[string]float64{payload: 1}
	return s
}

// elements are the names of the elements of a page.
func elements(page string) []string {
	var names []string
	reader := html.NewTokenizer(strings.NewReader(page))
	for reader.Next() != html.ErrorToken {
		if token := reader.Token(); token.Type == html.StartTagToken || token.Type == html.SelfClosingTagToken {
			names = append(names, token.Data)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// TestDataIsTheResult: the page hands on the replay as it is, whatever characters it holds.
func TestDataIsTheResult(t *testing.T) {
	s := told()
	s.Replay.Title = "</script><!-- \u2028 \u202e & 東京"
	page := storyPage(t, s)
	block := regexp.MustCompile(`<script type="application/json" id="data">(.*?)</script>`).FindStringSubmatch(page)
	require.NotNil(t, block)
	require.NotContains(t, block[1], "\u2028")
	require.NotContains(t, block[1], "\u202e")
	var data struct{ Replay json.RawMessage }
	require.NoError(t, json.Unmarshal([]byte(block[1]), &data))
	var want bytes.Buffer
	require.NoError(t, reports.JSON(&want, s.Replay))
	require.JSONEq(t, want.String(), string(data.Replay))
}

// TestPolicy: a page allows its own scripts and styles by their hashes, and nothing else; one that a server speaks for carries a
// nonce in their place.
func TestPolicy(t *testing.T) {
	page := storyPage(t, told())
	policy := regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(page)
	require.NotNil(t, policy)
	allowed := html.UnescapeString(policy[1])
	require.True(t, strings.HasPrefix(allowed, "default-src 'none'; "))
	require.NotContains(t, allowed, "unsafe")
	code := regexp.MustCompile(`(?s)<(?:script|style)>(.*?)</(?:script|style)>`).FindAllStringSubmatch(page, -1)
	require.Greater(t, len(code), 3)
	for _, c := range code {
		require.Contains(t, allowed, hash(c[1]))
	}
	require.Equal(t, len(code)+1, strings.Count(page, "<script")+strings.Count(page, "<style"), "but for the data, all of it is allowed by its hash")

	sheet, err := storySheet(told())
	require.NoError(t, err)
	sheet.Nonce = "n0nce"
	var served bytes.Buffer
	require.NoError(t, sheet.write(&served))
	require.NotContains(t, served.String(), "Content-Security-Policy")
	require.Equal(t, len(code), strings.Count(served.String(), ` nonce="n0nce">`))
}
