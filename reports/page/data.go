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
	Runs   []reports.Run   `json:"runs"`
}

// storyData is the JSON of a story for its page. It is as the files had it: scripts make it visible where they show it.
func storyData(s *reports.Story) (template.JS, error) {
	return dataBlock(storyJSON{s.Replay, s.Runs})
}

// dataBlock is JSON that may stand in a <script type="application/json">: nothing in it can end the block, and nobody who
// reads the source is misled by a character that turns the direction of a line.
func dataBlock(v any) (template.JS, error) {
	text, err := json.Marshal(v) // escapes <, >, &, U+2028, U+2029 and what is below U+0020
	if err != nil {
		return "", fmt.Errorf("data of the page: %w", err)
	}
	var block bytes.Buffer
	for _, r := range string(text) {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			fmt.Fprintf(&block, `\u%04x`, r)
		} else {
			block.WriteRune(r)
		}
	}
	return template.JS(block.String()), nil
}
