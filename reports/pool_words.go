package reports

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

const hoursOfYear = 8760

// chance says a probability in as few digits as tell it: `27.78 %`, `0.069 %`, `8.58e-13`, `0`.
func chance(p float64) string {
	switch {
	case p == 0:
		return "0"
	case p > 0 && p < 1e-4:
		return scientific(p)
	case p < 0.01:
		return strconv.FormatFloat(p*100, 'g', 3, 64) + " %"
	}
	return Quantity(p, "share")
}

// scientific has three digits: `8.58e-13`, `1.2e12`.
func scientific(v float64) string {
	digits, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'e', 2, 64), "e")
	power, err := strconv.Atoi(exponent)
	if err != nil {
		return Quantity(v, "") // not a number, or infinite
	}
	return strings.TrimRight(strings.TrimRight(digits, "0"), ".") + "e" + strconv.Itoa(power)
}

// oneIn is how many there are to one: `36`, `12,300`, `1.2e12`; in three digits at most.
func oneIn(v float64) string {
	if v >= 1e6 {
		return scientific(v)
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 3, 64), 64)
	if err != nil {
		return Quantity(v, "")
	}
	return number(rounded)
}

// howOften is a rate as people feel it: `33.4 an hour`, `2.1 a day`, `one in 114,000 years`.
func howOften(perHour float64) string {
	switch {
	case math.IsNaN(perHour):
		return "-"
	case perHour == 0:
		return "none"
	case perHour >= 1:
		return oneIn(perHour) + " an hour"
	case perHour*24 >= 1:
		return oneIn(perHour*24) + " a day"
	case perHour*hoursOfYear >= 1:
		return oneIn(perHour*hoursOfYear) + " a year"
	}
	return "one in " + oneIn(1/perHour/hoursOfYear) + " years"
}

// atMost says that a number is no more than that; nothing is less than none.
func atMost(words string, value float64, is bool) string {
	if is && value > 0 {
		return "≤ " + words
	}
	return words
}

// chance is p_fallback, as far as it is known.
func (f *PoolFare) chance() string { return atMost(chance(f.Fallback), f.Fallback, f.AtMost) }

// often is how many fall back, likewise.
func (f *PoolFare) often() string {
	return atMost(howOften(f.FallbackPerHour), f.FallbackPerHour, f.AtMost)
}

// claimsThatFallBack is the subject of a sentence: `2.78 % of claims`, `one claim in 12,300`, `no claim`.
func claimsThatFallBack(p float64) string {
	switch {
	case p == 0 || math.IsInf(1/p, 0):
		return "no claim"
	case p >= 0.01 || math.IsNaN(p):
		return chance(p) + " of claims"
	}
	return "one claim in " + oneIn(1/p)
}

// timeOf says seconds as a duration.
func timeOf(seconds float64) string { return Quantity(seconds, "s") }

// sizes are a setting in a table: `100 / 500`.
func sizes(minimum, target int) string { return count(minimum) + " / " + count(target) }

// words are a setting in a sentence: `min 100, target 500, 27 workers`.
func (s PoolSize) words() string {
	words := fmt.Sprintf("min %s, target %s", count(s.MinSize), count(s.TargetSize))
	if s.Workers > 0 {
		words += ", " + plural(s.Workers, "worker", "workers")
	}
	return words
}

// limited tells whether there is a limit to keep.
func (a *PoolAsked) limited() bool {
	return a != nil && (a.MaxFallback != nil || a.MaxStock != nil || a.MaxFillsPerHour != nil)
}

// limits are what was asked, in words.
func (a *PoolAsked) limits() string {
	var words []string
	if a.MaxFallback != nil {
		most := "p_fallback at most " + chance(*a.MaxFallback)
		if *a.MaxFallback < 0.01 {
			most += " (" + claimsThatFallBack(*a.MaxFallback) + ")"
		}
		words = append(words, most)
	}
	if a.MaxStock != nil {
		words = append(words, "accounts in stock at most "+number(*a.MaxStock))
	}
	if a.MaxFillsPerHour != nil {
		words = append(words, "fills an hour at most "+number(*a.MaxFillsPerHour))
	}
	if len(words) == 0 {
		return "no limit"
	}
	return list(words)
}

// within is a number with the interval it is from, where there is one.
func within(value string, i Interval, measured bool, say func(float64) string) string {
	if !measured {
		return value
	}
	return fmt.Sprintf("%s (%s)", value, i.words(say))
}

// words are the ends of an interval, and their unit once where it is the same: `3.13 to 3.77 an hour`.
func (i Interval) words(say func(float64) string) string {
	low, high := say(i.Low), say(i.High)
	number, unit, _ := strings.Cut(low, " ")
	if _, other, _ := strings.Cut(high, " "); unit == other && !strings.ContainsAny(unit, "0123456789") {
		low = number
	}
	return low + " to " + high
}

// signed is a change: `-20 %`, `+20 %`.
func signed(change float64) string {
	words := decimal(change*100, 1) + " %"
	if change > 0 {
		return "+" + words
	}
	return words
}
