package reports

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os/exec"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// payloads are what somebody might put into a scenario, a log or the name of a file to fool whoever reads a report of it.
var payloads = map[string]string{
	"screen":    "\x1b[2J\x1b]0;owned\a",
	"c1":        "\u009b31m\u0085",
	"bell":      "\a\b\x7f\x00",
	"lines":     "a\r\nb\n\n# head\n\n- item",
	"separator": "a\u2028b\u2029c",
	"direction": "abc\u202egnp.exe\u2066x\u200f",
	"invisible": "a\u200b\ufeff\U000e0041\u00ad",
	"broken":    "a\xff\x9b31m\xc3",
	"formula":   "=cmd|' /C calc'!A0",
	"plus":      "+1+cmd|' /C calc'!A0",
	"minus":     "-2+3+cmd|' /C calc'!A0",
	"at":        "@SUM(1+1)*cmd|' /C calc'!A0",
	"tab":       "\t=1+1",
	"return":    "\r=1+1",
	"blank":     " =1+1",
	"wide":      "＝1+1",
	"script":    `<script>alert(1)</script><img src=x onerror=alert(1)>&lt;`,
	"link":      "[click](javascript:alert(1)) ![x](http://evil.example/p.png) <http://evil.example> http://evil.example www.evil.example",
	"person":    "ask @octocat or mail root@evil.example",
	"emphasis":  "*a* **b** _c_ __d__ ~~e~~ `f` $g$ \\* &amp;",
	"fence":     "```\n# out\n```` ~~~",
	"pipes":     "a | b || c \\| d",
	"head":      "# head #",
	"quote":     "> quote",
	"item":      "1. one",
	"rule":      "---",
	"under":     "===",
	"reference": "[x]: http://evil.example",
	"command":   "::add-mask::x\n##[error]y\n::stop-commands::z",
	"percent":   "%0A::error::x%25",
	"property":  "a,line=1::b:c",
	"entity":    "]]> --> &#x1b; &quot;",
	"invalid":   "\uFFFE\uFFFF\x01",
	"long":      strings.Repeat("long", 200),
	"joined":    "x\u200d\u200cy",
}

// spoil puts a payload at the end of every text of a result; front: at its beginning.
func spoil(v reflect.Value, payload string, front bool) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return
		}
		if v.Kind() == reflect.Interface {
			if text, is := v.Interface().(string); is {
				v.Set(reflect.ValueOf(mix(text, payload, front)))
			}
			return
		}
		spoil(v.Elem(), payload, front)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			// Shares and seconds are drawn by their unit; a file cannot choose it, nor a command that is made of words.
			if name := v.Type().Field(i).Name; name != "Unit" && name != "Again" && name != "Why" && name != "TraceHash" && name != "Shard" {
				spoil(v.Field(i), payload, front)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			spoil(v.Index(i), payload, front)
		}
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() {
			v.SetString(mix(v.String(), payload, front))
		}
	}
}

func mix(text, payload string, front bool) string {
	if front {
		return payload + text
	}
	return text + payload
}

// hostile is a result with a payload in all its texts.
func hostile[T any](result T, payload string, front bool) T {
	spoil(reflect.ValueOf(result), payload, front)
	return result
}

// view writes one result in one form.
type view struct {
	name  string
	kind  string // what it is written for
	write func(w io.Writer, payload string, front bool) error
}

// views are all there are.
func views() []view {
	text := func(name string, write func(io.Writer, string, bool) error) view {
		return view{name, "terminal", write}
	}
	return []view{
		text("replay", func(w io.Writer, p string, f bool) error { return Text(w, hostile(felis(), p, f), Style{}) }),
		text("check", func(w io.Writer, p string, f bool) error { return TextCheck(w, hostile(warnedCheck(), p, f), Style{}) }),
		text("why", func(w io.Writer, p string, f bool) error { return TextWhy(w, hostile(felisWhy(), p, f), Style{}) }),
		text("list", func(w io.Writer, p string, f bool) error { return TextList(w, hostile(listing(), p, f), Style{}) }),
		text("settings", func(w io.Writer, p string, f bool) error {
			return TextSettings(w, hostile(&SettingList{Settings: []SettingInfo{{Key: "k", Default: "d", Says: "s", Assumed: "a"}}}, p, f), Style{})
		}),
		text("facts", func(w io.Writer, p string, f bool) error {
			return TextFacts(w, hostile(&FactList{Facts: []FactInfo{{ID: "F-1", Says: "s", Scenarios: []string{"x"}}}}, p, f), Style{})
		}),
		text("plan pool", func(w io.Writer, p string, f bool) error {
			return TextPoolPlan(w, hostile(chosenPool(), p, f), Style{})
		}),
		text("load", func(w io.Writer, p string, f bool) error { return TextLoad(w, hostile(failedLoad(), p, f), Style{}) }),
		text("compare", func(w io.Writer, p string, f bool) error { return TextLoad(w, hostile(compared(), p, f), Style{}) }),
		text("xray", func(w io.Writer, p string, f bool) error {
			return TextXrayCheck(w, hostile(&XrayCheck{Core: "25", Stage: "new", Error: "e", Lints: []XrayLint{{ID: "l", Severity: "error", Message: "m"}}}, p, f), Style{})
		}),
		text("route", func(w io.Writer, p string, f bool) error {
			r := &XrayRoute{Core: "25", Stage: "ok", RuleIndex: -1, Balancer: "b", Candidates: []string{"c"}, Outbound: "o", How: "rule", Reason: "r", Dead: []string{"d"}}
			hostile(r, p, f).Stage = "ok"
			return TextXrayRoute(w, r, Style{})
		}),
		{"replay.md", "markdown", func(w io.Writer, p string, f bool) error { return Markdown(w, hostile(felis(), p, f)) }},
		{"check.md", "markdown", func(w io.Writer, p string, f bool) error { return MarkdownCheck(w, hostile(warnedCheck(), p, f)) }},
		{"pool.md", "markdown", func(w io.Writer, p string, f bool) error { return MarkdownPoolPlan(w, hostile(chosenPool(), p, f), "") }},
		{"load.md", "markdown", func(w io.Writer, p string, f bool) error { return MarkdownLoad(w, hostile(failedLoad(), p, f), "") }},
		{"timeline.csv", "csv", func(w io.Writer, p string, f bool) error { return CSV(w, hostile(felis(), p, f)) }},
		{"junit.xml", "xml", func(w io.Writer, p string, f bool) error { return JUnit(w, hostile(warnedCheck(), p, f)) }},
		{"replay.json", "json", func(w io.Writer, p string, f bool) error { return JSON(w, hostile(whole(), p, f)) }},
		{"check.json", "json", func(w io.Writer, p string, f bool) error { return JSON(w, hostile(warnedCheck(), p, f)) }},
		{"github", "commands", func(w io.Writer, p string, f bool) error { return GitHub(w, hostile(warnedCheck(), p, f)) }},
	}
}

func warnedCheck() *Check {
	c := felisCheck()
	c.Warnings = []Warning{{Scenario: "felis", File: "scenarios/felis.yaml", Line: 21, Key: "settings.sync.workers", Message: "nothing that is expected changes with it: tried at 3 or 12, in as-was"}}
	return c
}

// TestHostileText puts every payload into every text of every view, at its end and at its beginning, and holds each against what
// must be true of its kind.
func TestHostileText(t *testing.T) {
	for _, v := range views() {
		var plainView bytes.Buffer
		require.NoError(t, v.write(&plainView, "x", false))
		for name, payload := range payloads {
			for _, front := range []bool{false, true} {
				var got bytes.Buffer
				require.NoError(t, v.write(&got, payload, front), "%s %s", v.name, name)
				if fault := faultOf(v.kind, got.String(), plainView.String()); fault != nil {
					t.Errorf("%s, %s, front %v: %v", v.name, name, front, fault)
				}
			}
		}
	}
}

// faultOf is what is wrong with a view of a kind; plainView is the same one of harmless text.
func faultOf(kind, text, plainView string) error {
	if i := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && unseen(r) && (kind != "markdown" || r != '\u200b') }); i >= 0 {
		return errors.New("lets through " + around(text, i))
	}
	if !utf8.ValidString(text) {
		return errors.New("lets broken bytes through")
	}
	switch kind {
	case "markdown":
		return markdownFault(text, plainView)
	case "csv":
		return csvFault(text)
	case "xml":
		return wellFormed(text)
	case "json":
		if !json.Valid([]byte(text)) {
			return errors.New("is no JSON")
		}
	case "commands":
		return commandFault(text, plainView)
	}
	return nil
}

func around(text string, i int) string {
	return strings.ToValidUTF8(text[max(0, i-20):min(len(text), i+20)], "?")
}

func csvFault(text string) error {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return err
	}
	for _, row := range rows {
		for _, cell := range row {
			number := regexp.MustCompile(`^-?[0-9.e+-]+$`).MatchString(cell)
			if !number && strings.IndexAny(strings.TrimLeft(cell, " "), "=+-@\t\r") == 0 || strings.HasPrefix(cell, "＝") {
				return errors.New("has the cell " + cell)
			}
		}
	}
	return nil
}

func wellFormed(text string) error {
	decoder := xml.NewDecoder(strings.NewReader(text))
	for {
		switch _, err := decoder.Token(); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

var commandLine = regexp.MustCompile(`^::(error|warning) (file=[^,:\r\n]+,line=[0-9]+,)?title=[^,:\r\n]*::[^\r\n]*$`)

// commandFault: as many commands as of harmless text, each of its form, so that no text is a command of its own.
func commandFault(text, plainView string) error {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) != strings.Count(plainView, "\n") {
		return errors.New("has other commands")
	}
	for _, line := range lines {
		if !commandLine.MatchString(line) {
			return errors.New("has the command " + line)
		}
	}
	return nil
}

var (
	markdownEscape = regexp.MustCompile("\\\\[!-/:-@[-`{-~]|&amp;|&lt;")
	blockMarker    = regexp.MustCompile(`^(#{1,6} |>|[-+] ([-+] |>|#{1,6} |[0-9]+[.)] |[-=]+$)?|[0-9]+[.)] |=+$|-+$|    )`)
	markdownLink   = regexp.MustCompile(`(?i)://|www\.|(^|[^0-9A-Za-z])@[0-9A-Za-z]|@[-_0-9A-Za-z]+\.`)
	outerUnder     = regexp.MustCompile(`(^|[^\pL\pN_])_|_($|[^\pL\pN_])`)
)

// markdownFault: outside of code, every line has the structure of the same line of harmless text. What is escaped is no structure.
func markdownFault(text, plainView string) error {
	got, want := outsideCode(text), outsideCode(plainView)
	if len(got) != len(want) {
		return errors.New("has other blocks")
	}
	for i := range got {
		if structure(got[i]) != structure(want[i]) {
			return errors.New("has the line " + got[i])
		}
		if line := markdownEscape.ReplaceAllString(got[i], " "); markdownLink.MatchString(line) {
			return errors.New("links in the line " + got[i])
		}
	}
	return nil
}

// outsideCode are the lines outside of fenced code, which begins and ends with the same number of backticks.
func outsideCode(text string) []string {
	var lines []string
	fence := ""
	for line := range strings.SplitSeq(text, "\n") {
		ticks := line[:len(line)-len(strings.TrimLeft(line, "`"))]
		switch {
		case fence == "" && len(ticks) >= 3:
			fence = ticks
		case fence != "" && ticks == line && len(ticks) >= len(fence):
			fence = ""
		case fence == "":
			lines = append(lines, line)
		}
	}
	return append(lines, fence)
}

// structure is what Markdown makes of a line: the block that it begins, and the signs that are not escaped.
func structure(line string) string {
	bare := markdownEscape.ReplaceAllString(line, "\x00")
	signs := strings.Map(func(r rune) rune {
		if strings.ContainsRune("<`[*~$|", r) {
			return r
		}
		return -1
	}, bare)
	if outerUnder.MatchString(bare) {
		signs += "_"
	}
	return blockMarker.FindString(bare) + signs
}

// TestCellsAreNoFormulas, and numbers stay numbers.
func TestCellsAreNoFormulas(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "a=b": "a=b", "-1": "-1", "-2.5e-3": "-2.5e-3", "12": "12", "-": "'-", "-1+2": "'-1+2", "+1": "'+1", "=1": "'=1", " =1": "' =1", "@a": "'@a",
		"－1": "'－1", "\t=1": "\uFFFD=1", "a\nb": "a\uFFFDb", "-inf": "'-inf",
	} {
		require.Equal(t, want, CSVCell(cell), "%q", cell)
	}
}

// TestShellWordsReadBack: a shell gives back every word, and what is printed of it is seen.
func TestShellWordsReadBack(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not there")
	}
	words := []string{"plain", "a b", "it's", `back\slash`, "$HOME", "`x`", "a\nb", "\x1b[2J'\\", "\u202eabc", "\u009b1", "a\xff", "!", "~", "*", ""}
	for _, payload := range payloads {
		words = append(words, strings.ReplaceAll(payload, "\x00", "")) // no argument can hold it
	}
	for _, word := range words {
		shown := ShellWord(word)
		require.Equal(t, shown, Visible(shown))
		got, err := exec.Command(bash, "-c", "printf %s "+shown).Output()
		require.NoError(t, err, shown)
		require.Equal(t, word, string(got), shown)
	}
}

// TestVisibleIsOneLineThatIsSeen, whatever the text, and leaves text that is seen as it is.
func TestVisibleIsOneLineThatIsSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		shown := Visible(text)
		if strings.ContainsFunc(shown, unseen) || !utf8.ValidString(shown) || Visible(shown) != shown {
			t.Fatalf("%q is shown as %q", text, shown)
		}
		if utf8.RuneCountInString(shown) != utf8.RuneCountInString(text) {
			t.Fatalf("%q lost something: %q", text, shown)
		}
	})
	require.Equal(t, "naïve 東京 ½ ٣ 👩‍🚀", Visible("naïve 東京 ½ ٣ 👩‍🚀"))
}

// TestUncommandedCannotBeEnded by what it holds.
func TestUncommandedCannotBeEnded(t *testing.T) {
	for name, payload := range payloads {
		var got bytes.Buffer
		require.NoError(t, Uncommanded(&got, func(w io.Writer) error { return TextCheck(w, hostile(warnedCheck(), payload, true), Style{}) }))
		lines := strings.Split(strings.TrimSuffix(got.String(), "\n"), "\n")
		word, stops := strings.CutPrefix(lines[0], "::stop-commands::")
		require.True(t, stops)
		require.Len(t, word, 64)
		require.Equal(t, "::"+word+"::", lines[len(lines)-1])
		require.Equal(t, 2, strings.Count(got.String(), word), name)
	}
}
