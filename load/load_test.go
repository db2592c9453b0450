package load

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/load/attack"
	"reprise/load/claims"
	"reprise/load/configd"
	"reprise/load/faults"
	"reprise/load/mysql"
	"reprise/load/mysql/mysqltest"
	"reprise/load/schema"
	"reprise/reports"
)

// setup is a service as the command has it, whose config service answers at once.
func setup() Setup {
	s := Usual()
	s.Configs = configd.Manner{}
	return s
}

// assault is a short attack.
func assault(t testing.TB, rate float64, lasts time.Duration, strikes ...string) Attack {
	struck, err := faults.Parse(strikes)
	require.NoError(t, err)
	return Attack{Rate: rate, Lasts: lasts, Flows: UsualFlows, Timeout: 20 * time.Second, Patience: DefaultPatience, Faults: struck, Seed: 1}
}

func quiet(int, int, string) {}

// prepared is a server's database with its tables.
func prepared(t testing.TB, s mysql.Server) *database {
	d, err := prepare(t.Context(), s, false)
	require.NoError(t, err)
	t.Cleanup(d.close)
	return d
}

func (d *database) mustClaim(t testing.TB, s Setup, a Attack) *reports.LoadClaim {
	arrivals, err := a.ready(s)
	require.NoError(t, err)
	r, err := d.claim(t.Context(), s, a, arrivals, quiet)
	require.NoError(t, err)
	return r
}

// requireSound holds an audit to what the issue of it promises: nothing double, nothing lost, every doubt resolved, and porcupine
// has no doubt. That the generator kept up is a matter of the machine.
func requireSound(t testing.TB, a reports.LoadAudit) {
	require.Empty(t, a.Findings)
	require.Equal(t, reports.Pass, a.Verdict)
	require.Zero(t, a.Double)
	require.Zero(t, a.Lost)
	require.Equal(t, a.InDoubt, a.InDoubtResolved)
	require.Equal(t, "ok", a.Checker)
	require.Equal(t, a.InDoubt, a.HadCommitted+a.ClaimedAnew+a.LeftWithout)
}

// TestClaim: every statement, on every kind of server, gives every device an account from the pool (POOL-05, POOL-08, POOL-10).
func TestClaim(t *testing.T) {
	mysqltest.Each(t, func(t *testing.T, server mysql.Server) {
		d := prepared(t, server)
		for _, statement := range []claims.Statement{claims.ForUpdate, claims.SkipLocked, claims.Token} {
			s := setup()
			s.Statement, s.Isolation = statement, ReadCommitted
			r := d.mustClaim(t, s, assault(t, 150, 2*time.Second))
			requireSound(t, r.Audit)
			require.Equal(t, 300, r.Audit.Claims)
			require.Equal(t, []reports.LoadCount{{What: "pool", Count: 300}}, r.Attack.Routes)
			require.Equal(t, 1.0, r.Attack.Success)
			require.InEpsilon(t, 150, r.Attack.OfferedRate, 0.001)
			require.Equal(t, statement != claims.SkipLocked, r.Service.Ordered)
			require.NotEmpty(t, r.Pool)
			require.Less(t, r.Pool[len(r.Pool)-1].Size, r.Service.Stock)
		}
	})
}

// TestFaults: each kind strikes, all at once as well, and every claim is accounted for all the same.
func TestFaults(t *testing.T) {
	d := prepared(t, mysqltest.One(t))
	for name, c := range map[string]struct {
		strikes []string
		seen    func(*testing.T, *reports.LoadClaim)
	}{
		"kill":  {[]string{"kill@1s"}, func(t *testing.T, r *reports.LoadClaim) { require.Positive(t, r.Counters.Broken) }},
		"stall": {[]string{"stall+1s@1s"}, func(t *testing.T, r *reports.LoadClaim) { require.Greater(t, r.Attack.Latency.Max, 0.5) }},
		"latency": {[]string{"latency:20ms+1s@0s"}, func(t *testing.T, r *reports.LoadClaim) {
			require.Greater(t, r.Attack.Latency.P90, 0.06, "three answers, each later")
		}},
		"reset": {[]string{"reset@1s"}, func(t *testing.T, r *reports.LoadClaim) {
			require.Regexp(t, "^[1-9]", strings.TrimPrefix(r.Faults[0].Note, "reset "), "some may have been idle, and no claim met them")
		}},
		"cut": {[]string{"cut:10@1s"}, func(t *testing.T, r *reports.LoadClaim) {
			require.Equal(t, 10, r.Counters.InDoubt)
			require.Equal(t, 5, r.Counters.HadCommitted)
			require.Equal(t, 5, r.Counters.NotCommitted)
		}},
		"starve": {[]string{"starve:8+1s@1s"}, func(t *testing.T, r *reports.LoadClaim) { require.Greater(t, r.Attack.Latency.Max, 0.5) }},
		"drain":  {[]string{"drain@1s"}, func(t *testing.T, r *reports.LoadClaim) { require.Positive(t, r.Attack.Fallbacks, "POOL-07") }},
		"configs-down": {[]string{"drain@0s", "configs-down+1s@1s"}, func(t *testing.T, r *reports.LoadClaim) {
			require.Positive(t, r.Attack.Fallbacks, "handed out without configs (POOL-20)")
		}},
		"all": {[]string{"kill@1s", "stall+500ms@2s", "reset@500ms", "cut:4@1s", "drain@2500ms"}, func(*testing.T, *reports.LoadClaim) {}},
	} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && name != "all" {
				t.Skip("all of them at once is enough for the race detector")
			}
			r := d.mustClaim(t, setup(), assault(t, 60, 3*time.Second, c.strikes...))
			requireSound(t, r.Audit)
			require.Len(t, r.Faults, len(c.strikes))
			require.Equal(t, r.Audit.Claims, r.Attack.Requests, "every device has its account in the end")
			c.seen(t, r)
		})
	}
}

// TestClosedLoopHides: while the server stalls an open loop goes on, and its latency says what users waited; a closed loop asks
// nothing, and says nothing of it.
func TestClosedLoopHides(t *testing.T) {
	d := prepared(t, mysqltest.One(t))
	a := assault(t, 100, 3*time.Second, "stall+1s@1s")
	a.Clients = 2
	r := d.mustClaim(t, setup(), a)
	requireSound(t, r.Audit)
	require.Greater(t, r.Attack.Latency.P90, 2*r.Closed.Latency.P90)
	require.Equal(t, 2, r.Closed.Clients)
}

// TestRefill: an empty pool is refilled by the service's own scheduler while claims go on (POOL-03, POOL-04).
func TestRefill(t *testing.T) {
	d := prepared(t, mysqltest.One(t))
	s := setup()
	s.Review, s.Workers = 300*time.Millisecond, 8
	s.Pool.Min, s.Pool.Target = 200, 400
	a := assault(t, 100, 3*time.Second)
	a.Stock = 150
	r := d.mustClaim(t, s, a)
	requireSound(t, r.Audit)
	require.Positive(t, r.Counters.Fills)
	require.Zero(t, r.Attack.Fallbacks)
	require.Greater(t, r.Pool[len(r.Pool)-1].Size, 0)
}

// TestKills is the proof in small: 20,000 claims with 5 kills of the server, on a MySQL of this machine; fewer on the others.
func TestKills(t *testing.T) {
	mysqltest.Each(t, func(t *testing.T, server mysql.Server) {
		k := Soak{Claims: 3000, Kills: 2, Clients: 16, Timeout: 20 * time.Second, Flows: UsualFlows}
		if testing.Short() {
			k.Claims, k.Kills = 500, 1
		}
		if server.Kind() == "local" && !testing.Short() && !isMariaDB(server.Version()) {
			k.Claims, k.Kills = 20_000, 5
		}
		d := prepared(t, server)
		so, kept := &reports.LoadSoak{}, 0
		require.NoError(t, k.runOn(t.Context(), d, setup(), so, func() error { kept++; return nil }, quiet))
		requireSound(t, so.Audit)
		require.Empty(t, so.Says)
		require.Equal(t, reports.Pass, so.Verdict)
		require.GreaterOrEqual(t, so.Audit.Claims, k.Claims)
		require.GreaterOrEqual(t, so.Kills, k.Kills)
		require.Equal(t, so.Stretches, kept)
		require.Less(t, so.Audit.LostBelow, 3.0/float64(k.Claims))
		t.Logf("%d claims, %d kills: %d in doubt, %d had committed; at most %.2g lost (95 %%)", so.Audit.Claims, so.Kills,
			so.Audit.InDoubt, so.Audit.HadCommitted, so.Audit.LostBelow)
	})
}

// TestSoakGoesOn: from what its file says, and not past a stretch that does not hold.
func TestSoakGoesOn(t *testing.T) {
	d := prepared(t, mysqltest.One(t))
	k := Soak{Claims: 400, Kills: 2, Clients: 4, Timeout: 20 * time.Second, Flows: UsualFlows}
	so := &reports.LoadSoak{Stretches: 1, Kills: 1, Seconds: 1, Rate: 200, Audit: reports.LoadAudit{Verdict: reports.Pass, Claims: 200, Checker: "ok"}}
	require.NoError(t, k.runOn(t.Context(), d, setup(), so, func() error { return nil }, quiet))
	require.Equal(t, 2, so.Stretches)
	require.GreaterOrEqual(t, so.Audit.Claims, 400)

	failed := &reports.LoadSoak{Stretches: 1, Says: []string{"stretch 1: ..."}, Verdict: reports.Fail, Audit: reports.LoadAudit{Verdict: reports.Fail}}
	require.NoError(t, k.runOn(t.Context(), d, setup(), failed, func() error { t.Error("a stretch was run"); return nil }, quiet))
}

// TestKneeAndCompare: what they put together; which rates come out is the machine's matter.
func TestKneeAndCompare(t *testing.T) {
	if testing.Short() {
		t.Skip("some twenty runs")
	}
	d := prepared(t, mysqltest.One(t))
	s := setup()
	s.Isolation = ReadCommitted
	a := assault(t, 0, 400*time.Millisecond)
	a.P99Max = 250 * time.Millisecond
	k, err := d.knee(t.Context(), s, a, quiet)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(k.Points), len(kneeShares))
	require.Positive(t, k.ClosedRate)
	for i, p := range k.Points {
		require.Equal(t, reports.Pass, p.Audit, p.Note)
		require.Equal(t, p.OfferedRate <= k.Rate, i == 0 && p.Kept || i > 0 && p.Kept && k.Points[i-1].OfferedRate <= k.Rate)
	}
	a.Rate = 100
	c, err := d.compare(t.Context(), s, a, quiet)
	require.NoError(t, err)
	require.Len(t, c.Points, 3*len(compared))
	require.Equal(t, reports.Pass, c.Verdict)
	require.NotEmpty(t, c.Says)
}

// TestDeadlocks is the finding: under MySQL's own isolation the documented claim deadlocks with its like, since V100 appends POOL
// to the enum (POOL-11); under READ COMMITTED it does not, nor where POOL comes first. Either way nothing goes wrong.
func TestDeadlocks(t *testing.T) {
	d := prepared(t, mysqltest.Open(t, "local:mysql", "docker"))
	under := func(isolation Isolation) reports.LoadCounters {
		s := setup()
		s.Isolation = isolation
		o, err := d.closedLoop(t.Context(), s, assault(t, 0, time.Hour), attack.Clients{Count: 16, Requests: 500}, quiet)
		require.NoError(t, err)
		require.True(t, o.audit.Clean(), o.audit.Findings)
		return countersOf(o)
	}
	require.Greater(t, under(RepeatableRead).Deadlocks, 100)
	require.Zero(t, under(ReadCommitted).Deadlocks)
	_, err := d.direct.ExecContext(t.Context(), "ALTER TABLE account MODIFY pay_status ENUM('POOL', 'TRIAL', 'PAID') NOT NULL")
	require.NoError(t, err)
	require.Zero(t, under(RepeatableRead).Deadlocks)
}

// TestInterrupted: a run that is told to stop ends soon, says so, and leaves no service behind.
func TestInterrupted(t *testing.T) {
	d := prepared(t, mysqltest.One(t))
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(500*time.Millisecond, cancel)
	s, a := setup(), assault(t, 50, time.Minute, "kill@100ms")
	arrivals, err := a.ready(s)
	require.NoError(t, err)
	_, err = d.claim(ctx, s, a, arrivals, quiet)
	require.ErrorIs(t, err, context.Canceled)
	require.NoError(t, d.direct.PingContext(t.Context()), "the server that was killed is there again")
}

// TestTaken: a database of somebody else's is refused, unless its owner says otherwise.
func TestTaken(t *testing.T) {
	server := mysqltest.One(t)
	db, err := schema.Open(server.Config())
	require.NoError(t, err)
	defer db.Close()
	_, err = db.ExecContext(t.Context(), "CREATE TABLE theirs (id INT)")
	require.NoError(t, err)
	_, err = prepare(t.Context(), server, false)
	require.ErrorAs(t, err, new(*Wrong))
	require.ErrorContains(t, err, "holds what reprise did not make: theirs; ")
	d, err := prepare(t.Context(), server, true)
	require.NoError(t, err)
	d.close()
}
