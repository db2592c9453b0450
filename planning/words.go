package planning

import (
	"fmt"
	"strings"

	"reprise/control/pool/exact"
	"reprise/reports"
)

// describe is the workload as it was understood.
func describe(w exact.Workload) reports.PoolWorkload {
	d := reports.PoolWorkload{
		RatePerHour: meanRate(w), Profile: w.Profile.Rates, PeriodSeconds: w.Profile.Period.Seconds(),
		ReviewSeconds: w.Review.Seconds(), Schedule: w.Schedule.String(),
	}
	claims := short(d.RatePerHour) + " claims/h"
	if w.Profile.Rates != nil {
		claims += fmt.Sprintf(" in the mean and %s at the busiest, over a period of %s", short(busiest(w)), reports.Span(w.Profile.Period))
	}
	made := ""
	switch c := w.Creation.(type) {
	case exact.Batch:
		d.Creation, d.LeadFromSeconds, d.LeadToSeconds = "batch", c.From.Seconds(), c.To.Seconds()
		made = "a fill is there at once after " + lead(c)
	case exact.Staggered:
		d.Creation, d.CreateSeconds, d.Workers = "staggered", c.Each.Seconds(), c.Workers
		workers := "as many workers as keep the runbook's promise"
		if c.Workers > 0 {
			workers = plural(c.Workers, "worker")
		}
		made = fmt.Sprintf("a fill is made by %s, each account in %s", workers, reports.Span(c.Each))
	}
	d.Says = fmt.Sprintf("%s; a check every %s (%s); %s", claims, reports.Span(w.Review), w.Schedule, made)
	return d
}

// lead is that of a batch, as a person would say it.
func lead(b exact.Batch) string {
	if b.From == b.To {
		return reports.Span(b.To)
	}
	return reports.Span(b.From) + " to " + reports.Span(b.To)
}

// short is a number in four digits.
func short(x float64) string { return fmt.Sprintf("%.4g", x) }

func someAccounts(n int) string { return plural(n, "account") }

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// listWords is `a, b and c`.
func listWords(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

func joined(words []string) string { return strings.Join(words, "; ") }
