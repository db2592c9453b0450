package xray

import (
	"slices"
	"strings"
	"time"
)

// defaultInterval is the core's, between probes of the standard observatory.
const defaultInterval = 10 * time.Second

// observatories lints who is probed, how and how often.
func (l *linter) observatories() {
	standard, burst := l.config.Observatory, l.config.BurstObservatory
	if standard != nil && burst != nil {
		l.add("both-observatories", Risky, "There are two observatories: both probe, and every strategy asks the standard one.")
	}
	if standard != nil {
		l.duration("probeInterval", standard.ProbeInterval)
		l.probed("observatory", standard.SubjectSelector, standard.ProbeURL)
		l.stale(standard)
		l.pause("observatory", standard.ProbeInterval.value)
		l.atOnce(standard)
	}
	if burst != nil {
		l.duration("interval of pingConfig", burst.PingConfig.Interval)
		l.duration("timeout of pingConfig", burst.PingConfig.Timeout)
		l.pause("burstObservatory", burst.PingConfig.Interval.value)
		l.probed("burstObservatory", burst.SubjectSelector, burst.PingConfig.Destination)
	}
}

// probed lints whom an observatory probes, and by what.
func (l *linter) probed(who string, selectors []string, url string) {
	subjects := l.config.selected(selectors)
	if len(subjects) == 0 {
		l.add("observatory-selects-nobody", Broken, "The %s probes no outbound: leastPing and leastLoad never have a pick, and their traffic goes %s.", who, l.first())
	}
	l.prefixes("The "+who, selectors)
	if host := Host(url); host == "1.1.1.1" || host == "1.0.0.1" {
		l.add("probe-url-blockable", Risky, "The %s probes %s, which some networks block: every outbound then looks dead (LB-30).", who, host)
	}
	if len(subjects) > 0 {
		l.unobserved(who, subjects)
	}
}

// unobserved lints candidates that no probe tells anything about.
func (l *linter) unobserved(who string, subjects []looseOutbound) {
	for _, b := range l.config.Routing.Balancers {
		if kind := b.Strategy.kind(); kind != "leastping" && kind != "leastload" {
			continue
		}
		for _, o := range l.config.selected(b.Selector) {
			if !slices.Contains(looseTags(subjects), o.Tag) {
				l.add("outbound-unobserved", Risky, "Balancer %q has %q to pick from, which the %s does not probe: it is never picked.", b.Tag, o.Tag, who)
			}
		}
	}
}

// stale lints how old what is known of an outbound becomes. One by one, an interval passes after each of them.
func (l *linter) stale(o *looseObservatory) {
	interval := o.ProbeInterval.value
	if interval == 0 {
		interval = defaultInterval
	}
	turns := len(l.config.selected(o.SubjectSelector))
	if o.EnableConcurrency {
		turns = min(turns, 1)
	}
	if age := time.Duration(turns) * interval; age > l.options.StaleAfter {
		l.add("stale-observation", Risky, "An outbound is probed every %s (%d x %s), so one that dies may stay in use that long, where %s is the bound.", inWords(age), turns, inWords(interval), inWords(l.options.StaleAfter))
	}
}

// pause lints an interval that is hardly one; 0 is the core's own.
func (l *linter) pause(who string, interval time.Duration) {
	if interval != 0 && interval < time.Second {
		l.add("probes-without-pause", Risky, "The %s waits for %s between probes: it probes nearly without a pause.", who, inWords(interval))
	}
}

// inWords is a duration without units that are 0.
func inWords(d time.Duration) string {
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, zero) {
			text = text[:len(text)-2]
		}
	}
	return text
}

// atOnce lints probes that meet at one upstream.
func (l *linter) atOnce(o *looseObservatory) {
	if !o.EnableConcurrency {
		return
	}
	subjects := looseTags(l.config.selected(o.SubjectSelector))
	for _, group := range l.upstreams {
		probed := slices.DeleteFunc(slices.Clone(group), func(tag string) bool { return !slices.Contains(subjects, tag) })
		if len(probed) > 1 {
			l.add("concurrent-probes-one-upstream", Risky, "enableConcurrency has %d probes reach one upstream in the same instant, by %s (LB-15).", len(probed), strings.Join(probed, ", "))
		}
	}
}
