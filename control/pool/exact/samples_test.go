package exact_test

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/control/pool/exact"
	"reprise/fixtures"
)

// agreed is how near to each other two exact answers must be.
const agreed = 1e-9

// sample is a row of a table of exact answers, by column.
type sample struct {
	t   *testing.T
	row map[string]string
}

func samples(t *testing.T, name string) []sample {
	file, err := fixtures.Theory.Open("theory/" + name)
	require.NoError(t, err)
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	require.Greater(t, len(rows), 9)
	var all []sample
	for _, row := range rows[1:] {
		s := sample{t, map[string]string{}}
		for i, column := range rows[0] {
			s.row[column] = row[i]
		}
		all = append(all, s)
	}
	return all
}

func (s sample) number(column string) float64 {
	v, err := strconv.ParseFloat(s.row[column], 64)
	require.NoError(s.t, err, column)
	return v
}

func (s sample) seconds(column string) time.Duration {
	return time.Duration(s.number(column) * float64(time.Second))
}

// answer is the planner's for the row.
func (s sample) answer(c exact.Creation, schedule pool.Schedule) exact.Answer {
	planner, err := exact.New(exact.Workload{
		Rate: s.number("lam_per_hour"), Review: s.seconds("R"), Creation: c, Schedule: schedule,
	})
	require.NoError(s.t, err)
	a, err := planner.Evaluate(int(s.number("s")), int(s.number("S")))
	require.NoError(s.t, err)
	return a
}

func (s sample) agrees(column string, got float64) {
	require.InEpsilon(s.t, s.number(column), got, agreed, "%s of %v", column, s.row)
}

func TestBatchSample(t *testing.T) {
	for _, s := range samples(t, "pool_batch_sample.csv") {
		a := s.answer(leadOf(t, s.row["L"]), pool.FixedRate)
		s.agrees("p_fallback", a.FallbackProbability)
		s.agrees("fallback_per_hour", a.FallbackPerHour)
		s.agrees("mean_onhand", a.MeanStock)
		s.agrees("fills_per_hour", a.FillsPerHour)
		s.agrees("mean_fill", a.MeanFill)
		s.agrees("created_per_hour", a.CreatedPerHour)
		s.agrees("p_below_min_at_review", a.BelowMinAtReview)
	}
}

// leadOf reads `const:20` and `unif:10-290`, seconds.
func leadOf(t *testing.T, text string) exact.Batch {
	kind, span, _ := strings.Cut(text, ":")
	from, to, isSpan := strings.Cut(span, "-")
	if !isSpan {
		to = from
	}
	require.Equal(t, map[bool]string{true: "unif", false: "const"}[isSpan], kind)
	var b exact.Batch
	_, err := fmt.Sscan(from+"\n"+to, &seconds{&b.From}, &seconds{&b.To})
	require.NoError(t, err)
	return b
}

// seconds scans a number of seconds into a duration.
type seconds struct{ into *time.Duration }

func (s *seconds) Scan(state fmt.ScanState, _ rune) error {
	token, err := state.Token(true, nil)
	if err == nil {
		*s.into, err = time.ParseDuration(string(token) + "s")
	}
	return err
}

func TestStaggeredSample(t *testing.T) {
	skipWhenShort(t)
	schedules := map[string]pool.Schedule{"fixedRate": pool.FixedRate, "fixedDelay": pool.FixedDelay}
	for _, s := range samples(t, "pool_staggered_sample.csv") {
		schedule, known := schedules[s.row["mode"]]
		require.True(t, known)
		a := s.answer(exact.Staggered{Each: s.seconds("tau"), Workers: int(s.number("c"))}, schedule)
		s.agrees("p_fallback", a.FallbackProbability)
		s.agrees("mean_onhand", a.MeanStock)
		s.agrees("fills_per_hour", a.FillsPerHour)
		s.agrees("mean_fill_duration", a.MeanFillSeconds)
		s.agrees("mean_check_gap", a.MeanCheckGapSeconds)
	}
}

// TestIssue holds the two numbers that the request for this planner names.
func TestIssue(t *testing.T) {
	for _, tc := range []struct {
		rate, want float64
		lead       time.Duration
	}{
		{600, 8.575989e-13, 20 * time.Second},
		{1200, 2.779655e-02, 2 * time.Minute},
	} {
		planner, err := exact.New(exact.Workload{Rate: tc.rate, Review: pool.CheckEvery, Creation: exact.Batch{From: tc.lead, To: tc.lead}})
		require.NoError(t, err)
		a, err := planner.Evaluate(100, 500)
		require.NoError(t, err)
		require.InEpsilon(t, tc.want, a.FallbackProbability, 1e-6)
	}
}
