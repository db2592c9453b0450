package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
)

// askers are users who open their apps one after another, each a second after the last, from a given second on. The pool
// has three connections, a query holds one for 2 s, and nobody waits longer than 5 s.
func askers(n int, from time.Duration, causes ...any) Config {
	cfg := Config{Servers: fleet(1, 1), Settings: with(func(s *Settings) {
		s.Database = DatabaseSettings{Connections: 3, Timeout: 5 * time.Second, Query: 2 * time.Second}
	}), Causes: causesOf(causes)}
	for i := range n {
		cfg.Clients = append(cfg.Clients, Client{Name: string(rune('a' + i)), Platform: delivery.IOS})
		cfg.Causes = append(cfg.Causes, do(from+time.Duration(i)*time.Second, OpenApp{int32(i)})...)
	}
	return cfg
}

// SYNC-05: the pool is exhausted only once every connection is taken. Then callers wait in line, and give up when their
// time is over.
func TestPoolExhaustion(t *testing.T) {
	s := time.Second
	for _, test := range []struct {
		name     string
		askers   int
		causes   []any
		answered []time.Duration
		failed   []time.Duration
	}{
		{"none taken", 2, nil, []time.Duration{12 * s, 13 * s}, nil},
		{"all but one taken", 2, []any{s, TakeConnections{2, 60 * s}}, []time.Duration{12 * s, 14 * s}, nil},
		{"all taken for a while", 2, []any{s, TakeConnections{3, 13 * s}}, []time.Duration{16 * s, 16 * s}, nil},
		{"all taken for too long", 2, []any{s, TakeConnections{3, 60 * s}}, nil, []time.Duration{15 * s, 16 * s}},
		{"more than there are", 2, []any{s, TakeConnections{1000, 13 * s}}, []time.Duration{16 * s, 16 * s}, nil},
		{"two overlap, and only together take all", 2, []any{s, TakeConnections{2, 60 * s}, 2 * s, TakeConnections{2, 11 * s}},
			[]time.Duration{15 * s, 17 * s}, nil},
		{"two overlap, the first to come the first to go", 2, []any{s, TakeConnections{2, 13 * s}, 2 * s, TakeConnections{3, 60 * s}},
			nil, []time.Duration{15 * s, 16 * s}},
		{"taken while busy: the query at hand is served", 2, []any{11 * s, TakeConnections{3, 60 * s}},
			[]time.Duration{12 * s}, []time.Duration{16 * s}},
		{"the queries alone are too many", 6, []any{9 * s, TakeConnections{2, 60 * s}},
			[]time.Duration{12 * s, 14 * s, 16 * s, 18 * s, 20 * s}, []time.Duration{20 * s}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := made(t, askers(test.askers, 10*s, test.causes...))
			for at := range 90 {
				w.goTo(t, time.Duration(at)*s)
			}
			require.Equal(t, test.answered, w.times(ConfigSuccess))
			require.Equal(t, test.failed, w.times(PoolTimeout))
			require.Equal(t, float64(len(test.failed)), w.value(t, "database.timeouts"))
			require.Equal(t, float64(len(test.failed)), w.value(t, "client.failed_requests"))
			require.Equal(t, 3, w.database.pool.InService(), "all have come back")
			require.Zero(t, w.database.pool.InUse())
		})
	}
}
