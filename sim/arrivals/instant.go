package arrivals

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// form is how an instant is written. Within a file all are written alike: where two are mixed, two systems wrote it, and
// their clocks and zones need not agree.
type form string

const (
	zoned        form = "a date with its zone"
	unzoned      form = "a date without a zone"
	seconds      form = "UNIX seconds"
	milliseconds form = "UNIX milliseconds"
)

const instantGrammar = "allowed: 2026-03-01T12:00:00Z, 2026-03-01 12:00:00 (UTC), or UNIX seconds or milliseconds, " +
	"from 1970 to 2199, all in one form"

// lastSecond is the first second of 2200. A number of leastMilliseconds or more counts milliseconds: as seconds it would
// be in the year 5138.
const (
	lastSecond        = 7_258_118_400
	leastMilliseconds = 1e11
)

// parseInstant reads nanoseconds since 1970.
func parseInstant(text string) (ns int64, written form, ok bool) {
	if len(text) >= len("2026-03-01 12:00:00") && text[4] == '-' {
		return parseDate(text)
	}
	return parseUnix(text)
}

func parseDate(text string) (int64, form, bool) {
	layout, written := time.DateTime, unzoned
	if text[10] == 'T' {
		layout = "2006-01-02T15:04:05"
	}
	if strings.ContainsAny(text[len(layout):], "Z+-") {
		layout, written = layout+"Z07:00", zoned
	}
	at, err := time.Parse(layout, text)
	if err != nil || at.Unix() < 0 || at.Unix() >= lastSecond {
		return 0, "", false
	}
	return at.UnixNano(), written, true
}

// parseUnix reads the digits themselves: a float64 holds no more than the microseconds of today's dates.
func parseUnix(text string) (int64, form, bool) {
	whole, fraction, pointed := strings.Cut(text, ".")
	count, ok := parseWhole(whole)
	if !ok || pointed && fraction == "" {
		return 0, "", false
	}
	unit, digits, written := int64(time.Second), 9, seconds
	if count >= leastMilliseconds {
		unit, digits, written = int64(time.Millisecond), 6, milliseconds
	}
	if len(fraction) > digits || count >= lastSecond*int64(time.Second)/unit {
		return 0, "", false
	}
	part := int64(0)
	if pointed {
		if part, ok = parseWhole(fraction + strings.Repeat("0", digits-len(fraction))); !ok {
			return 0, "", false
		}
	}
	return count*unit + part, written, true
}

// parseWhole reads up to 18 digits and nothing else.
func parseWhole(text string) (int64, bool) {
	if text == "" || len(text) > 18 || strings.Trim(text, "0123456789") != "" {
		return math.MaxInt64, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}
