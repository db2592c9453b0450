package exact

// answer is the mean over the period, slot by slot, and the worst slot: the one with the highest fallback probability, the
// first of equals.
func (r *rhythm) answer() Answer {
	profile := r.workload.Profile
	hours, slotHours := profile.Period.Hours(), profile.slot().Hours()
	var sum [costColumns]float64
	var slots []Slot
	worst := 0
	for i, rate := range profile.Rates {
		row := r.slots.row(i)
		addScaled(sum[:], row, 1)
		here := Slot{Slot: i, FallbackPerHour: row[lostColumn] / slotHours, MeanStock: row[stockColumn] / slotHours}
		if rate > 0 {
			here.FallbackProbability = here.FallbackPerHour / rate
		}
		slots = append(slots, here)
		if here.FallbackProbability > slots[worst].FallbackProbability {
			worst = i
		}
	}
	fills, checks := sum[fillsColumn], sum[checksColumn]
	return Answer{
		FallbackProbability: sum[lostColumn] / (r.workload.perHour() * hours),
		FallbackPerHour:     sum[lostColumn] / hours,
		MeanStock:           sum[stockColumn] / hours,
		FillsPerHour:        fills / hours,
		MeanFill:            sum[createdColumn] / fills,
		MeanFillSeconds:     sum[fillingColumn] / fills * 3600,
		CreatedPerHour:      sum[createdColumn] / hours,
		BelowMinAtReview:    fills / checks,
		MeanCheckGapSeconds: profile.Period.Seconds() / checks,
		Slots:               slots,
		Worst:               &slots[worst],
	}
}
