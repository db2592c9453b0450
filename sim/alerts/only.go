package alerts

import "slices"

// Only are the files with no alerting rules but those of some names, and no recording rules but those that these read, or that
// others read which they read. What these rules come to is what it was: rules see nothing of each other but what is recorded.
// Rules that read ALERTS, or metrics otherwise than by name, may see all others: files with such a rule stay whole, all of them.
func Only(files []*Rules, names []string) []*Rules {
	if slices.ContainsFunc(files, (*Rules).readsAlerts) {
		return files
	}
	read, all := map[string]bool{}, recordedBy(files)
	var need func(names []string)
	need = func(names []string) {
		for _, name := range names {
			if !read[name] {
				read[name] = true
				need(all[name])
			}
		}
	}
	for _, file := range files {
		for _, g := range file.groups {
			for i, r := range g.Rules {
				if slices.Contains(names, r.Alert) {
					need(g.rules[i].reads)
				}
			}
		}
	}
	kept := make([]*Rules, len(files))
	for i, file := range files {
		kept[i] = &Rules{file: file.file}
		for _, g := range file.groups {
			if g = g.only(names, read); len(g.Rules) > 0 {
				kept[i].groups = append(kept[i].groups, g)
			}
		}
	}
	return kept
}

// only is the group with the alerts of some names, and the records that are read.
func (g group) only(names []string, read map[string]bool) group {
	kept := g
	kept.Rules, kept.rules = nil, nil
	for i, r := range g.Rules {
		if slices.Contains(names, r.Alert) || r.Record != "" && read[r.Record] {
			kept.Rules, kept.rules = append(kept.Rules, r), append(kept.rules, g.rules[i])
		}
	}
	return kept
}
