package scenarios

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/reports"
)

// tried is a remedy of `why`, with its effect by reading.
func tried(t *testing.T, why *reports.Why, variant string) (reports.RemedyTried, map[string]reports.ReadingEffect) {
	t.Helper()
	i := slices.IndexFunc(why.Remedies, func(r reports.RemedyTried) bool { return r.Variant == variant })
	require.GreaterOrEqual(t, i, 0, variant)
	effects := map[string]reports.ReadingEffect{}
	for _, e := range why.Remedies[i].Effects {
		effects[e.Reading] = e
	}
	require.Len(t, effects, why.Remedies[i].Readings, "a reading comes once")
	return why.Remedies[i], effects
}

// TestRemediesOfFelisUnderEveryReading: a remedy is worth what it does whatever is true, and not what it does under the
// scenario's own reading. SYNC-06, SYNC-11, SYNC-15, SYNC-16.
func TestRemediesOfFelisUnderEveryReading(t *testing.T) {
	why, err := Why(open(t, "felis"), Options{Seed: 1})
	require.NoError(t, err)

	resync, under := tried(t, why, "resync-pending")
	require.Equal(t, AsWas, resync.Effects[0].Reading)
	require.Equal(t, reports.Prevents, under[AsWas].Effect)
	require.Equal(t, reports.Nothing, under["sync.pending.scope=row"].Effect, "SYNC-11: the statement touches rows of inactive servers only")
	require.Contains(t, resync.Turned, "sync.pending.scope=row")
	require.NotContains(t, resync.Turned, "sleeping-clock")
	require.False(t, resync.Robust)

	refuse, under := tried(t, why, "refuse-by-error")
	require.Equal(t, []string{"client.attempts_on_switched_off", "client.refused_requests"}, under[AsWas].More, "SYNC-15: the old list is dead")
	require.NotContains(t, under[AsWas].Less, "client.failed_attempts")
	require.Equal(t, []string{"client.refused_requests"}, under["sleeping-clock"].More, "its age is looked at after the sleep, and nobody fails")
	require.Contains(t, under["sleeping-clock"].Less, "client.failed_attempts")
	require.Contains(t, refuse.Turned, "sleeping-clock")

	check, under := tried(t, why, "check-afterwards")
	require.Empty(t, check.Turned, "SYNC-18: a check repairs nothing, whatever harm there is")
	require.Equal(t, reports.Nothing, under["late-second-partial"].Effect)

	checklist, under := tried(t, why, "activation-checklist")
	require.Equal(t, []string{"late-second-partial"}, checklist.Turned, "its second change of servers leaves the 26 lists short a second time")
	require.Equal(t, reports.Eases, under["late-second-partial"].Effect)
	require.Equal(t, checklist.Readings-1, checklist.Prevents)
	require.Equal(t, checklist.Readings, checklist.Helps)
	require.True(t, checklist.Robust)
}

// TestReadingsOfFelis: what the observations rule out is no reading, and neither is a second name of one.
func TestReadingsOfFelis(t *testing.T) {
	why, err := Why(open(t, "felis"), Options{Seed: 1})
	require.NoError(t, err)
	_, under := tried(t, why, "resync-pending")
	for _, h := range why.Hypotheses {
		if !h.Consistent {
			require.NotContains(t, under, h.ID)
		}
	}
	require.Contains(t, under, "rows-left-synced")
	require.NotContains(t, under, "longer-cache", "it contradicts SYNC-08")
	require.NotContains(t, under, "no-checklist", "it is as-was by another name")
	require.NotContains(t, under, "client.desktop.cache.refresh=on-use", "nobody would have failed")
	require.Contains(t, under, "sync.workers=12", "whole again too early, but the incident happens")
}

// TestARemedyLiesOverTheReading: in its settings, against deploys of the reading, and in what is left out.
func TestARemedyLiesOverTheReading(t *testing.T) {
	s := open(t, "felis")
	left, found := s.Hypotheses.Get("rows-left-synced")
	require.True(t, found)
	checklist, found := s.Variants.Get("activation-checklist")
	require.True(t, found)
	r := s.under(&reading{name: "rows-left-synced", laid: left}, "activation-checklist", checklist)
	require.Len(t, r.timeline, len(s.Timeline)+len(left.Timeline)-2, "the reading would switch the checklist on and off again")

	early, found := s.Variants.Get("auto-resync-too-early")
	require.True(t, found)
	row := Hypothesis{
		Settings: []Entry{entryOf("servers.deactivate.resync", "delete"), entryOf("sync.pending.scope", "row")},
		Without:  []string{"panel-trouble"},
	}
	r = s.under(&reading{laid: row}, "auto-resync-too-early", early)
	require.Equal(t, "pending", r.settingOrigin(*knobFor(t, "servers.deactivate.resync")).Value)
	require.Equal(t, "row", r.settingOrigin(*knobFor(t, "sync.pending.scope")).Value)
	require.Len(t, r.timeline, len(s.Timeline)+len(early.Timeline)-2, "without what either does without")
}

func knobFor(t *testing.T, key string) *knob {
	t.Helper()
	k, known := knobOf(key)
	require.True(t, known, key)
	return k
}

func TestTheMostRobustRemedyPreventsMost(t *testing.T) {
	remedy := func(prevents int, effects ...reports.Effect) reports.RemedyTried {
		r := reports.RemedyTried{Prevents: prevents}
		for _, e := range effects {
			r.Effects = append(r.Effects, reports.ReadingEffect{Effect: e})
		}
		return r
	}
	for _, c := range []struct {
		says string
		all  []reports.RemedyTried
		best int
	}{
		{"none prevents", []reports.RemedyTried{remedy(0, reports.Eases), remedy(0, reports.Nothing)}, -1},
		{"the most", []reports.RemedyTried{remedy(1), remedy(3, reports.Worsens), remedy(2)}, 1},
		{"then the least harmful", []reports.RemedyTried{remedy(2, reports.Worsens), remedy(2, reports.Moves), remedy(2, reports.Nothing)}, 2},
		{"then the first", []reports.RemedyTried{remedy(0), remedy(2, reports.Moves), remedy(2, reports.Worsens)}, 1},
	} {
		require.Equal(t, c.best, mostRobust(c.all), c.says)
	}
}

const (
	patience = `variants:
  patient:
    settings: {client.desktop.cache.ttl: 3h}
    expect:
      - {id: fewer, metric: backend.requests, is: < as-was}
`
	partialOnce  = "  - {id: it, metric: client.partial_lists, is: == 1}\n"
	partialHarms = "harm: [client.partial_lists]\n"
)

// TestWhyTriesNoRemedyWithoutHarm: where a scenario counts no harm, a remedy cannot take any away.
func TestWhyTriesNoRemedyWithoutHarm(t *testing.T) {
	for _, c := range []struct {
		text  string
		tried int
	}{
		{partialOnce, 0},
		{partialOnce + patience, 0},
		{partialOnce + partialHarms, 0},
		{partialOnce + partialHarms + patience, 1},
	} {
		why, err := Why(smallWith(t, c.text), Options{Seed: 1})
		require.NoError(t, err)
		require.Len(t, why.Remedies, c.tried, c.text)
	}
}

// TestWhyProgressGoesOn: the second pass counts on from the first, up to its own end.
func TestWhyProgressGoesOn(t *testing.T) {
	last, end := 0, 0
	_, err := Why(smallWith(t, partialOnce+partialHarms+patience), Options{Seed: 1, Reps: 2, Progress: func(done, total int, _ string) {
		require.Equal(t, last+1, done)
		require.LessOrEqual(t, done, total)
		last, end = done, total
	}})
	require.NoError(t, err)
	require.Equal(t, end, last)
}

// TestWhyIsTheSameOnAnyNumberOfWorkers, remedies among it; with replications it weighs by paired differences.
func TestWhyIsTheSameOnAnyNumberOfWorkers(t *testing.T) {
	s := smallWith(t, partialOnce+partialHarms+patience)
	one, err := Why(s, Options{Seed: 1, Reps: 2, Workers: 1})
	require.NoError(t, err)
	require.Len(t, one.Remedies, 1)
	many, err := Why(s, Options{Seed: 1, Reps: 2, Workers: 7})
	require.NoError(t, err)
	require.Equal(t, one, many)
	require.Equal(t, alikeWords(2), one.Alike)
}
