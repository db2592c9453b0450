package scenarios

import (
	"fmt"
	"slices"

	"reprise/reports"
	"reprise/scenarios/strict"
	"reprise/sim/world"
)

// origins say where every number behind a rehearsal comes from, what the documents give apart from what is assumed.
// A value can be both: the fact gives it, and an assumption fills what the fact leaves open.
func (r *rehearsal) origins() (documented, assumed []reports.Origin) {
	var all []reports.Origin
	for _, k := range knobs {
		if r.concerns(k) {
			all = append(all, r.settingOrigin(k))
		}
	}
	for _, a := range world.Assumptions() {
		if (!a.Crowd || r.scenario.World.Population != nil) && (!a.Load || r.scenario.loaded()) && (!a.Core || r.scenario.runsCores()) && (!a.Plain || !r.scenario.runsCores()) && (!a.Pool || r.scenario.signsUp()) {
			all = append(all, reports.Origin{Key: a.About, Assumed: a.Reason, Default: true})
		}
	}
	if fleet := r.scenario.fleet; fleet.Assumed.Set() {
		all = append(all, reports.Origin{Key: "world.fleet", Value: fleet.Name, Assumed: reasons(fleet.Assumed)})
	}
	for _, c := range r.scenario.World.Clients {
		if c.Assumed.Set() {
			all = append(all, reports.Origin{Key: "world.clients." + c.Name, Assumed: reasons(c.Assumed)})
		}
	}
	if p := r.scenario.World.Population; p != nil {
		all = append(all, reports.Origin{Key: "world.population", Documented: p.Documented, Assumed: reasons(p.Assumed)})
	}
	if s := r.scenario.World.Signups; s != nil {
		all = append(all, reports.Origin{Key: "world.signups", Documented: s.Documented, Assumed: reasons(s.Assumed)})
	}
	for i, a := range r.timeline {
		all = append(all, actionOrigin(a, i))
	}
	for _, o := range all {
		if len(o.Documented) > 0 {
			documented = append(documented, o)
		}
		if o.Assumed != "" {
			assumed = append(assumed, o)
		}
	}
	return documented, assumed
}

// concerns tells whether a setting has anything to act on in the scenario.
func (r *rehearsal) concerns(k knob) bool {
	if !r.scenario.actsOn(k) {
		return false
	}
	if k.Platform == "" {
		return true
	}
	w := r.scenario.World
	if slices.ContainsFunc(w.Clients, func(c Client) bool { return c.Platform == k.Platform }) {
		return true
	}
	if w.Population == nil {
		return false
	}
	share, _ := w.Population.Platforms.Get(k.Platform)
	return share > 0
}

// settingOrigin is where a setting's value comes from: the scenario, the variant or the command line where they give
// one, else the default.
func (r *rehearsal) settingOrigin(k knob) reports.Origin {
	o := reports.Origin{Key: k.Key, Value: k.Default, Documented: k.facts(), Assumed: k.Assumed, Default: true}
	for _, s := range r.settings {
		if s.Key != k.Key {
			continue
		}
		v := s.Value
		o = reports.Origin{Key: k.Key, Value: v.Value.String(), Documented: v.Documented, Assumed: reasons(v.Assumed)}
		if len(o.Documented) == 0 && o.Assumed == "" {
			o.Assumed = "set by the variant or on the command line"
		}
	}
	return o
}

func actionOrigin(a Action, i int) reports.Origin {
	key := a.ID
	if key == "" {
		key = fmt.Sprintf("timeline[%d]", i)
	}
	return reports.Origin{Key: key, Value: a.Do, Documented: a.Documented, Assumed: reasons(a.Assumed)}
}

// reasons is an assumption in one line.
func reasons(w strict.Why) string {
	return w.String()
}
