package reports

import (
	"io"
	"strconv"
	"strings"
)

// XrayCheck is how far the core comes with a config, and what its user would suffer from.
type XrayCheck struct {
	Core  string     `json:"core"`  // the core's version
	Stage string     `json:"stage"` // decode, build, new, start: where it failed; or ok
	Error string     `json:"error"` // the core's own words
	Lints []XrayLint `json:"lints"`
	Again string     `json:"again"` // the command that does it again
}

// XrayLint is something in a config that its user suffers from.
type XrayLint struct {
	ID       string `json:"id"`
	Severity string `json:"severity"` // error, warning or info
	Message  string `json:"message"`
}

// Starts tells whether the core starts with the config.
func (c *XrayCheck) Starts() Verdict { return Of(c.Stage == "ok") }

// XrayRoute is where a request goes.
type XrayRoute struct {
	Core       string   `json:"core"`
	Stage      string   `json:"stage"`
	Error      string   `json:"error"`
	Rule       string   `json:"rule"`       // the tag of the first rule that matches
	RuleIndex  int      `json:"rule_index"` // its place, from 0; -1 where none matches
	Balancer   string   `json:"balancer"`
	Strategy   string   `json:"strategy"`
	Candidates []string `json:"candidates"` // of the balancer
	Could      []string `json:"could"`      // several where chance or a turn decides
	Outbound   string   `json:"outbound"`   // empty where it is left to chance
	How        string   `json:"how"`        // rule, balancer, fallback or default
	Reason     string   `json:"reason"`
	Dead       []string `json:"dead"`  // those that it could be and that are dead: there the request fails
	Again      string   `json:"again"` // the command that checks the config
}

// Starts tells whether the core starts with the config.
func (r *XrayRoute) Starts() Verdict { return Of(r.Stage == "ok") }

// TextXrayCheck writes a check for people.
func TextXrayCheck(w io.Writer, c *XrayCheck, o Style) error {
	p := newPage(o)
	p.verdictOfCore(c.Core, c.Stage, c.Error)
	for _, l := range c.Lints {
		p.prose(2, 4, in(severityInk(l.Severity), l.Severity+" "+l.ID+": "), l.Message, plain)
	}
	if len(c.Lints) == 0 && c.Stage == "ok" {
		p.line(bare("  nothing that a user would suffer from is known in it"))
	}
	return p.writeTo(w)
}

// TextXrayRoute writes a route for people.
func TextXrayRoute(w io.Writer, r *XrayRoute, o Style) error {
	p := newPage(o)
	if r.Stage != "ok" {
		p.verdictOfCore(r.Core, r.Stage, r.Error)
		return p.writeTo(w)
	}
	to := r.Outbound
	switch {
	case to == "" && len(r.Could) > 1:
		to = "one of " + strings.Join(r.Could, ", ")
	case to == "" && len(r.Could) == 0:
		to = "nowhere"
	case to == "":
		to = "an outbound without a tag"
	}
	p.line(in(strong, to), in(faint, "  (xray-core "+r.Core+")"))
	if len(r.Dead) > 0 {
		p.prose(2, 2, in(bad, "✗ "), strings.Join(r.Dead, ", ")+" is dead: there the request fails", plain)
	}
	p.prose(2, 2, bare(""), r.Reason, plain)
	row := func(key, value string) {
		if value != "" {
			p.prose(2, 14, in(faint, key+blanks(key, 12)), value, plain)
		}
	}
	if r.RuleIndex >= 0 {
		row("rule", strings.TrimSpace(r.Rule+" (number "+strconv.Itoa(r.RuleIndex+1)+")"))
	}
	row("balancer", strings.TrimSpace(r.Balancer+" "+r.Strategy))
	row("candidates", strings.Join(r.Candidates, ", "))
	row("by", r.How)
	return p.writeTo(w)
}

// verdictOfCore is the first line about a config.
func (p *page) verdictOfCore(core, stage, text string) {
	if stage == "ok" {
		p.line(mark(Pass), bare(" xray-core "+core+" starts with it"))
		return
	}
	p.prose(0, 4, in(bad, "✗ "), "xray-core "+core+" fails at stage "+stage+": "+text, plain)
}

func severityInk(severity string) ink {
	switch severity {
	case "error":
		return bad
	case "warning":
		return warns
	}
	return faint
}
