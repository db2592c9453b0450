package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"unicode"

	"reprise/reports"
)

// storyJSON is what the scripts of a story's page know.
type storyJSON struct {
	Replay *reports.Replay `json:"replay"` // as in result.json: the page hands it on
	Axis   axis            `json:"axis"`
	Runs   []reports.Run   `json:"runs"` // over time only; the log of the one that is told is the replay's
}

// storyData is the JSON of a story for its page. It is as the files had it: scripts make it visible where they show it.
func storyData(s *reports.Story) (template.JS, error) {
	data := storyJSON{Replay: s.Replay, Axis: axisOf(s)}
	for _, run := range s.Runs {
		data.Runs = append(data.Runs, reports.Run{Variant: run.Variant, Verdict: run.Verdict, TraceHash: run.TraceHash, Course: run.Course})
	}
	return dataBlock(data)
}

// dataBlock is JSON that may stand in a <script type="application/json">: nothing in it can end the block, and nobody who
// reads the source is misled by a character that turns the direction of a line.
func dataBlock(v any) (template.JS, error) {
	var text, compact, safe, block bytes.Buffer
	if err := reports.JSON(&text, v); err != nil {
		return "", fmt.Errorf("data of the page: %w", err)
	}
	if err := json.Compact(&compact, text.Bytes()); err != nil {
		return "", fmt.Errorf("data of the page: %w", err)
	}
	json.HTMLEscape(&safe, compact.Bytes()) // <, >, &, U+2028 and U+2029
	for _, r := range safe.String() {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			fmt.Fprintf(&block, `\u%04x`, r)
		} else {
			block.WriteRune(r)
		}
	}
	return template.JS(block.String()), nil
}
