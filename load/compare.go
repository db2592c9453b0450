package load

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"reprise/load/claims"
	"reprise/reports"
)

// compared are the bounds on connections beside which the statements are set.
var compared = []int{4, 8, 16, 64}

// Compare runs the three statements, each with several bounds on connections, under the same load on one server.
func Compare(ctx context.Context, s Setup, a Attack, progress Progress) (c *reports.LoadCompare, err error) {
	if _, err := a.ready(s); err != nil {
		return nil, err
	}
	err = on(ctx, s, func(d *database) error {
		c, err = d.compare(ctx, s, a, progress)
		return err
	})
	return c, err
}

func (d *database) compare(ctx context.Context, s Setup, a Attack, progress Progress) (*reports.LoadCompare, error) {
	c := &reports.LoadCompare{DB: d.report, Isolation: s.Isolation.String(), Rate: a.Rate, Verdict: reports.Pass}
	for _, s.Statement = range []claims.Statement{claims.ForUpdate, claims.SkipLocked, claims.Token} {
		for _, s.Conns = range compared {
			point, err := d.point(ctx, s, a, progress)
			if err != nil {
				return nil, err
			}
			c.Points = append(c.Points, point)
			if point.Audit == reports.Fail {
				c.Verdict = reports.Fail
			}
		}
	}
	c.Says = fastest(c.Points)
	return c, nil
}

// fastest says which setup has the least p99, of those that gave every request an account; and of those that promise the order
// of ids, should it not be one.
func fastest(points []reports.LoadPoint) string {
	sound := slices.DeleteFunc(slices.Clone(points), func(p reports.LoadPoint) bool { return !p.Valid || p.Success < 1 || p.Audit == reports.Fail })
	if len(sound) == 0 {
		return "none stands this load"
	}
	best := leastP99(sound)
	says := fmt.Sprintf("%s with %d connections has the least p99, %s", best.Statement, best.Conns, p99Of(best))
	if ordered := slices.DeleteFunc(sound, func(p reports.LoadPoint) bool { return !p.Ordered }); !best.Ordered && len(ordered) > 0 {
		first := leastP99(ordered)
		says += fmt.Sprintf("; of those that promise the order of ids, %s with %d, %s", first.Statement, first.Conns, p99Of(first))
	}
	return says
}

func leastP99(points []reports.LoadPoint) reports.LoadPoint {
	return slices.MinFunc(points, func(x, y reports.LoadPoint) int { return cmp.Compare(x.Latency.P99, y.Latency.P99) })
}

func p99Of(p reports.LoadPoint) string {
	return reports.Span(time.Duration(p.Latency.P99 * float64(time.Second)))
}
