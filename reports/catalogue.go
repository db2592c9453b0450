package reports

import (
	"io"
	"strings"
)

// SettingList is every setting there is.
type SettingList struct {
	Settings []SettingInfo `json:"settings"`
}

// SettingInfo is one setting: what it means, its default, and where the default comes from.
type SettingInfo struct {
	Key        string   `json:"key"`
	Default    string   `json:"default"`
	Says       string   `json:"says"`
	Documented []string `json:"documented,omitempty"`
	Assumed    string   `json:"assumed,omitempty"`
	Fixed      bool     `json:"fixed,omitempty"` // a running system cannot change it
}

// FactList is every fact of the source documents.
type FactList struct {
	Facts []FactInfo `json:"facts"`
}

// FactInfo is one fact, and the scenarios that cover it.
type FactInfo struct {
	ID        string   `json:"id"`
	Says      string   `json:"says"`
	Scenarios []string `json:"scenarios"`
}

// TextSettings writes every setting: its default, what it means, and where the default comes from.
func TextSettings(w io.Writer, l *SettingList, o Style) error {
	p := newPage(o)
	for _, s := range l.Settings {
		says := s.Says
		if s.Fixed {
			says += "; fixed while the system runs"
		}
		origin := "documented " + strings.Join(s.Documented, " ")
		if len(s.Documented) == 0 {
			origin = "assumed: " + s.Assumed
		}
		p.line(in(strong, s.Key), bare(" = "+s.Default))
		p.prose(4, 4, bare(""), says, plain)
		p.prose(4, 4, bare(""), origin, faint)
	}
	return p.writeTo(w)
}

// TextFacts writes every fact with the scenarios that cover it.
func TextFacts(w io.Writer, l *FactList, o Style) error {
	p := newPage(o)
	for _, f := range l.Facts {
		covered := list(f.Scenarios)
		if covered == "" {
			covered = "no scenario"
		}
		p.prose(0, 9, in(strong, f.ID+blanks(f.ID, 9)), f.Says, plain)
		p.prose(9, 9, bare(""), covered, faint)
	}
	return p.writeTo(w)
}
