package page

import (
	"cmp"
	"slices"
	"time"

	"reprise/reports"
)

// axis places the instants of a run, in seconds from its start, on a line from 0 to 1. All charts of a page share it. A long
// span in which nothing happens in any run is folded: it takes the room that its sign needs, and no more.
type axis struct {
	Start    time.Time `json:"start"`
	Spans    []span    `json:"spans"` // one after another, without a gap
	Episodes []episode `json:"-"`
}

// span is a part of the axis in which time passes evenly.
type span struct {
	From   float64 `json:"from"` // seconds
	To     float64 `json:"to"`
	At     float64 `json:"at"` // places on the axis
	Until  float64 `json:"until"`
	Folded bool    `json:"folded,omitempty"`
	Says   string  `json:"says,omitempty"` // of a folded span: how long it is
}

// episode is a stretch in which the log has much to tell: what a reader wants to see from near.
type episode struct {
	Label    string
	From, To tenths // seconds, with some time before and after
}

const (
	foldedShare  = 0.05 // the room of a folded span
	quietShare   = 0.2  // of the whole run: a shorter quiet span is shown as it is
	marginShare  = 0.03 // of what is not folded: shown on either side of what happened
	apartShare   = 0.08 // of what is not folded: episodes have as much time between them
	episodesMost = 7
)

// stretch is from one instant to another, in seconds.
type stretch struct{ from, to float64 }

// axisOf is the axis of a story, for all its runs.
func axisOf(s *reports.Story) axis {
	start, whole := s.Replay.Start, s.Replay.End.Sub(s.Replay.Start).Seconds()
	if whole <= 0 {
		whole = 1
	}
	quiet := quietSpans(busy(s), whole)
	a := axis{Start: start, Spans: spansOf(quiet, whole)}
	a.Episodes = a.episodes(toldRun(s), whole)
	return a
}

// busy are the stretches in which something happens in some run.
func busy(s *reports.Story) []stretch {
	var found []stretch
	at := func(t time.Time) {
		seconds := t.Sub(s.Replay.Start).Seconds()
		found = append(found, stretch{seconds, seconds})
	}
	for _, run := range s.Runs {
		for _, e := range run.Log {
			at(e.T)
		}
		for _, a := range run.Alerts {
			at(a.T)
		}
		if run.Course == nil {
			continue
		}
		for _, l := range run.Course.Lines {
			for i := 1; i < len(l.Values); i++ {
				if l.Values[i] != l.Values[i-1] {
					found = append(found, stretch{l.Seconds[i-1], l.Seconds[i]})
				}
			}
		}
		for _, c := range run.Course.Counts {
			for i, v := range c.Values {
				if v != 0 {
					found = append(found, stretch{float64(i) * run.Course.BinSeconds, float64(i+1) * run.Course.BinSeconds})
				}
			}
		}
	}
	slices.SortFunc(found, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
	return found
}

// quietSpans are the long gaps between busy stretches, without the margins that are shown.
func quietSpans(busy []stretch, whole float64) []stretch {
	var quiet []stretch
	open, shown := 0.0, whole
	gap := func(to float64) {
		if to-open >= quietShare*whole {
			quiet = append(quiet, stretch{open, to})
			shown -= to - open
		}
	}
	for _, b := range busy {
		gap(min(b.from, whole))
		open = max(open, b.to)
	}
	gap(whole)
	if len(busy) == 0 {
		return nil
	}
	margin := max(marginShare*shown, whole/1000)
	for i := range quiet {
		if quiet[i].from > 0 {
			quiet[i].from += margin
		}
		if quiet[i].to < whole {
			quiet[i].to -= margin
		}
	}
	return quiet
}

// spansOf are the spans of an axis that folds what is quiet.
func spansOf(quiet []stretch, whole float64) []span {
	shown := whole
	for _, q := range quiet {
		shown -= q.to - q.from
	}
	perSecond := (1 - foldedShare*float64(len(quiet))) / shown
	var spans []span
	at, open := 0.0, 0.0
	add := func(to, room float64, folded bool) {
		if to > open {
			s := span{From: open, To: to, At: at, Until: at + room, Folded: folded}
			if folded {
				s.Says = reports.Span(time.Duration((to - open) * float64(time.Second)).Round(time.Hour))
			}
			spans = append(spans, s)
			at, open = at+room, to
		}
	}
	for _, q := range quiet {
		add(q.from, (q.from-open)*perSecond, false)
		add(q.to, foldedShare, true)
	}
	add(whole, (whole-open)*perSecond, false)
	spans[len(spans)-1].Until = 1 // not a rounding error less
	return spans
}

// whole is the last second of the axis.
func (a axis) whole() float64 { return a.Spans[len(a.Spans)-1].To }

// folds tells whether some span is folded.
func (a axis) folds() bool {
	return slices.ContainsFunc(a.Spans, func(s span) bool { return s.Folded })
}

// place is where an instant stands, from 0 to 1.
func (a axis) place(seconds float64) float64 {
	for _, s := range a.Spans {
		if seconds <= s.To {
			return s.At + max(0, seconds-s.From)/(s.To-s.From)*(s.Until-s.At)
		}
	}
	return 1
}

// episodes are the clusters of a run's log, where there are several.
func (a axis) episodes(run reports.Run, whole float64) []episode {
	var instants []float64
	for _, e := range run.Log {
		instants = append(instants, e.T.Sub(a.Start).Seconds())
	}
	for _, change := range run.Alerts {
		instants = append(instants, change.T.Sub(a.Start).Seconds())
	}
	slices.Sort(instants)
	shown := 0.0
	for _, s := range a.Spans {
		if !s.Folded {
			shown += s.To - s.From
		}
	}
	found := clusters(instants, apartShare*shown)
	for share := apartShare; len(found) > episodesMost; {
		share *= 1.5
		found = clusters(instants, share*shown)
	}
	var episodes []episode
	for _, c := range found {
		margin := max((c.to-c.from)*0.1, shown/100, 60)
		if c.to-c.from+2*margin < 0.7*shown {
			episodes = append(episodes, episode{a.label(c), tenths(max(0, c.from-margin)), tenths(min(whole, c.to+margin))})
		}
	}
	return episodes
}

// clusters are the stretches of instants of which no two that follow each other are further apart than gap.
func clusters(instants []float64, gap float64) []stretch {
	var found []stretch
	for i, at := range instants {
		if i == 0 || at-instants[i-1] > gap {
			found = append(found, stretch{at, at})
		}
		found[len(found)-1].to = at
	}
	return found
}

// label says a stretch to the minute: `20 Jan 11:42 – 12:24`.
func (a axis) label(s stretch) string {
	from, to := a.time(s.from), a.time(s.to)
	words := from.Format("15:04")
	if !sameDay(a.Start, a.time(a.whole())) {
		words = from.Format("2 Jan 15:04")
	}
	switch {
	case from.Format(time.DateOnly+"15:04") == to.Format(time.DateOnly+"15:04"):
		return words
	case sameDay(from, to):
		return words + " – " + to.Format("15:04")
	}
	return words + " – " + to.Format("2 Jan 15:04")
}

// time is the instant after so many seconds.
func (a axis) time(seconds float64) time.Time {
	return a.Start.Add(time.Duration(seconds * float64(time.Second))).UTC()
}

func sameDay(a, b time.Time) bool {
	return a.UTC().Format(time.DateOnly) == b.UTC().Format(time.DateOnly)
}
