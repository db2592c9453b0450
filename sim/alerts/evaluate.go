package alerts

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/prometheus/common/promslog"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/rules"
)

// Options are how a Prometheus is configured.
type Options struct {
	Every time.Duration // from one evaluation to the next, in whole milliseconds; a group's own interval wins. 0: 1 minute
}

// Evaluate evaluates all rules from the first scrape to the last: each group at the instant of the first scrape, and then at
// every interval of its own. Groups that are due at the same instant go in the order of the files, after that instant's scrape.
//
// The error is an *Error where rules ask for too much work, and ctx.Err() once ctx is done. That an expression cannot be
// evaluated is a Failure in the history, not an error.
func Evaluate(ctx context.Context, files []*Rules, s Scrapes, o Options) (*History, error) {
	if o.Every == 0 {
		o.Every = time.Minute
	}
	if o.Every < time.Millisecond || o.Every%time.Millisecond != 0 {
		return nil, fmt.Errorf("evaluating every %s: allowed are whole milliseconds", o.Every)
	}
	e, err := newEvaluation(ctx, files, s, o.Every)
	if err != nil {
		return nil, err
	}
	defer e.queries.engine.Close()
	if err := e.checkWork(); err != nil {
		return nil, err
	}
	for now := s.Start; !now.After(e.history.To); now = e.earliest() {
		e.scraper.until(now)
		for _, t := range e.turns {
			if t.next.After(now) {
				continue
			}
			if err := t.take(ctx, now, e.history); err != nil {
				return nil, err
			}
		}
	}
	return e.history, nil
}

// evaluation is one that is going on.
type evaluation struct {
	every   time.Duration // unless a group says otherwise
	memory  *store        // what has been scraped and recorded up to now
	scraper *scraper      // fills it
	scraped *store        // what is scraped, to the end
	queries *queries
	turns   []*turn
	history *History
}

func newEvaluation(ctx context.Context, files []*Rules, s Scrapes, every time.Duration) (*evaluation, error) {
	e := &evaluation{every: every, memory: newStore(), scraped: newStore(), queries: newQueries(every)}
	var err error
	if e.scraper, err = newScraper(s, e.memory); err != nil {
		return nil, err
	}
	e.history = newHistory(files, s)
	toTheEnd := *e.scraper
	toTheEnd.to = e.scraped
	toTheEnd.until(e.history.To)
	options := rules.ManagerOptions{
		Appendable: e.memory, Queryable: e.memory, Context: ctx, ExternalURL: &url.URL{}, Parser: promQL,
		NotifyFunc: func(context.Context, string, ...*rules.Alert) {},
		Logger:     promslog.NewNopLogger(), Metrics: rules.NewGroupMetrics(nil),
	}
	recorded, none, alerts := recordedBy(files), newHollow(files, s), 0
	for _, file := range files {
		for _, g := range file.groups {
			t := e.newTurn(file, g, recorded, none, alerts, options)
			t.skips = skippable(g, files)
			alerts += t.alerts()
			for _, r := range t.rules {
				if r.watch != nil {
					e.history.Seen[r.watch.rule].Hollow = r.hollow
				}
			}
			e.turns = append(e.turns, t)
		}
	}
	return e, nil
}

// newTurn makes the engine's group of one of a file. Its first alert has the given index in History.Rules.
func (e *evaluation) newTurn(file *Rules, g group, recorded recorded, none *hollow, alerts int, options rules.ManagerOptions) *turn {
	t := &turn{every: e.every, next: e.scraper.Start, group: g}
	if g.Interval != 0 {
		t.every = time.Duration(g.Interval)
	}
	t.foresight = &foresight{e.queries, e.scraped, t.every, e.history.To, map[string]*ahead{}}
	for _, r := range g.rules {
		t.foresight.allow(r.tree, recorded)
	}
	options.QueryFunc = func(ctx context.Context, expr string, at time.Time) (promql.Vector, error) {
		if v, foreseen := t.foresight.at(ctx, expr, at); foreseen {
			return v, nil
		}
		return e.queries.at(ctx, e.memory, expr, at)
	}
	t.engine = rules.NewGroup(rules.GroupOptions{
		Name: g.Name, File: file.file, Interval: t.every, Limit: g.Limit, Rules: t.follow(alerts, none),
		QueryOffset: (*time.Duration)(g.QueryOffset), Opts: &options,
	})
	return t
}

// checkWork refuses rules that would be evaluated too often.
func (e *evaluation) checkWork() error {
	var n int64
	for _, t := range e.turns {
		lasts := e.history.To.Sub(e.history.From)
		n += int64(len(t.rules)) * (1 + int64(lasts/t.every))
		if n > evaluationsMost {
			return t.group.at.wrong(
				fmt.Sprintf("is due every %s, for %s: with the groups before it, that is too often", t.every, lasts),
				fmt.Sprintf("allowed are at most %d evaluations of a rule in all", evaluationsMost))
		}
	}
	return nil
}

// earliest is when the next group is due; after the end, where none is.
func (e *evaluation) earliest() time.Time {
	at := e.history.To.Add(time.Nanosecond)
	for _, t := range e.turns {
		if t.next.Before(at) {
			at = t.next
		}
	}
	return at
}
