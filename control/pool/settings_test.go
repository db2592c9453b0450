package pool_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/pool"
)

func day(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// sized are settings of a pool that is switched on.
func sized(least, target int) pool.Settings {
	return pool.Settings{Enabled: true, Min: least, Target: target}
}

func drawSettings(t *rapid.T) pool.Settings {
	target := rapid.IntRange(1, 2000).Draw(t, "target")
	return pool.Settings{Enabled: rapid.Bool().Draw(t, "enabled"), Min: rapid.IntRange(0, target).Draw(t, "min"), Target: target}
}

// POOL-09: 50 and 100 from 7 Feb 2026, 100 and 500 from 24 Feb.
func TestInForce(t *testing.T) {
	for _, tc := range []struct {
		name  string
		at    time.Time
		want  pool.Settings
		there bool
	}{
		{"before the pool", day(2026, 2, 7).Add(-1), pool.Settings{}, false},
		{"the first day", day(2026, 2, 7), sized(50, 100), true},
		{"the eve of the change", day(2026, 2, 24).Add(-1), sized(50, 100), true},
		{"the day of the change", day(2026, 2, 24), sized(100, 500), true},
		{"today", day(2026, 3, 15), pool.Documented(), true},
		{"the same instant elsewhere", day(2026, 2, 24).In(time.FixedZone("", -8*3600)), sized(100, 500), true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			settings, there := pool.InForce(tc.at)
			require.Equal(t, tc.want, settings)
			require.Equal(t, tc.there, there)
		})
	}
}

// POOL-09: what stands in the history is valid, oldest first.
func TestHistory(t *testing.T) {
	history := pool.History()
	require.Len(t, history, 2)
	for i, change := range history {
		require.NoError(t, change.Settings.Validate())
		if i > 0 {
			require.True(t, change.From.After(history[i-1].From))
		}
	}
}

func TestValidate(t *testing.T) {
	for _, tc := range []struct {
		name     string
		settings pool.Settings
		want     string // of the error; empty: none
	}{
		{"POOL-09: today's", pool.Documented(), ""},
		{"the minimum at the target", sized(500, 500), ""},
		{"no minimum", sized(0, 1), ""},
		{"the largest", sized(pool.SizeMax, pool.SizeMax), ""},
		{"POOL-09: the minimum above the target", sized(501, 500),
			"account.pool.min-size is 501, above account.pool.target-size, which is 500"},
		{"the same of a pool that is switched off", pool.Settings{Min: 2, Target: 1},
			"account.pool.min-size is 2, above account.pool.target-size, which is 1"},
		{"a minimum below 0", sized(-1, 500), "account.pool.min-size is -1; allowed: 0 to account.pool.target-size"},
		{"no target", sized(0, 0), "account.pool.target-size is 0; allowed: 1 to 1000000"},
		{"a target too large", sized(0, pool.SizeMax+1), "account.pool.target-size is 1000001; allowed: 1 to 1000000"},
	} {
		t.Run(tc.name, func(t *testing.T) { requireError(t, tc.settings.Validate(), tc.want) })
	}
}

// requireError is an error of that text, or none where it is empty.
func requireError(t require.TestingT, err error, want string) {
	if want == "" {
		require.NoError(t, err)
		return
	}
	require.EqualError(t, err, want)
}

func TestSet(t *testing.T) {
	const sizes = "; allowed: a whole number, 0 to 1000000"
	for _, tc := range []struct {
		property pool.Property
		want     pool.Settings
		err      string
	}{
		{pool.Property{"ACCOUNT_POOL_ENABLED", "false"}, pool.Settings{Min: 100, Target: 500}, ""},
		{pool.Property{"ACCOUNT_POOL_ENABLED", "true"}, sized(100, 500), ""},
		{pool.Property{"account.pool.min-size", "50"}, sized(50, 500), ""},
		{pool.Property{"account.pool.target-size", "100"}, sized(100, 100), ""},
		{pool.Property{"account.pool.target-size", "0"}, sized(100, 0), ""},
		{pool.Property{"ACCOUNT_POOL_ENABLED", "TRUE"}, sized(100, 500), `ACCOUNT_POOL_ENABLED is "TRUE"; allowed: true, false`},
		{pool.Property{"ACCOUNT_POOL_ENABLED", ""}, sized(100, 500), `ACCOUNT_POOL_ENABLED is ""; allowed: true, false`},
		{pool.Property{"account.pool.min-size", "-1"}, sized(100, 500), `account.pool.min-size is "-1"` + sizes},
		{pool.Property{"account.pool.min-size", "+1"}, sized(100, 500), `account.pool.min-size is "+1"` + sizes},
		{pool.Property{"account.pool.min-size", ""}, sized(100, 500), `account.pool.min-size is ""` + sizes},
		{pool.Property{"account.pool.target-size", "5e2"}, sized(100, 500), `account.pool.target-size is "5e2"` + sizes},
		{pool.Property{"account.pool.target-size", "1000000000000"}, sized(100, 500), `account.pool.target-size is "1000000000000"` + sizes},
		{pool.Property{"account.pool.size", "1"}, sized(100, 500), `unknown property "account.pool.size"; allowed: ` +
			`ACCOUNT_POOL_ENABLED, account.pool.min-size, account.pool.target-size`},
	} {
		t.Run(tc.property.Name+"="+tc.property.Value, func(t *testing.T) {
			settings := pool.Documented()
			requireError(t, settings.Set(tc.property), tc.err)
			require.Equal(t, tc.want, settings)
		})
	}
}

// POOL-09: what settings say as properties reads back as the same settings.
func TestPropertiesReadBack(t *testing.T) {
	require.Equal(t, []pool.Property{
		{"ACCOUNT_POOL_ENABLED", "true"}, {"account.pool.min-size", "100"}, {"account.pool.target-size", "500"},
	}, pool.Documented().Properties())
	rapid.Check(t, func(t *rapid.T) {
		settings := drawSettings(t)
		var read pool.Settings
		for _, p := range settings.Properties() {
			require.NoError(t, read.Set(p))
		}
		require.Equal(t, settings, read)
	})
}

// Whatever a file holds, a property is set to what it says, or refused and left alone.
func FuzzSet(f *testing.F) {
	for _, p := range pool.Documented().Properties() {
		f.Add(p.Name, p.Value)
	}
	f.Add("account.pool.min-size", "0x10")
	f.Add("", "")
	f.Fuzz(func(t *testing.T, name, value string) {
		settings := pool.Documented()
		if err := settings.Set(pool.Property{Name: name, Value: value}); err != nil {
			require.Equal(t, pool.Documented(), settings)
			require.Contains(t, err.Error(), "allowed: ")
			return
		}
		switch name {
		case pool.PropertyEnabled:
			require.Equal(t, value, strconv.FormatBool(settings.Enabled))
		case pool.PropertyMin:
			requireNumber(t, value, settings.Min)
		default:
			require.Equal(t, pool.PropertyTarget, name)
			requireNumber(t, value, settings.Target)
		}
	})
}

// requireNumber is a text of decimal digits alone, and their number.
func requireNumber(t *testing.T, text string, number int) {
	require.Regexp(t, `^[0-9]+$`, text)
	read, err := strconv.Atoi(text)
	require.NoError(t, err)
	require.Equal(t, read, number)
}
