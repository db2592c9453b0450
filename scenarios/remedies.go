package scenarios

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"reprise/reports"
	"reprise/sim/stats"
)

// alike is how much two single values may differ, relative to the larger, before one counts as more than the other.
const alike = 0.01

// confidence is the level of the interval that tells a difference from chance where there are several replications.
const confidence = 0.95

// alikeWords say the rule of compare.
func alikeWords(reps int) string {
	if reps < 2 {
		return fmt.Sprintf("within %g %%", alike*100)
	}
	return fmt.Sprintf("%g %% interval of paired differences holds 0", confidence*100)
}

// remedies sets every variant beside as-was, which comes first: its harm and cost, and what it does to the harm.
func (s *Scenario) remedies(runs []result) (*reports.Remedies, error) {
	out := &reports.Remedies{Columns: s.columns(), Alike: alikeWords(len(runs[0].replications)), Why: s.otherReadings()}
	ledgers := make([]ledger, len(runs))
	for i, run := range runs {
		ledgers[i] = run.ledger(out.Columns)
		harm, err := weigh(ledgers[i], ledgers[0], out.Columns)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", run.rehearsal.label(), err)
		}
		out.Rows = append(out.Rows, reports.Remedy{
			Variant: run.rehearsal.variant, Says: run.rehearsal.says, Verdict: run.verdict(), Values: ledgers[i].means(),
			Effect: harm.effect, Less: harm.less, More: harm.more, Expectations: run.judged,
		})
	}
	out.Rows[0].Effect = reports.Baseline
	if out.Rows[0].Verdict != reports.Pass {
		out.Rows[0].Effect = reports.NotReproduced
	}
	return out, s.crown(out, ledgers)
}

// crown marks the best remedy, of those that do what is expected of them and move no harm elsewhere.
func (s *Scenario) crown(r *reports.Remedies, ledgers []ledger) error {
	standing, rows := []ledger{ledgers[0]}, []int{0}
	for i, row := range r.Rows {
		helps := row.Effect == reports.Prevents || row.Effect == reports.Eases
		if i > 0 && row.Verdict == reports.Pass && helps {
			standing, rows = append(standing, ledgers[i]), append(rows, i)
		}
	}
	best, err := bestOf(standing, r.Columns)
	if err != nil {
		return fmt.Errorf("%s: the best remedy: %w", s.Name, err)
	}
	if best > 0 {
		r.Rows[rows[best]].Best = true
	}
	return nil
}

// otherReadings is the command that tries the remedies under other readings of the incident; empty when there is none.
func (s *Scenario) otherReadings() string {
	if len(s.Hypotheses) == 0 && len(s.otherValues(s.asWas())) == 0 {
		return ""
	}
	return "reprise why " + s.reference()
}

// harms are the metrics of harm, worst first.
func (s *Scenario) harms() []reports.Column {
	return slices.DeleteFunc(s.columns(), func(c reports.Column) bool { return c.Cost })
}

// columns are the metrics of harm, worst first, and those of cost.
func (s *Scenario) columns() []reports.Column {
	var columns []reports.Column
	add := func(names []string, cost bool) {
		for _, name := range names {
			_, m, _ := metricOf(name)
			columns = append(columns, reports.Column{Metric: name, Label: m.Label, Unit: m.Unit, Cost: cost})
		}
	}
	add(s.Harm, false)
	add(s.Cost, true)
	return columns
}

// ledger is a run's metrics by column: of each, the value in every replication.
type ledger [][]float64

func (r *result) ledger(columns []reports.Column) ledger {
	l := make(ledger, len(columns))
	for i, c := range columns {
		l[i] = r.values(c.Metric)
	}
	return l
}

// means are the columns averaged over the replications.
func (l ledger) means() []float64 {
	means := make([]float64, len(l))
	for i, values := range l {
		var sample stats.Sample
		for _, v := range values {
			sample.Add(v)
		}
		means[i] = sample.Mean()
	}
	return means
}

// any tells whether a metric was above zero in some replication.
func (l ledger) any(column int) bool { return slices.Max(l[column]) > 0 }

// weighed is what a remedy does to the harm.
type weighed struct {
	effect     reports.Effect
	less, more []string // metrics of harm
}

// weigh says what a remedy does to the harm, seen against the incident.
func weigh(run, incident ledger, columns []reports.Column) (weighed, error) {
	var w weighed
	before, after := false, false
	for i, c := range columns {
		if c.Cost {
			continue
		}
		before, after = before || incident.any(i), after || run.any(i)
		sign, err := compare(run[i], incident[i])
		switch {
		case err != nil:
			return w, fmt.Errorf("%s: %w", c.Metric, err)
		case sign < 0:
			w.less = append(w.less, c.Metric)
		case sign > 0:
			w.more = append(w.more, c.Metric)
		}
	}
	switch {
	case !slices.ContainsFunc(columns, func(c reports.Column) bool { return !c.Cost }):
		w.effect = reports.Unjudged
	case before && !after:
		w.effect = reports.Prevents
	case len(w.less) == 0 && len(w.more) == 0:
		w.effect = reports.Nothing
	case len(w.more) == 0:
		w.effect = reports.Eases
	case len(w.less) == 0:
		w.effect = reports.Worsens
	default:
		w.effect = reports.Moves
	}
	return w, nil
}

// bestOf is the remedy with the least harm, metric by metric from the worst, then with the least cost; the earlier one
// of two that are alike. It is 0, the incident, when no remedy does better.
func bestOf(rows []ledger, columns []reports.Column) (int, error) {
	best := 0
	for i := range rows {
		for c := range columns {
			sign, err := compare(rows[i][c], rows[best][c])
			if err != nil {
				return 0, fmt.Errorf("%s: %w", columns[c].Metric, err)
			}
			if sign < 0 && !(best == 0 && columns[c].Cost) {
				best = i
			}
			if sign != 0 {
				break
			}
		}
	}
	return best, nil
}

// compare is -1, 0 or 1 as a metric is less in a than in b, alike, or more, replication by replication. A single one
// tells nothing of chance, and there 1 % is alike. Several share their randomness pair by pair: their values differ when
// the interval of the paired differences excludes 0. Where all the differences are equal, it is no wider than that value.
func compare(a, b []float64) (int, error) {
	if len(a) == 1 && len(b) == 1 {
		if math.Abs(a[0]-b[0]) <= alike*max(math.Abs(a[0]), math.Abs(b[0])) {
			return 0, nil
		}
		return cmp.Compare(a[0], b[0]), nil
	}
	difference, err := stats.Paired(a, b, confidence)
	if err != nil || difference.Covers(0) {
		return 0, err
	}
	return cmp.Compare(difference.Mean, 0), nil
}

// variants are the names of all variants, as-was first.
func (s *Scenario) variants() []string {
	names := []string{AsWas}
	for _, v := range s.Variants {
		if !slices.Contains(names, v.Key) {
			names = append(names, v.Key)
		}
	}
	return names
}
