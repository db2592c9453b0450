package arrivals

import (
	"math"
	"time"

	"gonum.org/v1/gonum/stat/distuv"
)

// Window is the time over which arrivals are counted for the dispersion, unless the intervals of the record are longer
// or none of its multiples is as long.
const Window = 5 * time.Minute

// Dispersion is the index of dispersion of counts: how many times as much they vary as in a Poisson process, 1 where the
// record is one.
type Dispersion struct {
	Index     float64
	Low, High float64 // a Poisson record like this one has an index outside these as often as the level says
	P         float64 // of an index so far from 1 in a Poisson record, on either side
	Degrees   float64 // of freedom, of the chi-square law that these are from; 0: too few arrivals, and all else is 0
	Window    time.Duration
	Windows   int // that went into it
}

// window is the count of arrivals in a stretch of time.
type window struct {
	offset float64 // of its middle from the middle of its hour, hours
	count  float64
}

// dispersion compares windows with those in the same hour of the week. The statistic is Pearson's: the sum of
// (count - mean)^2 / mean, over what it is expected to be.
//
// The mean is fitted to the same counts, and that of an hour that was seen once to twelve of them. Given the arrivals of
// an hour of the week, how they fall on its windows is multinomial, whatever the rate: so the statistic's expectation is
// exactly the windows less one, and its variance known for few arrivals too, where chi-square is not yet its law
// (Haldane 1937). The bounds are from the chi-square law with that expectation and variance, scaled.
//
// A rate that moves within the hour, as it does in the morning, would pass for dispersion: an index of 1.09 where 600 an hour
// grow by 15 %. So what a straight line through the hour explains is left out, and one degree of freedom with it. A
// window that lies in two hours, where the rate may jump, is left out as well, unless it is an hour long itself.
func (t *Trace) dispersion(level float64) Dispersion {
	var hours [HoursOfWeek][]window
	length := t.windowLength()
	t.windows(length, func(from, count int64) {
		if length < int64(time.Hour) && from/int64(time.Hour) != (from+length-1)/int64(time.Hour) {
			return
		}
		middle := from + length/2
		h := hourOfWeek(middle)
		offset := float64(middle%int64(time.Hour))/float64(time.Hour) - 0.5
		hours[h] = append(hours[h], window{offset, float64(count)})
	})
	d := Dispersion{Window: time.Duration(length)}
	var sum, expected, variance float64
	for _, windows := range hours {
		s, e, v := pearson(windows)
		if v > 0 {
			sum, expected, variance = sum+s, expected+e, variance+v
			d.Windows += len(windows)
		}
	}
	if expected == 0 {
		return d
	}
	d.Index = sum / expected
	d.Degrees = 2 * expected * expected / variance
	law := distuv.ChiSquared{K: d.Degrees}
	d.Low, d.High = law.Quantile(level/2)/d.Degrees, law.Quantile(1-level/2)/d.Degrees
	d.P = 2 * min(law.CDF(d.Index*d.Degrees), law.Survival(d.Index*d.Degrees))
	return d
}

// windowLength is the multiple of the cell that is nearest below Window, or the cell itself where that is longer.
func (t *Trace) windowLength() int64 {
	return max(t.cell, int64(Window)/t.cell*t.cell)
}

// windows counts the arrivals in each window that the record covers. In a record of instants they go by the clock, and
// the first arrival and the last, which made its bounds, are in none.
func (t *Trace) windows(length int64, each func(from, count int64)) {
	from, end := t.start, t.end
	if !t.Counted() {
		from, end = (t.start/length+1)*length, t.end-t.cell
	}
	count := int64(0)
	for at, n := range t.cells {
		for at >= from+length && from+length <= end {
			each(from, count)
			from, count = from+length, 0
		}
		if at >= from {
			count += int64(n)
		}
	}
	for ; from+length <= end; from += length {
		each(from, count)
		count = 0
	}
}

// pearson is the statistic of the windows of one hour of the week with its expectation and variance; all 0 where they
// say nothing.
//
// With Q a projection of rank r on contrasts, as here on all of them but the line, and n arrivals in k windows, the
// quadratic form in Q of the scaled counts has expectation r and variance 2r(n-1)/n + (k sum of Qii^2 - r^2)/n.
func pearson(windows []window) (sum, expected, variance float64) {
	k, n, middle := float64(len(windows)), 0.0, 0.0
	for _, w := range windows {
		n += w.count
		middle += w.offset / k
	}
	var spread, slope float64
	for _, w := range windows {
		c := w.offset - middle
		spread += c * c
		slope += c * w.count
	}
	expected = k - 1
	const sameOffset = 1e-12 // hours^2: the windows all stand at one place of their hours
	if spread > sameOffset {
		expected--
	} else {
		spread = math.Inf(1)
	}
	if n < 2 || expected < 1 {
		return 0, 0, 0
	}
	diagonal := 0.0
	for _, w := range windows {
		c := w.offset - middle
		q := 1 - 1/k - c*c/spread
		diagonal += q * q
		sum += float64((w.count-n/k)*(w.count-n/k)) / (n / k)
	}
	sum = max(sum-slope*slope/spread/(n/k), 0) // rounding leaves less than none of a straight line
	variance = 2*expected*(n-1)/n + (k*diagonal-expected*expected)/n
	return sum, expected, variance
}
