package alerts

import (
	"slices"

	"github.com/prometheus/prometheus/model/rulefmt"
)

// Only leaves of some files the alerts of these names and the recording rules that they rest on, in their groups and their order:
// those alerts come and go as with all others beside them. Where a rule may read what the engine writes of alerts, or selects
// metrics otherwise than by name, nothing is left out.
func Only(files []*Rules, names []string) []*Rules {
	for _, f := range files {
		if f.readsAlerts() {
			return files
		}
	}
	kept := restingOn(files, names)
	left := make([]*Rules, len(files))
	for i, f := range files {
		left[i] = &Rules{file: f.file}
		for _, g := range f.groups {
			if g = g.only(kept); len(g.rules) > 0 {
				left[i].groups = append(left[i].groups, g)
			}
		}
	}
	return left
}

// only is the group with the rules of these names.
func (g group) only(kept map[string]bool) group {
	all, sources := g.Rules, g.rules
	g.Rules, g.rules = nil, nil
	for i, r := range all {
		if kept[nameOfRule(r)] {
			g.Rules, g.rules = append(g.Rules, r), append(g.rules, sources[i])
		}
	}
	return g
}

// restingOn are the names of rules, and those of the records that they read, and so on.
func restingOn(files []*Rules, names []string) map[string]bool {
	kept := map[string]bool{}
	for queue := slices.Clone(names); len(queue) > 0; queue = queue[1:] {
		if kept[queue[0]] {
			continue
		}
		kept[queue[0]] = true
		for _, f := range files {
			for _, g := range f.groups {
				for i, r := range g.Rules {
					if nameOfRule(r) == queue[0] {
						queue = append(queue, g.rules[i].reads...)
					}
				}
			}
		}
	}
	return kept
}

// nameOfRule is what it records, or the alert that it makes.
func nameOfRule(r rulefmt.Rule) string { return r.Record + r.Alert }
