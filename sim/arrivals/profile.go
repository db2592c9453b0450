package arrivals

import (
	"fmt"
	"time"
)

// HoursOfWeek is how many hours a Profile tells apart.
const HoursOfWeek = 7 * 24

// Source says where the rate of an hour comes from.
type Source string

const (
	Seen      Source = "seen"        // the record covers half of that hour or more
	HourOfDay Source = "hour of day" // never seen: the mean of the same hour on the days on which it was
	Overall   Source = "overall"     // nor on any other day: the mean of the record
)

// Hour is one hour of the week.
type Hour struct {
	Rate     float64 // arrivals an hour
	Source   Source
	Arrivals int           // in the record
	Covered  time.Duration // by the record: two hours in a record of two weeks
}

// Profile is the rate by hour of the week, UTC. The first hour is Monday 00:00 to 01:00.
type Profile [HoursOfWeek]Hour

// leastCovered is how much of an hour must be covered, for a few minutes at the end of a record are not its rate.
const leastCovered = 30 * time.Minute

// Profile is the mean rate of each hour of the week. An interval of counts belongs to the hour that its middle is in.
func (t *Trace) Profile() Profile {
	var p Profile
	t.cover(&p)
	for from, count := range t.cells {
		p[hourOfWeek(t.middle(from))].Arrivals += count
	}
	var days [24]Hour
	for h := range p {
		if p[h].Covered >= leastCovered {
			days[h%24].Arrivals += p[h].Arrivals
			days[h%24].Covered += p[h].Covered
		}
	}
	for h := range p {
		switch day := days[h%24]; {
		case p[h].Covered >= leastCovered:
			p[h].Rate, p[h].Source = p[h].mean(), Seen
		case day.Covered > 0:
			p[h].Rate, p[h].Source = day.mean(), HourOfDay
		default:
			p[h].Rate, p[h].Source = t.PerHour(), Overall
		}
	}
	return p
}

// cover says how much of each hour of the week the record covers.
func (t *Trace) cover(p *Profile) {
	step := int64(time.Hour)
	if t.Counted() {
		step = t.cell
	}
	for from := t.start; from < t.end; {
		next := from + step
		if !t.Counted() {
			next = min(from/step*step+step, t.end)
		}
		p[hourOfWeek((from+next)/2)].Covered += time.Duration(next - from)
		from = next
	}
}

// middle is what says which hour a cell belongs to.
func (t *Trace) middle(from int64) int64 { return from + t.cell/2 }

func (h Hour) mean() float64 { return float64(h.Arrivals) / h.Covered.Hours() }

// Peak is the busiest hour that was seen, the first of equals; or 0 where none was.
func (p *Profile) Peak() int {
	peak := 0
	for h := range p {
		seen := p[h].Source == Seen
		if seen && (p[peak].Source != Seen || p[h].Rate > p[peak].Rate) {
			peak = h
		}
	}
	return peak
}

// HoursOfDay are the mean rates of each hour of the day over the week, arrivals an hour.
func (p *Profile) HoursOfDay() [24]float64 {
	var rates [24]float64
	for h := range p {
		rates[h%24] += p[h].Rate / 7
	}
	return rates
}

// HourName is how people call an hour of the week: `Mon 00:00`.
func HourName(hour int) string {
	return fmt.Sprintf("%.3s %02d:00", (time.Monday+time.Weekday(hour/24))%7, hour%24)
}

// hourOfWeek is the hour of the week at an instant, in nanoseconds since 1970.
func hourOfWeek(at int64) int {
	t := time.Unix(0, at).UTC()
	return (int(t.Weekday())+6)%7*24 + t.Hour()
}
