package scenarios

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"reprise/scenarios/strict"
)

// maxYears bounds the time a scenario may span.
const maxYears = 10

// platforms are the kinds of client (SYNC-08 to SYNC-10).
var platforms = []string{"desktop", "android", "ios"}

// namePattern is what variants and hypotheses may be called.
const namePattern = `^[a-z0-9][a-z0-9.-]*$`

var nameText = regexp.MustCompile(namePattern)

// checker gathers what is wrong with a scenario beyond the shapes of its values.
type checker struct {
	sc      *Scenario
	clients []string
	causes  []string // ids of the timeline
	errs    []error
}

// check is everything that is wrong with a decoded scenario.
func (sc *Scenario) check() error {
	c := &checker{sc: sc}
	c.span()
	c.world()
	c.settings("settings", sc.Settings, true)
	c.poolSizes("settings", nil)
	for i := range sc.Timeline {
		c.causes = append(c.causes, sc.causeID(i))
	}
	c.timeline("timeline", sc.Timeline, true)
	c.unique("timeline", "%s[%d].id", c.causes)
	c.expectations("expect", sc.Expect, false)
	c.metrics("harm", sc.Harm)
	c.harm(sc.Harm)
	c.metrics("cost", sc.Cost)
	c.incident()
	for _, v := range sc.Variants {
		c.variant("variants."+v.Key, v)
	}
	for _, h := range sc.Hypotheses {
		c.hypothesis("hypotheses."+h.Key, h)
	}
	return strict.Join(c.errs...)
}

func (c *checker) wrong(key, problem, allowed string) {
	c.errs = append(c.errs, c.sc.Wrong(key, problem, allowed))
}

// add places an error that has no place yet at a key.
func (c *checker) add(key string, err error) {
	for _, e := range strict.Flatten(err) {
		c.wrong(key, e.Problem, e.Allowed)
	}
}

// addAt is add with a place that the key itself does not tell.
func (c *checker) addAt(pos strict.Pos, key string, err error) {
	for _, e := range strict.Flatten(err) {
		placed := c.sc.Wrong(key, e.Problem, e.Allowed)
		placed.Line, placed.Col = pos.Line, pos.Col
		c.errs = append(c.errs, placed)
	}
}

// span checks that the end comes after the start, and not too long after.
func (c *checker) span() {
	start, end := c.sc.Start.Time, c.sc.End.Time
	switch {
	case !end.After(start):
		c.wrong("end", "is not after start", "an instant after "+c.sc.Start.String())
	case c.sc.WarmUp.D >= end.Sub(start):
		c.wrong("warm_up", "is not over before the end", "less than "+end.Sub(start).String())
	case end.After(start.AddDate(maxYears, 0, 0)):
		c.wrong("end", fmt.Sprintf("is more than %d years after start", maxYears),
			"at the latest "+strict.Instant{Time: start.AddDate(maxYears, 0, 0)}.String())
	}
}

// within checks that an instant lies in the scenario.
func (c *checker) within(key string, at strict.Instant) {
	if at.Time.Before(c.sc.Start.Time) || at.Time.After(c.sc.End.Time) {
		c.wrong(key, at.String()+" is outside the scenario", "an instant from "+c.sc.Start.String()+" to "+c.sc.End.String())
	}
}

func (c *checker) world() {
	for i, client := range c.sc.World.Clients {
		c.clients = append(c.clients, client.Name)
		if client.Holds == noAccount && !c.sc.signsUp() {
			c.wrong(fmt.Sprintf("world.clients[%d].holds", i), "is "+noAccount+", and nobody signs up", "a world with signups")
		}
	}
	c.unique("world.clients", "%s[%d].name", c.clients)
	if p := c.sc.World.Population; p != nil {
		c.population("world.population", p)
	}
	if s := c.sc.World.Signups; s != nil {
		c.signups("world.signups", s)
	}
}

func (c *checker) population(key string, p *Population) {
	c.origin(key, p.Documented, p.Assumed)
	c.shares(key+".platforms", "platform", p.Platforms, platforms)
	c.add(key+".day_profile", checkDay(p.DayProfile))
}

// shares checks that shares are of what there is, and all of it together.
func (c *checker) shares(key, what string, shares strict.Map[float64], known []string) {
	sum := 0.0
	for _, share := range shares {
		at := key + "." + share.Key
		if !slices.Contains(known, share.Key) {
			c.addAt(share.Pos, at, strict.Wrong("unknown "+what+strict.Suggest(share.Key, known), allowed(known)))
		}
		if share.Value < 0 || share.Value > 1 {
			c.wrong(at, fmt.Sprintf("is %g", share.Value), "a share from 0 to 1")
		}
		sum += share.Value
	}
	if math.Abs(sum-1) > 1e-9 {
		c.wrong(key, fmt.Sprintf("adds up to %g", sum), "shares that add up to 1")
	}
}

// checkDay tells what is wrong with the hourly weights of a day, of which there may be none.
func checkDay(weights []float64) error {
	if len(weights) > 0 && slices.Max(weights) == 0 {
		return strict.Wrong("is 0 at every hour", "at least one weight above 0")
	}
	return nil
}

// origin checks that a number says where it comes from.
func (c *checker) origin(key string, documented Facts, assumed strict.Why) {
	if len(documented) == 0 && !assumed.Set() {
		c.wrong(key, "does not say where it comes from", "give documented (a fact) or assumed (a reason)")
	}
	c.facts(key+".documented", documented)
}

func (c *checker) facts(key string, ids Facts) {
	for i, id := range ids {
		c.add(fmt.Sprintf("%s[%d]", key, i), checkFact(id))
	}
}

// settings checks keys, values and origins. Where values are proposed, they need no origin.
func (c *checker) settings(key string, settings strict.Map[Setting], origin bool) {
	for _, e := range settings {
		at := key + "." + e.Key
		if !slices.Contains(settingKeys(), e.Key) {
			c.addAt(e.Pos, at, checkSetting(e.Key, e.Value.Value))
			continue
		}
		c.addAt(e.Value.Value.Pos, at, checkSetting(e.Key, e.Value.Value))
		if origin {
			c.origin(at, e.Value.Documented, e.Value.Assumed)
		} else {
			c.facts(at+".documented", e.Value.Documented)
		}
	}
}

func (c *checker) incident() {
	var ids []string
	for _, e := range c.sc.Expect {
		ids = append(ids, e.ID)
	}
	own, _ := c.sc.Variants.Get(AsWas)
	for _, e := range own.Expect {
		ids = append(ids, e.ID)
	}
	c.refer("incident", "expectation", c.sc.Incident, ids)
}

// harm checks that more of it is worse.
func (c *checker) harm(names []string) {
	for i, name := range names {
		if _, m, known := metricOf(name); known && m.MoreIsBetter {
			c.wrong(fmt.Sprintf("harm[%d]", i), "more of "+name+" is better", "a metric of which more is worse")
		}
	}
}

func (c *checker) metrics(key string, names []string) {
	for i, name := range names {
		c.add(fmt.Sprintf("%s[%d]", key, i), checkMetric(name))
	}
	c.unique(key, "%s[%d]", names)
}

func (c *checker) variant(key string, v strict.Entry[Variant]) {
	c.name(key, v.Pos, v.Key)
	c.facts(key+".facts", v.Value.Facts)
	c.change(key, v.Value.Settings, v.Value.Timeline, v.Value.Without)
	c.expectations(key+".expect", v.Value.Expect, v.Key != AsWas)
	if v.Key == AsWas {
		c.sameIDs(key+".expect", v.Value.Expect)
	}
}

func (c *checker) hypothesis(key string, h strict.Entry[Hypothesis]) {
	c.name(key, h.Pos, h.Key)
	c.facts(key+".contradicts", h.Value.Contradicts)
	c.facts(key+".documented", h.Value.Documented)
	c.change(key, h.Value.Settings, h.Value.Timeline, h.Value.Without)
}

// change checks what a variant or hypothesis does otherwise.
func (c *checker) change(key string, settings strict.Map[Setting], timeline []Action, without []string) {
	c.settings(key+".settings", settings, false)
	c.poolSizes(key+".settings", settings)
	c.timeline(key+".timeline", timeline, false)
	c.refer(key+".without", "cause", without, c.causes)
	for i, a := range timeline {
		if a.ID != "" && slices.Contains(c.causes, a.ID) && !slices.Contains(without, a.ID) {
			c.wrong(fmt.Sprintf("%s.timeline[%d].id", key, i), quote(a.ID)+" is a cause of the scenario already",
				"another id, or the cause under without")
		}
	}
}

func (c *checker) name(key string, pos strict.Pos, name string) {
	if !nameText.MatchString(name) {
		c.addAt(pos, key, strict.Wrong("is no name", "expected text that matches "+namePattern))
	}
}

// refer checks that each name is one of those that are there, and is named once.
func (c *checker) refer(key, what string, names, there []string) {
	for i, name := range names {
		if !slices.Contains(there, name) {
			c.wrong(fmt.Sprintf("%s[%d]", key, i), "unknown "+what+" "+quote(name)+strict.Suggest(name, there), allowed(there))
		}
	}
	c.unique(key, "%s[%d]", names)
}

// unique checks that no name stands in a list twice. path makes the key of the i-th from the list's key and i.
func (c *checker) unique(key, path string, names []string) {
	for i, name := range names {
		if first := slices.Index(names, name); first < i {
			c.wrong(fmt.Sprintf(path, key, i), quote(name)+" stands there twice", "each once")
		}
	}
}

// allowed lists what may be written.
func allowed(names []string) string {
	if len(names) == 0 {
		return "there is none"
	}
	return "allowed: " + strings.Join(names, ", ")
}
