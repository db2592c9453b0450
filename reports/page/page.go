// Package page makes report.html: one self-contained page that tells a result. It works offline and from a file path, without
// scripts too; with them its charts can be read and zoomed. A page is a sheet of sections; a section is made by a template of
// assets/, whose blocks (tables, facts, verdicts) every page shares. Nothing here computes a result: reports judged it before.
// All text that can come from a file is untrusted: `visible` takes what could disorder a page, and html/template escapes the rest.
package page

import (
	"io"

	"reprise/reports"
)

// Story writes report.html of a scenario that was told: one file, of which no request leaves.
func Story(w io.Writer, s *reports.Story) error {
	sheet, err := storySheet(s)
	if err != nil {
		return err
	}
	return sheet.write(w)
}

// Fragments are the sections of a story's page by their ids, as inner HTML: what a live page puts in place of its own. Of
// a section that this story has nothing for, it is empty.
func Fragments(s *reports.Story) (map[string]string, error) {
	sections, err := storySections(visible(s))
	if err != nil {
		return nil, err
	}
	inner := map[string]string{}
	for _, section := range sections {
		inner[section.ID] = string(section.Body)
	}
	return inner, nil
}

// storySheet is the whole page of a story.
func storySheet(s *reports.Story) (*sheet, error) {
	shown := visible(s)
	sections, err := storySections(shown)
	if err != nil {
		return nil, err
	}
	data, err := storyData(s)
	if err != nil {
		return nil, err
	}
	return &sheet{
		Title:    capital(shown.Replay.Title),
		Kicker:   shown.Replay.Scenario,
		Subtitle: reports.Period(shown.Replay.Start, shown.Replay.End),
		Sections: sections,
		Data:     data,
		Scripts:  []string{pageScript, uplotScript, chartsScript, storyScript},
	}, nil
}

// storySections are the sections of a story in the order they are read. The story has been made visible.
func storySections(s *reports.Story) ([]section, error) {
	a := axisOf(s)
	return fill([]filling{
		{"verdict", "What it came to", "verdict", openingOf(s)},
		{"charts", "How it went", "charts", figureOf(s, a)},
		{"log", "What followed from what", "log", logOf(toldRun(s), a)},
		{"detection", "When it was noticed", "detection", detectionOf(s, a)},
		{"variants", "What would have helped", "variants", variantsOf(s, a)},
		{"hypotheses", "Why it happened", "hypotheses", hypothesesOf(s)},
		{"expectations", "What was expected", "expectations", expectationsOf(s)},
		{"origins", "Known and assumed", "origins", originsOf(s)},
		{"again", "Do it again", "again", againOf(s)},
	})
}
