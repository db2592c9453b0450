package planning

import (
	"cmp"
	"slices"

	"reprise/control/pool"
	"reprise/reports"
)

// dominates reports whether a is at least as good as b in stock, fallbacks and fills, and better in one.
func dominates(a, b reports.PoolPoint) bool {
	return a.MeanStock <= b.MeanStock && a.Fallback <= b.Fallback && a.FillsPerHour <= b.FillsPerHour &&
		(a.MeanStock < b.MeanStock || a.Fallback < b.Fallback || a.FillsPerHour < b.FillsPerHour)
}

// frontier are the points that no other dominates, the least stock first, and the current setting whatever it is. Lean are those
// that would be among them if fills did not count.
func frontier(points []reports.PoolPoint, current reports.PoolPoint) []reports.PoolPoint {
	sorted := slices.Clone(points)
	slices.SortStableFunc(sorted, func(a, b reports.PoolPoint) int {
		return cmp.Or(cmp.Compare(a.MeanStock, b.MeanStock), cmp.Compare(a.Fallback, b.Fallback), cmp.Compare(a.FillsPerHour, b.FillsPerHour))
	})
	var kept []reports.PoolPoint // whatever dominates a point comes before it
	for _, p := range sorted {
		if slices.ContainsFunc(kept, func(k reports.PoolPoint) bool { return dominates(k, p) }) {
			continue
		}
		p.Lean = len(kept) == 0 || !slices.ContainsFunc(kept, func(k reports.PoolPoint) bool { return k.Fallback <= p.Fallback })
		kept = append(kept, p)
	}
	current.Current = true
	for i, p := range kept {
		if p.MinSize == current.MinSize && p.TargetSize == current.TargetSize {
			kept[i].Current = true
			return kept
		}
	}
	current.Dominated = slices.ContainsFunc(kept, func(k reports.PoolPoint) bool { return dominates(k, current) })
	at, _ := slices.BinarySearchFunc(kept, current.MeanStock, func(p reports.PoolPoint, stock float64) int { return cmp.Compare(p.MeanStock, stock) })
	return slices.Insert(kept, at, current)
}

// sizeOf is the setting of a point.
func sizeOf(p reports.PoolPoint) pool.Settings {
	return pool.Settings{Enabled: true, Min: p.MinSize, Target: p.TargetSize}
}
