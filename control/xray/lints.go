package xray

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"reprise/control/names"
)

// Severity is how bad what a lint found is.
type Severity uint8

// The severities, worst first.
const (
	Broken Severity = iota // "error": the config does not start, or traffic goes where its user does not want it
	Risky                  // "warning": it serves its user until something fails
	Noted                  // "info": something in it has no effect
)

var severities = names.For[Severity]("severity", "error", "warning", "info")

func (v Severity) String() string { return severities.Text(v) }

// MarshalText writes what String prints.
func (v Severity) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads what String prints; an error says what is allowed.
func (v *Severity) UnmarshalText(text []byte) error { return severities.Unmarshal(v, text) }

// Lint is something in a config that its user suffers from, whether or not the core accepts it.
type Lint struct {
	ID       string   `json:"id"`
	Severity Severity `json:"severity"`
	Message  string   `json:"message"` // one sentence: what it is, and what comes of it
}

// LintOptions say what a config is for.
type LintOptions struct {
	// Platform is where it runs: "ios", "android" or "desktop". Empty: on any of them, and all lints apply.
	Platform string
	// StaleAfter is how old what an observatory knows may be before it is too old. 0: 3 minutes.
	StaleAfter time.Duration
}

// staleAfter is the bound without one.
const staleAfter = 3 * time.Minute

// iOSOutbounds is how many outbounds a country should have on iOS (LB-29).
const iOSOutbounds = 2

// Lints are what is wrong with a config of the core, worst first and then as it stands in the config: outbounds, rules,
// balancers, observatories. The config is JSON without comments; what is not of the form that the core wants is skipped,
// since the core itself says so. A text that is not JSON, or of more than 1 MiB or 1,000 outbounds, has no lints.
func Lints(config []byte, o LintOptions) []Lint {
	c, err := readLoosely(config)
	if err != nil {
		return nil
	}
	if o.StaleAfter <= 0 {
		o.StaleAfter = staleAfter
	}
	l := &linter{config: c, options: o, upstreams: c.upstreams()}
	l.outbounds()
	l.rules()
	l.balancers()
	l.observatories()
	slices.SortStableFunc(l.found, func(a, b Lint) int { return cmp.Compare(a.Severity, b.Severity) })
	return l.found
}

// linter looks at one config.
type linter struct {
	config    *looseConfig
	options   LintOptions
	upstreams [][]string // tags of outbounds that lead to one upstream, where there are several
	found     []Lint
}

func (l *linter) add(id string, severity Severity, format string, args ...any) {
	l.found = append(l.found, Lint{ID: id, Severity: severity, Message: fmt.Sprintf(format, args...)})
}

// iOS reports whether the config may come to run there.
func (l *linter) iOS() bool { return l.options.Platform == "" || l.options.Platform == "ios" }

// first is the outbound that takes what has no other, as messages name it.
func (l *linter) first() string {
	if len(l.config.Outbounds) == 0 {
		return "nowhere"
	}
	return fmt.Sprintf("to the first outbound, %q", l.config.Outbounds[0].Tag)
}

// duration lints a duration that the core would not read.
func (l *linter) duration(where string, d looseDuration) {
	if d.text != "" && !d.valid {
		l.add("duration-without-unit", Broken, "%s is %s, which has no unit or is no duration: the core does not start.", where, d.text)
	}
}
