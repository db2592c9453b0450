package page

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"io"
	"strings"
)

//go:embed assets
var assets embed.FS

// templates are the layout, the blocks that pages share, and the sections.
var templates = template.Must(template.New("page").Funcs(words).ParseFS(assets, "assets/*.html"))

// Scripts and styles as they stand in a page.
var (
	styles       = asset("uplot/uPlot.min.css") + "\n" + asset("page.css") + "\n" + asset("charts.css") + "\n" + asset("document.css")
	themeScript  = asset("theme.js")
	uplotScript  = "/*\nuPlot " + asset("uplot/VERSION") + "\n" + asset("uplot/LICENSE") + "*/\n" + asset("uplot/uPlot.iife.min.js")
	pageScript   = asset("page.js")
	chartsScript = asset("axis.js") + asset("charts.js") + asset("plots.js") + asset("lanes.js")
	storyScript  = asset("story.js")
)

// asset is a file of assets/.
func asset(name string) string {
	text, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic(err) // the name is a constant
	}
	return string(text)
}

// sheet is a page: what stands around its sections is the same on every page of the house.
type sheet struct {
	Title    string
	Kicker   string // above the title: the scenario's name, or the kind of result
	Subtitle string // below it: when
	Sections []section
	Data     template.JS   // JSON for the scripts; see dataBlock
	Styles   []string      // after those of every page
	Scripts  []string      // run in this order, at the end of the body
	Nonce    string        // of a content policy that a server sends; empty: the page carries its own
	Panel    template.HTML // stands beside the page: what a live page is set with
	Body     template.HTML // stands before the sections
}

// section is a part of a page with a heading of its own.
type section struct {
	ID    string
	Title string
	Body  template.HTML // what stands in the section, heading included; empty: there is nothing to say
}

// filling is a section to be made: a template and what it is about.
type filling struct {
	id, title, template string
	about               any // nil: there is nothing to say
}

// fill makes sections by their templates.
func fill(fillings []filling) ([]section, error) {
	var sections []section
	for _, f := range fillings {
		made := section{ID: f.id, Title: f.title}
		if f.about != nil {
			var body strings.Builder
			if err := templates.ExecuteTemplate(&body, "section", struct {
				section
				Inner template.HTML
			}{made, ""}); err != nil {
				return nil, err
			}
			if err := templates.ExecuteTemplate(&body, f.template, f.about); err != nil {
				return nil, err
			}
			made.Body = template.HTML(body.String())
		}
		sections = append(sections, made)
	}
	return sections, nil
}

// write writes the page at once, so that no page appears by half.
func (s *sheet) write(w io.Writer) error {
	var page strings.Builder
	if err := templates.ExecuteTemplate(&page, "layout", s); err != nil {
		return err
	}
	_, err := io.WriteString(w, page.String())
	return err
}

// Style, Theme and Code are for the layout: our own text, which is not escaped.
func (s *sheet) Style() template.CSS { return template.CSS(s.style()) }
func (s *sheet) Theme() template.JS  { return template.JS(themeScript) }
func (s *sheet) Code() []template.JS {
	code := make([]template.JS, len(s.Scripts))
	for i, script := range s.Scripts {
		code[i] = template.JS(script)
	}
	return code
}

func (s *sheet) style() string { return strings.Join(append([]string{styles}, s.Styles...), "\n") }

// Policy is the content policy of a page that no server speaks for: its own scripts and styles, by their hashes, and nothing
// from anywhere.
func (s *sheet) Policy() string {
	if s.Nonce != "" {
		return ""
	}
	scripts := hash(themeScript)
	for _, script := range s.Scripts {
		scripts += " " + hash(script)
	}
	return "default-src 'none'; script-src " + scripts + "; style-src " + hash(s.style()) +
		"; img-src data: blob:; base-uri 'none'; form-action 'none'"
}

// hash is a text as a content policy names it.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
