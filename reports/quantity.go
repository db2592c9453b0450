package reports

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

const day = 24 * time.Hour

// Span says a duration as a person would: its two largest units, `3 d 6 h`, `2 h 57 m`, `8 m`, `1.5 s`, `11 ms`.
func Span(d time.Duration) string {
	if d < 0 {
		if d == math.MinInt64 {
			d++ // its negative does not fit
		}
		return "-" + Span(-d)
	}
	switch {
	case d.Round(time.Minute) >= day:
		return twoUnits(d.Round(time.Hour), day, "d", time.Hour, "h")
	case d.Round(time.Second) >= time.Hour:
		return twoUnits(d.Round(time.Minute), time.Hour, "h", time.Minute, "m")
	case d.Round(time.Second) >= time.Minute:
		return twoUnits(d.Round(time.Second), time.Minute, "m", time.Second, "s")
	case d.Round(time.Millisecond) >= time.Second:
		return decimal(d.Seconds(), 1) + " s"
	case d == 0:
		return "0 s"
	case d.Round(time.Microsecond) >= time.Millisecond:
		return decimal(float64(d)/float64(time.Millisecond), 0) + " ms"
	}
	return decimal(float64(d)/float64(time.Microsecond), 1) + " µs"
}

func twoUnits(d, large time.Duration, largeName string, small time.Duration, smallName string) string {
	s := fmt.Sprintf("%s %s", count(int64(d/large)), largeName)
	if rest := d % large / small; rest > 0 {
		s += fmt.Sprintf(" %d %s", rest, smallName)
	}
	return s
}

// Quantity says a value in the unit of its column: "" is a plain number, "s" seconds, "share" a part of one.
// A value that is not a number is `-`: there was nothing to measure.
func Quantity(value float64, unit string) string {
	const maxSeconds = math.MaxInt64 / float64(time.Second)
	switch {
	case math.IsNaN(value):
		return "-"
	case math.IsInf(value, 0):
		return strings.Replace(strconv.FormatFloat(value, 'g', -1, 64), "Inf", "∞", 1)
	case unit == "s" && math.Abs(value) < maxSeconds:
		return Span(time.Duration(value * float64(time.Second)))
	case unit == "share":
		return percent(value)
	case unit != "":
		return number(value) + " " + unit
	}
	return number(value)
}

// percent never rounds a share to none or to all when it is neither.
func percent(share float64) string {
	hundredths := math.Round(share * 10000)
	switch {
	case share > 0 && hundredths == 0:
		return "< 0.01 %"
	case share < 1 && hundredths == 10000:
		return "> 99.99 %"
	}
	return decimal(share*100, 2) + " %"
}

func number(value float64) string {
	switch size := math.Abs(value); {
	case size >= 1e15 || (size < 1e-3 && size > 0):
		return strconv.FormatFloat(value, 'g', 4, 64)
	case value == math.Trunc(value):
		return count(int64(value))
	case size >= 1000:
		return count(int64(math.Round(value)))
	case size >= 1:
		return decimal(value, 2)
	}
	return decimal(value, 4)
}

// decimal has at most `places` digits after the point and no zeros at its end.
func decimal(value float64, places int) string {
	s := strconv.FormatFloat(value, 'f', places, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// count writes a whole number with its thousands set apart: `12,345`.
func count[N int | int64 | uint64](n N) string {
	digits := fmt.Sprint(n)
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// plural is `1 entry`, `2 entries`.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return count(n) + " " + many
}
