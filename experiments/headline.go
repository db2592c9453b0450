package experiments

import "reprise/reports"

// headline judges the harms of the scenario together, by Holm's procedure: of m that are left, those whose interval at the level
// 1 - alpha/m excludes 0 count; then of those still left, until none does. Where the scenario names no harm, nothing is judged.
func (x *experiment) headline(c *reports.Compare, t *trial) {
	j := x.schedule.judge(t)
	var harms []*reports.CompareMetric
	for i := range c.Metrics {
		if c.Metrics[i].Role == reports.HarmRole {
			harms = append(harms, &c.Metrics[i])
		}
	}
	pairOf := func(m *reports.CompareMetric) pair { return t.pair(x.place(m.Metric)) }
	for left, before := harms, len(harms)+1; len(left) < before; {
		strict := j.among(len(left))
		before = len(left)
		var still []*reports.CompareMetric
		for _, m := range left {
			if !strict.calls(pairOf(m)) {
				still = append(still, m)
			} else {
				m.Counts = m.Verdict == reports.Better || m.Verdict == reports.Worse
			}
		}
		left = still
	}
	c.Verdict = together(harms)
	if c.Verdict != reports.Undecided {
		return
	}
	for _, m := range harms {
		if more := j.among(len(harms)).moreFor(pairOf(m), x.least[x.place(m.Metric)]); open(m) && more != nil && (c.More == nil || *more > *c.More) {
			c.More = more
		}
	}
}

// together is the verdict on harms of which it is known which count.
func together(harms []*reports.CompareMetric) reports.Change {
	seen := map[reports.Change]bool{}
	undecided := false
	for _, m := range harms {
		seen[m.Verdict] = seen[m.Verdict] || m.Counts || !decides(m.Verdict)
		undecided = undecided || open(m)
	}
	switch {
	case len(harms) == 0 || seen[reports.NotJudged]:
		return reports.NotJudged
	case seen[reports.Better] && seen[reports.Worse]:
		return reports.Mixed
	case seen[reports.Worse]:
		return reports.Worse
	case seen[reports.Better]:
		return reports.Better
	case undecided:
		return reports.Undecided
	case seen[reports.TooSmall]:
		return reports.TooSmall
	case seen[reports.NoDifference]:
		return reports.NoDifference
	}
	return reports.Same
}

// decides tells verdicts that need to count among all harms to stand.
func decides(v reports.Change) bool { return v == reports.Better || v == reports.Worse }

// open tells whether it is open what the change does to a harm: it is undecided, or decided on its own only.
func open(m *reports.CompareMetric) bool {
	return m.Verdict == reports.Undecided || decides(m.Verdict) && !m.Counts
}
