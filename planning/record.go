package planning

import (
	"fmt"
	"math"

	"reprise/control/pool/exact"
	"reprise/reports"
	"reprise/sim/arrivals"
)

// profileOf is the rate of a record by hour of the week, which an exact plan repeats for ever.
func profileOf(t *arrivals.Trace) exact.Profile {
	hours := t.Profile()
	p := exact.Profile{Period: exact.Week, Rates: make([]float64, len(hours))}
	for h := range hours {
		p.Rates[h] = hours[h].Rate
	}
	return p
}

// recordOf is what a record tells of its claims, and whether a plan that takes them to be Poisson may be believed.
func recordOf(file string, t *arrivals.Trace) *reports.PoolTrace {
	test := t.Poisson()
	out := &reports.PoolTrace{
		File: file, Claims: t.Len(), Hours: t.Span().Hours(), RatePerHour: t.PerHour(),
		Dispersion: test.Dispersion.Index, DispersionP: test.Dispersion.P,
		Poisson: test.Verdict == arrivals.Consistent, Says: says(test), Notes: recordNotes(t, test),
	}
	if gaps := test.Gaps; gaps != nil {
		out.KS, out.KSP = &gaps.Distance, &gaps.P
	}
	return out
}

// says is the verdict in a sentence.
func says(test arrivals.Test) string {
	switch test.Verdict {
	case arrivals.Overdispersed:
		return "more bursty than Poisson claims: the exact answer is optimistic"
	case arrivals.Underdispersed:
		return "more regular than Poisson claims: the exact answer is pessimistic"
	case arrivals.TooFew:
		return "too few claims to tell whether they are Poisson: the exact answer takes them to be"
	}
	return "nothing speaks against Poisson claims, whose rate goes by the hour of the week: the exact answer may be believed"
}

// recordNotes are what a reader must know of a record.
func recordNotes(t *arrivals.Trace, test arrivals.Test) []string {
	hours := t.Profile()
	peak := hours.Peak()
	notes := []string{fmt.Sprintf("busiest from %s UTC on, with %.4g claims an hour", arrivals.HourName(peak), hours[peak].Rate)}
	guessed := 0
	for _, hour := range hours {
		if hour.Source != arrivals.Seen {
			guessed++
		}
	}
	if guessed > 0 {
		notes = append(notes, fmt.Sprintf("%d of the week's 168 hours are not in it, and take the mean of the same hour of other days, or that of the record", guessed))
	}
	if d := test.Dispersion; d.Degrees > 0 {
		notes = append(notes, fmt.Sprintf("a Poisson record like this has an index of dispersion from %.3g to %.3g, over %d windows of %s", d.Low, d.High, d.Windows, reports.Span(d.Window)))
	}
	switch {
	case t.Counted():
		notes = append(notes, "it has counts, so that nothing is known of bursts within "+reports.Span(t.Cell()))
	case test.Gaps == nil:
		notes = append(notes, "it has too few claims within an hour to test their gaps")
	}
	return notes
}

// worse is how many times as many claims fall back under a record as the exact answer has it, in words.
func worse(played, answered float64) string {
	if played <= answered || answered == 0 || math.IsNaN(answered) {
		return ""
	}
	return ", " + short(played/answered) + " times as many as the exact answer has it"
}
