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
	Load       bool     `json:"load,omitempty"`  // it acts on load alone, which fleets without hardware have none of
	Core       bool     `json:"core,omitempty"`  // it acts on cores, which not all clients run
	Pool       bool     `json:"pool,omitempty"`  // it acts on the account pool, which is there where users sign up
}

// MetricList is every metric, but for the counts of log lines.
type MetricList struct {
	Metrics []MetricInfo `json:"metrics"`
}

// MetricInfo is one metric. Over a window a counter is what it grew by, and a gauge what it stood at in the end.
type MetricInfo struct {
	Name  string `json:"name"`
	Unit  string `json:"unit"`
	Gauge bool   `json:"gauge"`
	Says  string `json:"says"`
	Load  bool   `json:"load,omitempty"` // it is there for fleets with hardware only
	Core  bool   `json:"core,omitempty"` // it is there where clients run cores only
	Pool  bool   `json:"pool,omitempty"` // it is there where users sign up only
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

// needs marks what is about load, of which a fleet without hardware has none, about cores, which not all clients run, and about
// the account pool, which is there where users sign up.
func needs(load, core, pool bool) string {
	switch {
	case pool:
		return "; needs world.signups"
	case load && core:
		return "; needs a fleet with hardware, or world.core: xray"
	case load:
		return "; needs a fleet with hardware"
	case core:
		return "; needs world.core: xray"
	}
	return ""
}

// TextSettings writes every setting: its default, what it means, and where the default comes from.
func TextSettings(w io.Writer, l *SettingList, o Style) error {
	p := newPage(o)
	for _, s := range l.Settings {
		says := s.Says
		if s.Fixed {
			says += "; fixed while the system runs"
		}
		says += needs(s.Load, s.Core, s.Pool)
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

// TextMetrics writes every metric and what it measures.
func TextMetrics(w io.Writer, l *MetricList, o Style) error {
	p := newPage(o)
	for _, m := range l.Metrics {
		kind := "counter"
		if m.Gauge {
			kind = "gauge"
		}
		if m.Unit != "" {
			kind += ", " + m.Unit
		}
		p.line(in(strong, m.Name), in(faint, " ("+kind+")"))
		says := m.Says
		says += needs(m.Load, m.Core, m.Pool)
		p.prose(4, 4, bare(""), says, plain)
	}
	p.line(in(strong, "log.EVENT"), in(faint, " (counter)"))
	p.prose(4, 4, bare(""), "log lines of that name, those about unnamed users among them", plain)
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
