package page

import (
	"cmp"
	"html/template"
	"io"
	"math"
	"strconv"
	"strings"

	"reprise/reports"
)

// LiveOptions are what a live page has beside the story.
type LiveOptions struct {
	Nonce      string   // of the content policy that the server sends
	Variants   []string // of the scenario, as-was first
	Hypotheses []string
	Variant    string // that the story is about
	Seed       uint64
	Controls   []reports.Control // as they are in the variant
	Set        []string          // key=value, as they were asked for
	Refused    []reports.Refusal // what is wrong with them; then the story is of as-was
	Behind     bool              // the first run of the story is as-was, to be kept behind the one that it is about
}

// Update is what takes the place of what a live page shows.
type Update struct {
	Fragments map[string]string `json:"fragments"`
	Axis      any               `json:"axis"` // of time, for the charts of the fragments
	Replay    *reports.Replay   `json:"replay"`
	Runs      []reports.Run     `json:"runs"` // the one that the story is about
}

// UpdateOf is a story as an update. The axis has room for what happened in any of its runs.
func UpdateOf(s *reports.Story) (*Update, error) {
	fragments, err := Fragments(s)
	if err != nil {
		return nil, err
	}
	return &Update{Fragments: fragments, Axis: axisOf(s), Replay: s.Replay, Runs: []reports.Run{toldRun(s)}}, nil
}

// Live writes the page of a story with a panel of the settings that a what-if may change. Its script asks the server that the page
// came from, at /api/whatif and /api/story, and takes the place of what is shown.
func Live(w io.Writer, s *reports.Story, o LiveOptions) error {
	sheet, err := storySheet(s)
	if err != nil {
		return err
	}
	data, err := liveData(s, o)
	if err != nil {
		return err
	}
	var panel strings.Builder
	if err := templates.ExecuteTemplate(&panel, "live", panelOf(visible(s), visible(o), data)); err != nil {
		return err
	}
	sheet.Nonce, sheet.Panel = o.Nonce, template.HTML(panel.String())
	sheet.Styles = append(sheet.Styles, liveStyle)
	sheet.Scripts = append(sheet.Scripts, liveScript)
	return sheet.write(w)
}

// Index writes the list of what there is to be played.
func Index(w io.Writer, l *reports.Listing, nonce string) error {
	var body strings.Builder
	if err := templates.ExecuteTemplate(&body, "live-index", visible(l)); err != nil {
		return err
	}
	sheet := &sheet{Title: "What if?", Kicker: "reprise serve", Nonce: nonce, Styles: []string{liveStyle}, Body: template.HTML(body.String())}
	return sheet.write(w)
}

var (
	liveStyle  = asset("live.css")
	liveScript = asset("live.js")
)

// liveJSON is what the script of a live page knows.
type liveJSON struct {
	Scenario string            `json:"scenario"`
	Variant  string            `json:"variant"`
	Seed     string            `json:"seed"`   // text: it may be larger than a script's numbers
	Own      map[string]string `json:"own"`    // what each setting is in the variant
	Behind   bool              `json:"behind"` // the first of the page's runs is as-was
	Refused  bool              `json:"refused"`
}

func liveData(s *reports.Story, o LiveOptions) (template.JS, error) {
	known := liveJSON{Scenario: s.Replay.Scenario, Variant: o.Variant, Seed: strconv.FormatUint(o.Seed, 10), Own: map[string]string{},
		Behind: o.Behind, Refused: len(o.Refused) > 0}
	for _, c := range o.Controls {
		known.Own[c.Key] = c.Value
	}
	return dataBlock(known)
}

// livePanel is the panel of a live page.
type livePanel struct {
	LiveOptions
	Data       template.JS
	Verdict    reports.Verdict
	Said       string
	Main, More []control
	Elsewhere  []string // what is refused of no field here
}

// control is one setting as a field.
type control struct {
	reports.Control
	Is      string // what the field holds
	Changed bool
	Wrong   string // what is wrong with that; empty: nothing
	Slider  *slider
}

// slider is the part of a number's bounds that it is likely to be looked for in.
type slider struct{ Low, High, Step float64 }

func panelOf(s *reports.Story, o LiveOptions, data template.JS) *livePanel {
	p := &livePanel{LiveOptions: o, Data: data, Verdict: s.Replay.Overall(), Said: reports.VerdictWords(s.Replay)}
	set := map[string]string{}
	for _, text := range o.Set {
		key, value, _ := strings.Cut(text, "=")
		set[key] = value
	}
	wrong := map[string]string{}
	for _, r := range o.Refused {
		wrong[r.Key] = strings.TrimSuffix(r.Problem+"; "+r.Allowed, "; ")
	}
	for _, c := range o.Controls {
		field := control{Control: c, Is: c.Value, Wrong: wrong[c.Key], Slider: sliderOf(c)}
		if is, there := set[c.Key]; there {
			field.Is, field.Changed = is, is != c.Value
		}
		delete(wrong, c.Key)
		if c.Main {
			p.Main = append(p.Main, field)
		} else {
			p.More = append(p.More, field)
		}
	}
	for _, r := range o.Refused {
		if w, left := wrong[r.Key]; left {
			p.Elsewhere = append(p.Elsewhere, strings.TrimPrefix(r.Key+": "+w, ": "))
		}
	}
	return p
}

// sliderOf is the slider of a number; nil: it is none. Bounds are often a thousand times what anybody sets: a slider goes to
// four times what the number is, and the field beside it further.
func sliderOf(c reports.Control) *slider {
	is, err := strconv.ParseFloat(c.Value, 64)
	if err != nil {
		return nil
	}
	switch c.Kind {
	case reports.ShareInput:
		return &slider{Low: c.Low, High: c.High, Step: 0.01}
	case reports.CountInput:
		high := min(c.High, roundUp(max(10, 4*is)))
		return &slider{Low: c.Low, High: high, Step: math.Ceil(high / 200)}
	case reports.NumberInput:
		high := min(c.High, roundUp(cmp.Or(4*is, 1)))
		step := high / 200
		if c.Low > 0 {
			return &slider{Low: step, High: high, Step: step}
		}
		return &slider{Low: c.Low, High: high, Step: step}
	}
	return nil
}

// roundUp is the next of 1, 2 or 5 times a power of ten.
func roundUp(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, lead := range []float64{1, 2, 5} {
		if lead*power >= v {
			return lead * power
		}
	}
	return 10 * power
}
