package attack

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/load/history"
)

// seen is a history by hand, of a run that began 10 s after its log: three devices in the first second, none in the second, one in
// the third. The second device's doubt is settled, the fourth's is not.
func seen() []history.Op {
	const ms = time.Millisecond
	at := func(device string, again int, intended, sent, ended time.Duration, o history.Outcome, reason string, route pool.Route) history.Op {
		return history.Op{Request: pool.Request{DeviceID: device}, Again: again, Intended: 10*time.Second + intended,
			Sent: 10*time.Second + sent, Ended: 10*time.Second + ended, Outcome: o, Reason: reason, Route: route}
	}
	return []history.Op{
		at("a", 0, 0, 1*ms, 11*ms, history.Given, "", pool.FromPool),
		at("c", 0, 400*ms, 404*ms, 405*ms, history.Refused, unavailable, 0),
		at("b", 0, 200*ms, 202*ms, 700*ms, history.InDoubt, "time-out", 0),
		at("b", 1, 750*ms, 750*ms, 760*ms, history.Refused, unavailable, 0),
		at("b", 2, 850*ms, 850*ms, 4000*ms, history.Given, "", pool.Owned),
		at("d", 0, 2000*ms, 2001*ms, 2051*ms, history.InDoubt, "connection", 0),
		at("d", 1, 5000*ms, 5000*ms, 5001*ms, history.Refused, unavailable, 0),
	}
}

func TestMeasure(t *testing.T) {
	const ms = time.Millisecond
	r := measure(seen(), 10*time.Second, 5, 2500*ms)
	near := func(want, got time.Duration) { t.Helper(); require.InEpsilon(t, want, got, 0.001) }
	near(500*ms, r.Latency.P90) // the last of 5, 11, 51 and 500 ms
	near(11*ms, r.Latency.P50)
	near(500*ms, r.Latency.P99)
	require.Equal(t, 500*ms, r.Latency.Max)
	near(1*ms, r.Lag.P50)
	require.Equal(t, 4*ms, r.Lag.Max)
	r.Latency, r.Lag = Latency{}, Latency{}
	for n := range r.Series {
		r.Series[n].P99 = r.Series[n].P99.Round(ms)
	}
	require.Equal(t, Result{
		Requests: 4, Unsent: 1, Offered: 2, Sent: 1.5, Achieved: 0.5, Success: 0.25, Took: 5001 * ms,
		Errors: []Count{{"503 unavailable", 1}, {"connection", 1}, {"time-out", 1}},
		Routes: []Count{{"owned", 1}, {"pool", 1}}, Doubts: 2, Again: 3, Unresolved: 1,
		Series: []Second{
			{Sent: 3, Given: 1, Failed: 2, P99: 500 * ms}, {At: time.Second}, {At: 2 * time.Second, Sent: 1, Failed: 1, P99: 51 * ms},
		},
	}, r)
	require.Equal(t, Result{}.Latency, measure(nil, 0, 0, 0).Latency)
}

func TestRunIsJudgedByTheLagOfItsGenerator(t *testing.T) {
	const ms = time.Millisecond
	for _, tc := range []struct {
		name string
		r    Result
		off  bool
		want string
	}{
		{"in time", Result{Lag: Latency{P99: 5 * ms}, Latency: Latency{P99: 6 * ms}}, false, ""},
		{"late", Result{Lag: Latency{P99: 6 * ms}, Latency: Latency{P99: 59 * ms}}, false,
			"the generator lagged: one request in a hundred was sent 6ms late or more; allowed: 5.9ms; busy"},
		{"late, at a service that is far slower", Result{Lag: Latency{P99: 20 * ms}, Latency: Latency{P99: 200 * ms}}, false, ""},
		{"all of the latency is lag", Result{Lag: Latency{P99: time.Second}, Latency: Latency{P99: time.Second + ms}}, false,
			"the generator lagged: one request in a hundred was sent 1s late or more; allowed: 100.1ms; busy"},
		{"too late", Result{Requests: 3, Unsent: 2}, false, "2 of 5 requests were never sent, the generator was that late; busy"},
		{"called off", Result{Requests: 3, Unsent: 2}, true, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.r.judge(tc.off, "; busy")
			require.Equal(t, tc.want, tc.r.Why)
			require.Equal(t, tc.want == "", tc.r.Valid)
			require.Equal(t, tc.off, tc.r.CalledOff)
		})
	}
}
