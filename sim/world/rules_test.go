package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
)

// SYNC-06: whether a missing config crashes the app is a rule of the client, not of the world.
func TestACrashIsARuleOfTheClient(t *testing.T) {
	for _, rule := range []delivery.OnMissing{delivery.FailOnMissing, delivery.CrashOnMissing} {
		cfg := neighbours(delivery.Desktop, 1, minute, TapConnect{})
		cfg.Clients[0].HoldsList = false
		cfg.Settings.Cache[delivery.Desktop].OnMissing = rule
		cfg.Settings.Cache[delivery.Desktop].Refresh = delivery.AtStart
		w := run(t, cfg, 2*minute)
		require.Equal(t, 1.0, w.value(t, "client.failed_attempts"))
		require.Equal(t, rule == delivery.CrashOnMissing, w.value(t, "client.crashes") == 1)
	}
}

// SYNC-15: a client that was refused and asks again by itself is whole as soon as the backend is, if that refuses all that
// is not whole; one that does not ask makes do with what it has until it is started anew.
func TestARefusedClientMayAskAgain(t *testing.T) {
	for _, again := range []bool{false, true} {
		settings := with(func(s *Settings) {
			s.Partial = delivery.Policy{Partial: delivery.Refuse, Threshold: 1}
			s.Cache[delivery.Desktop].Refresh = delivery.AtStart
			s.Cache[delivery.Desktop].AsksAgain = again
		})
		w := run(t, exchanged(settings, 2*time.Hour, OpenApp{0}), 3*time.Hour)
		require.Equal(t, again, w.value(t, "client.not_whole") == 0)
		require.Equal(t, again, w.value(t, "backend.requests") > 1)
		if again {
			require.InDelta(t, 8*60+30, w.value(t, "client.until_whole"), 31, "the sync takes 8 min, and it asks every minute")
			require.Equal(t, w.value(t, "backend.requests")-1, w.value(t, "client.refused_requests"))
		}
	}
}

// A refused client that asks again is content with a list that is above the threshold, which nobody completes (SYNC-14).
func TestAskingAgainEndsAtTheThreshold(t *testing.T) {
	settings := with(func(s *Settings) {
		s.Partial.Partial = delivery.Refuse
		s.Cache[delivery.Desktop] = delivery.CacheRules{TTL: time.Hour, Refresh: delivery.AtStart, AsksAgain: true}
	})
	w := run(t, exchanged(settings, 2*time.Hour, OpenApp{0}), 3*time.Hour)
	require.Equal(t, 1.0, w.value(t, "client.partial_lists"))
	require.Equal(t, 1.0, w.value(t, "client.not_whole"))
}

// POOL-01: what an account adds to a push is paid for every account that the push carries: 23 servers take 6 workers
// four rounds.
func TestAPushTakesLongerForEveryAccount(t *testing.T) {
	for accounts := 1; accounts <= 3; accounts++ {
		cfg := exchanged(with(func(s *Settings) { s.Panel.Each = time.Second }), 2*time.Hour, OpenApp{0}, 2*time.Hour, OpenApp{1}, 2*time.Hour, OpenApp{2})
		cfg.Clients = []Client{{Name: "a"}, {Name: "b"}, {Name: "c"}}[:accounts]
		cfg.Causes = cfg.Causes[:2+accounts]
		w := run(t, cfg, 3*time.Hour)
		round := 2*minute + time.Duration(accounts)*time.Second + queried
		require.Equal(t, 2*time.Hour+queried+4*round, w.times(SyncFinished)[accounts-1])
		require.Equal(t, 23.0, w.value(t, "sync.pushes"))
	}
}

// SYNC-04: who logs SUCCESS after a sync is a setting; without the read-back nobody does until a client asks.
func TestReadingBackIsASetting(t *testing.T) {
	for _, reads := range []bool{false, true} {
		settings := with(func(s *Settings) { s.Sync.ReadsBack = reads })
		w := run(t, exchanged(settings, time.Hour, OpenApp{0}), 2*time.Hour)
		require.Len(t, w.lines(SyncFinished), 1)
		require.Equal(t, reads, len(w.lines(ConfigSuccess)) == 1)
	}
}

// SYNC-05: errors of the panels and time-outs of the pool follow from the fault that brought them about.
func TestTroubleFollowsFromItsFault(t *testing.T) {
	settings := with(func(s *Settings) { s.Pipeline.Enabled = true })
	for _, test := range []struct {
		fault Deed
		cause EventID
		line  EventID
	}{
		{FailPanels{Errors: 1, Slower: 1, For: time.Hour}, PanelFault, PanelError},
		{TakeConnections{Connections: 10, For: time.Hour}, DatabaseFault, PoolTimeout},
	} {
		w := run(t, exchanged(settings, 3*time.Hour, test.fault), 6*time.Hour)
		lines := w.lines(test.line)
		require.NotEmpty(t, lines)
		for _, line := range lines {
			require.NotEqual(t, None, line.Because)
			require.Equal(t, test.cause, w.journal.entries[line.Because].Event)
		}
	}
}

// SYNC-16: under the checklist a server is logged as active when it is, not when somebody asked for it.
func TestActivationIsLoggedWhenItHappens(t *testing.T) {
	for _, checklist := range []bool{false, true} {
		settings := with(func(s *Settings) { s.Activate.Checklist = checklist })
		w := run(t, exchanged(settings), 2*time.Hour)
		asked, active := w.lines(ActivationAsked), w.lines(ServersActivated)
		require.NotEmpty(t, asked)
		require.NotEmpty(t, active)
		require.Equal(t, checklist, active[0].At > asked[0].At)
		require.GreaterOrEqual(t, active[0].Because, int32(0))
	}
}

// SYNC-18: a resync that was run before the deactivation is none after it.
func TestAResyncBeforeTheDeactivationDoesNotCount(t *testing.T) {
	w := run(t, exchanged(documented(), 90*minute, ResyncConfigs{delivery.ResyncPending}, 91*minute, Deactivate{[]int32{0}},
		2*time.Hour, VerifyConfigs{}), 3*time.Hour)
	require.Len(t, w.lines(VerificationFailed), 1)
	require.Empty(t, w.lines(VerificationPassed))
}
