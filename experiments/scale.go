package experiments

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"reprise/scenarios/strict"
)

// scale is how numbers are written: as decimals with so many places, or as durations. On it a value is a whole number of
// units, so that a hundred steps of 0.05 come to 5 and not to nearly 5.
type scale struct {
	duration bool // in nanoseconds
	places   int  // of decimals: a unit is 10^-places
}

// Bounds of what is read exactly.
const (
	placesMax = 9
	unitsMax  = 1_000_000_000_000_000_000 // in size; sums of two still fit
)

var decimalText = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)

// scaleOf is the coarsest scale on which all the texts can be written; not ok: they are not all decimals, nor all durations.
func scaleOf(texts ...string) (s scale, ok bool) {
	decimals, durations := true, true
	for _, text := range texts {
		_, err := strict.ParseDuration(text)
		decimals, durations = decimals && decimalText.MatchString(text), durations && err == nil
		if _, fraction, found := strings.Cut(text, "."); found {
			s.places = max(s.places, len(strings.TrimRight(fraction, "0")))
		}
	}
	if durations && len(texts) > 0 {
		return scale{duration: true}, true
	}
	return s, decimals && len(texts) > 0 && s.places <= placesMax
}

// read is a text in units; not ok: it is not of this scale, or too large.
func (s scale) read(text string) (units int64, ok bool) {
	if s.duration {
		d, err := strict.ParseDuration(text)
		return int64(d), err == nil
	}
	whole, fraction, _ := strings.Cut(text, ".")
	fraction = strings.TrimRight(fraction, "0")
	if !decimalText.MatchString(text) || len(fraction) > s.places {
		return 0, false
	}
	units, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", s.places-len(fraction)), 10, 64)
	return units, err == nil && -unitsMax <= units && units <= unitsMax
}

// write is units as a person writes them: 0.55, 1, 90s as 1m30s.
func (s scale) write(units int64) string {
	if s.duration {
		return durationText(time.Duration(units))
	}
	sign := ""
	if units < 0 {
		sign, units = "-", -units
	}
	digits := strconv.FormatInt(units, 10)
	digits = strings.Repeat("0", max(0, s.places+1-len(digits))) + digits
	whole, fraction := digits[:len(digits)-s.places], strings.TrimRight(digits[len(digits)-s.places:], "0")
	if fraction != "" {
		fraction = "." + fraction
	}
	return sign + whole + fraction
}

// durationText is a duration as settings take it, whole days as such from two on.
func durationText(d time.Duration) string {
	const day = 24 * time.Hour
	if d >= 2*day && d%day == 0 {
		return strconv.FormatInt(int64(d/day), 10) + "d"
	}
	text := strings.Replace(d.String(), "µs", "us", 1)
	for _, none := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, none) {
			text = text[:len(text)-2]
		}
	}
	return text
}

// number is where units stand on an axis: the number itself, or seconds.
func (s scale) number(units int64) float64 {
	if s.duration {
		return time.Duration(units).Seconds()
	}
	n, _ := strconv.ParseFloat(s.write(units), 64) // correctly rounded, as 0.55 in a file would be
	return n
}
