package accounts

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/sim"
	"reprise/sim/random"
)

// POOL-06: fill-account follows a claim's commit, and has 120 s. One that ends well in time leaves nothing; after any other the
// servers let the account in until 2099, which shows once its days are over. Nobody waits for it.
func TestFillAccount(t *testing.T) {
	const claim, day = time.Second, 24 * time.Hour
	for _, c := range []struct {
		name  string
		takes time.Duration
		fails float64
		leaks time.Duration // after the commit; 0: it does not
		why   string
	}{
		{"well", 20 * time.Second, 0, 0, ""},
		{"at once", 0, 0, 0, ""},
		{"just in time", 120*time.Second - 1, 0, 0, ""},
		{"at the time-out", 120 * time.Second, 0, 120 * time.Second, "time-out"},
		{"late", 5 * time.Minute, 0, 120 * time.Second, "time-out"},
		{"fails", 20 * time.Second, 1, 4 * time.Second, "failed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := open(t, plain(func(s *Settings) {
				s.Claim, s.FillAccount, s.FailsAfter = claim, random.Fixed(c.takes), 4*time.Second
			}), Config{Stock: 500})
			o.Strike(Fault{FillAccount, c.fails, 1})
			user := User{Name: 3, Because: 8}
			o.at(0, func() { o.SignUp(user, "phone") })
			o.goTo(claim)
			user.Waited = claim
			require.Equal(t, user, o.given[0].user, "served at the commit")
			o.goTo(claim + 3*day - 1)
			require.Zero(t, underWay(&o.renewals))
			if c.leaks == 0 {
				require.Empty(t, o.kept)
				o.goTo(5 * day)
				require.Empty(t, o.overstays)
				return
			}
			require.Equal(t, []told{{at: sim.Time(claim + c.leaks), user: user, why: c.why}}, o.kept)
			require.Empty(t, o.overstays)
			o.goTo(5 * day)
			user.Waited = 0
			require.Equal(t, []told{{at: sim.Time(claim + 3*day), user: user}}, o.overstays)
		})
	}
}

// A call that waits for the worker service is waited for no longer than any other.
func TestFillAccountThatWaits(t *testing.T) {
	o := open(t, plain(func(s *Settings) { s.Calls, s.FillAccount = 1, random.Fixed(50*time.Second) }), Config{Stock: 500})
	o.arrive(0, 4)
	o.goTo(time.Hour)
	require.Len(t, o.kept, 2, "two end by 100 s; the third would at 150 s")
	for _, k := range o.kept {
		require.Equal(t, sim.Time(120*time.Second), k.at)
	}
}

// createAccount() has pushed the expiry that it set: no fill-account follows it.
func TestNoFillAccountAfterAFallback(t *testing.T) {
	o := open(t, plain(), Config{})
	o.StopScheduler()
	o.Strike(Fault{FillAccount, 1, 1})
	o.arrive(0, 3)
	o.goTo(time.Hour)
	require.Equal(t, 3, o.Measures().Fallbacks)
	require.Len(t, o.given, 3)
	require.Empty(t, o.kept)
	require.Empty(t, o.renewals.Items)
}
