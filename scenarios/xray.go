package scenarios

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"reprise/control/xray"
	"reprise/reports"
	"reprise/sim/random"
	"reprise/sim/world/tunnel"
	"reprise/sim/xraycore"
)

// XrayCore is the version of the core that is linked in.
func XrayCore() string { return xraycore.Version() }

// AnyPlatform stands for a config of no platform in particular.
const AnyPlatform = "any"

// CheckXray puts a config, which came from a file or Stdin, to the core that is linked in or, by its version, to another, and says what a user of a platform would
// suffer from in it. An error is not the config's: there is no such core here.
func CheckXray(file string, config []byte, version, platform string) (*reports.XrayCheck, error) {
	version = strings.TrimPrefix(version, "v")
	verdict, err := checkedBy(version, config)
	if err != nil {
		return nil, usage("--core: %v", err)
	}
	if platform == AnyPlatform {
		platform = ""
	}
	out := &reports.XrayCheck{Core: verdict.Core, Stage: verdict.Stage.String(), Error: verdict.Error, Lints: []reports.XrayLint{}, Again: againXray(file, version)}
	for _, l := range xray.Lints(xraycore.Plain(config), xray.LintOptions{Platform: platform}) {
		out.Lints = append(out.Lints, reports.XrayLint{ID: l.ID, Severity: l.Severity.String(), Message: l.Message})
	}
	return out, nil
}

// againXray is the command that checks a config again.
func againXray(file, version string) string {
	text := "reprise xray check " + reports.ShellWord(file)
	if version != xraycore.Version() {
		text += " --core " + version
	}
	return text
}

// checkedBy is the verdict of a core by its version.
func checkedBy(version string, config []byte) (xraycore.Verdict, error) {
	if version == xraycore.Version() {
		return xraycore.Check(config), nil
	}
	return xraycore.CheckWith(version, config)
}

// RouteOptions say which request is asked about, and what became of the outbounds before it.
type RouteOptions struct {
	Host    string
	Port    uint16
	UDP     bool
	Inbound string        // the tag of the inbound it comes from; the config's first when empty
	Dead    []string      // tags of outbounds that answer no probe
	At      time.Duration // how long the core has run by then
	Seed    uint64        // of the moments at which a burst observatory probes
}

// probed is how long a probe of an outbound that is not dead takes: all are alike.
const probed = 50 * time.Millisecond

// RouteXray asks the core where a request goes once it has run for a while, during which its observatory, as it is modelled,
// has seen which outbounds are dead.
func RouteXray(file string, config []byte, o RouteOptions) (*reports.XrayRoute, error) {
	view, err := readProbing(config)
	if err != nil {
		return notRouted(file, xraycore.Check(config)), nil
	}
	inbounds, tags := tagsOf(view.Inbounds), tagsOf(view.Outbounds)
	for _, tag := range o.Dead {
		if !slices.Contains(tags, tag) {
			return nil, usage("--dead: no outbound has the tag %s; %s", quote(tag), quoted(tags))
		}
	}
	if o.Inbound != "" && !slices.Contains(inbounds, o.Inbound) {
		return nil, usage("--inbound: no inbound has the tag %s; %s", quote(o.Inbound), quoted(inbounds))
	}
	question := xraycore.Question{Host: o.Host, Port: o.Port, UDP: o.UDP, Inbound: o.Inbound, Seen: view.sightings(o)}
	if question.Inbound == "" && len(inbounds) > 0 {
		question.Inbound = inbounds[0]
	}
	answer, verdict := xraycore.Route(config, question)
	out := notRouted(file, verdict)
	if verdict.Stage == xray.OK {
		out.Rule, out.RuleIndex, out.Balancer, out.Strategy = answer.Rule, answer.RuleIndex, answer.Balancer, answer.Strategy
		out.Outbound, out.How, out.Reason = answer.Picked, string(answer.How), answer.Reason
		out.Candidates, out.Could = append(out.Candidates, answer.Candidates...), append(out.Could, answer.Could...)
		out.Dead = slices.DeleteFunc(slices.Clone(out.Could), func(tag string) bool { return !slices.Contains(o.Dead, tag) })
	}
	return out, nil
}

// notRouted is the answer about a config that does not start.
func notRouted(file string, v xraycore.Verdict) *reports.XrayRoute {
	return &reports.XrayRoute{Core: v.Core, Stage: v.Stage.String(), Error: v.Error, RuleIndex: -1,
		Candidates: []string{}, Could: []string{}, Dead: []string{}, Again: againXray(file, v.Core)}
}

// quoted are tags, which a config may have put anything into, in a line.
func quoted(tags []string) string {
	var words []string
	for _, tag := range tags {
		words = append(words, quote(tag))
	}
	if len(words) == 0 {
		return "it has none"
	}
	return strings.Join(words, ", ")
}

// probing is what of a config an observatory goes by.
type probing struct {
	Inbounds         []tagged
	Outbounds        []tagged
	Observatory      *xray.Observatory
	BurstObservatory *xray.BurstObservatory
}

// tagged is an inbound or an outbound by its tag.
type tagged struct{ Tag string }

// readProbing reads a config as loosely as the core does. What is not of the form that the core wants, the core itself says.
func readProbing(config []byte) (*probing, error) {
	var view probing
	err := json.Unmarshal(xraycore.Plain(config), &view)
	return &view, err
}

func tagsOf(all []tagged) []string {
	tags := make([]string, len(all))
	for i, one := range all {
		tags[i] = one.Tag
	}
	return tags
}

// sightings are what the observatory has seen by then, in the order in which the first probes ended.
func (p *probing) sightings(o RouteOptions) []xraycore.Sighting {
	config := &xray.Config{Observatory: p.Observatory, BurstObservatory: p.BurstObservatory}
	tags := tagsOf(p.Outbounds)
	for _, tag := range tags {
		config.Outbounds = append(config.Outbounds, xray.Outbound{Tag: tag})
	}
	plan := tunnel.PlanOf(config)
	seen := tunnel.Watch(&plan, o.At, func(place int32) time.Duration {
		if slices.Contains(o.Dead, tags[place]) {
			return tunnel.Dead
		}
		return probed
	}, random.New(o.Seed, "xray.route", 0, 0))
	var all []xraycore.Sighting
	for _, place := range seen.Order {
		all = append(all, xraycore.Sighting{Tag: tags[place], Status: seen.Status[place]})
	}
	return all
}
