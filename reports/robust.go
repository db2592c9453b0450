package reports

import (
	"fmt"
	"slices"
	"strings"
)

// remediesTried draws each remedy in a line, what it does as-was and under how many readings of the incident it helps,
// and below it the readings that turn it.
func (p *page) remediesTried(y *Why) {
	if len(y.Remedies) == 0 {
		return
	}
	p.line()
	p.line(in(strong, "  remedies, under every reading that is left"))
	p.prose(2, 2, text{}, readingsWords(y.Remedies[0].Effects), faint)
	if y.Alike != "" {
		p.prose(2, 2, text{}, "alike: "+y.Alike, faint)
	}
	names, effects := width("remedy"), width("as-was")
	for _, r := range y.Remedies {
		names = max(names, width(r.Variant))
		effects = max(effects, width(string(r.asWas().Effect)))
	}
	left := 4 + names + len(gap) + effects + len(gap)
	row := func(star, name, effect, words text) {
		parts := wrap(words.words, max(textWidthMin, p.style.Width-left))
		p.line(bare("  "), star, bare(" "), name, bare(blanks(name.words, names)+gap),
			effect, bare(blanks(effect.words, effects)+gap), in(words.ink, parts[0]))
		for _, more := range parts[1:] {
			p.line(bare(blanks("", left)), in(words.ink, more))
		}
	}
	head := "under all readings"
	if slices.ContainsFunc(y.Remedies, func(r RemedyTried) bool { return r.Robust }) {
		head += " (★ the most robust)"
	}
	row(bare(" "), in(faint, "remedy"), in(faint, "as-was"), in(faint, head))
	for _, r := range y.Remedies {
		star, name, effect := bare(" "), bare(r.Variant), r.asWas().Effect
		if r.Robust {
			star, name = in(good, "★"), in(strong, r.Variant)
		}
		row(star, name, in(effectInk(effect), string(effect)), r.helps())
		for _, words := range r.turns(y.Columns) {
			p.prose(6, 2, text{}, words, plain)
		}
	}
}

// readingsWords name the explanations among the readings, and count the other values of settings, `key=value`: their
// names would fill the page.
func readingsWords(effects []ReadingEffect) string {
	var names []string
	for _, e := range effects {
		if !strings.Contains(e.Reading, "=") {
			names = append(names, e.Reading)
		}
	}
	words := plural(len(effects), "reading is left: ", "readings are left: ") + list(names)
	if values := len(effects) - len(names); values > 0 {
		words += ", and " + plural(values, "other value of an assumed setting that still gives", "other values of assumed settings that still give") + " the incident"
	}
	return words
}

// asWas is the effect under the scenario's own reading, which comes first.
func (r RemedyTried) asWas() ReadingEffect {
	if len(r.Effects) == 0 {
		return ReadingEffect{}
	}
	return r.Effects[0]
}

// helps says under how many readings a remedy helps.
func (r RemedyTried) helps() text {
	of := " of " + plural(r.Readings, "reading", "readings")
	eases := r.Helps - r.Prevents
	switch {
	case r.Helps == 0:
		return in(faint, "helps in none"+of)
	case r.Prevents == 0:
		return bare(fmt.Sprintf("eases in %d%s", eases, of))
	}
	words := fmt.Sprintf("prevents in %d%s", r.Prevents, of)
	if eases > 0 {
		words += fmt.Sprintf(", eases in %d", eases)
	}
	return in(good, words)
}

// turns say what a remedy does under the readings that turn it, those that turn it alike together. The first is what it
// does as-was, where that has details to set them against.
func (r RemedyTried) turns(columns []Column) []string {
	if len(r.Turned) == 0 {
		return nil
	}
	var done []string // in the order in which readings do it
	readings := map[string][]string{}
	for i, e := range r.Effects {
		words := string(e.Effect)
		if changes := changeWords(e.Effect, e.More, e.Less, columns); changes != "" {
			words += " (" + changes + ")"
		} else if i == 0 {
			continue
		}
		if i > 0 && !slices.Contains(r.Turned, e.Reading) {
			continue
		}
		if !slices.Contains(done, words) {
			done = append(done, words)
		}
		readings[words] = append(readings[words], e.Reading)
	}
	lines := make([]string, len(done))
	for i, words := range done {
		lines[i] = list(readings[words]) + ": " + words
	}
	return lines
}
