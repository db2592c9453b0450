package scenarios

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
	"reprise/sim/world"
)

// TestEverySettingHasAnOrigin: each default can be set, says where it comes from, and its other values can be set too.
func TestEverySettingHasAnOrigin(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range knobs {
		require.False(t, seen[k.Key], "%s twice", k.Key)
		seen[k.Key] = true
		require.NoError(t, k.apply(new(world.Settings), k.Default), k.Key)
		require.NotEmpty(t, k.Doc, k.Key)
		require.NotEmpty(t, k.Documented+k.Assumed, "%s has no origin", k.Key)
		for _, id := range k.facts() {
			_, known := LookupFact(id)
			require.True(t, known, "%s names %s", k.Key, id)
		}
		for _, other := range k.Others {
			require.NoError(t, k.apply(new(world.Settings), other), "%s=%s", k.Key, other)
		}
	}
}

// TestDefaults: the defaults of the client caches are those of control/delivery (SYNC-08 to SYNC-10).
func TestDefaults(t *testing.T) {
	s := defaults()
	for _, p := range []delivery.Platform{delivery.Desktop, delivery.Android, delivery.IOS} {
		require.Equal(t, delivery.DefaultRules(p), s.Cache[p], p.String())
	}
	require.Equal(t, time.Hour, s.Cache[delivery.Desktop].TTL)
	require.Equal(t, delivery.Serve, s.Partial.Partial)            // SYNC-14
	require.Equal(t, delivery.NoResync, s.Deactivate.Resync)       // SYNC-21
	require.False(t, s.Invalidate)                                 // SYNC-20
	require.InDelta(t, 120, s.Pipeline.Push.Mean().Seconds(), 0.1) // SYNC-19
}

// TestEachSettingChangesItsOwnFieldOnly sets every setting to another value and sees the settings differ from the defaults, and
// come back.
func TestEachSettingChangesItsOwnFieldOnly(t *testing.T) {
	for _, k := range knobs {
		other := k.other(t)
		s := defaults()
		require.NoError(t, setting(&s, k.Key, other))
		require.NotEqual(t, defaults(), s, "%s=%s changes nothing", k.Key, other)
		require.NoError(t, setting(&s, k.Key, k.Default))
		require.Equal(t, defaults(), s, "%s changes more than it takes back", k.Key)
	}
}

func TestSettingsOfTheCommandLine(t *testing.T) {
	for _, c := range []struct{ set, want string }{
		{"sync.workers", "no value; key=value"},
		{"sync.worker=6", `did you mean "sync.workers"?`},
		{"nonsense=6", "unknown setting"},
		{"sync.workers=0", "a whole number from 1 to 10000"},
		{"sync.workers=six", "a whole number from 1 to 10000"},
		{"config.partial.threshold=1.5", "a share from 0 to 1"},
		{"config.partial.threshold=NaN", `is "NaN"; expected a decimal number`},
		{"config.partial.policy=Serve", "allowed: serve, error, empty"},
		{"sync.scan.interval=60", "a number with its unit"},
		{"sync.scan.interval=-1m", "a number with its unit"},
		{"sync.push.time=uniform:5s", "uniform"},
		{"pipeline.push.time=1ms", `"1ms" is too short; a mean of at least 1s`},
		{"config.partial.threshold=nan", `is "nan"`},
		{"pipeline.enabled=yes", "true or false"},
		{"client.desktop.cache.ttl=1000000h", "a number with its unit"},
		{"server.list.order=sorted", "allowed: sort-shuffle, shuffle, sort, bands, weighted, two-choices, least-sessions"},
		{"server.ranking.source=redis", "allowed: mysql, vcs"},
		{"client.marks.follow=slow", "allowed: none, turbo, fast"},
		{"xray.balancer.strategy=leastload", "allowed: leastPing, leastLoad, random, roundRobin"},
		{"server.list.top-n=-1", "a whole number from 0 to 1000"},
		{"score.weight.cpu=-0.1", "a number from 0 to 1e+06"},
		{"score.sessions.full=0", "a number from 0.001 to 1e+06"},
		{"score.down=1e301", "a number from 0 to 1e+300"},
		{"score.ema.alpha=1.01", "a share from 0 to 1"},
		{"sync_online_interval_seconds=60", "a number with its unit"},
		{"score.mysql.interval=999ms", "from 1s to 24h0m0s"},
		{"traffic.queue.delay=1001ms", "from 0s to 1s"},
		{"client.desktop.notice=soon", "lognormal"},
	} {
		_, err := parseSettings([]string{c.set})
		require.Error(t, err, c.set)
		require.IsType(t, &UsageError{}, err)
		require.Contains(t, err.Error(), "--set "+c.set+":")
		require.Contains(t, err.Error(), c.want)
		require.NotContains(t, err.Error(), "\n")
	}
	over, err := parseSettings([]string{"sync.workers=7", "sync.push.time=uniform:1m,3m", "client.desktop.cache.ttl=2h"})
	require.NoError(t, err)
	require.Len(t, over, 3)
}
