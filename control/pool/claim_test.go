package pool_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/pool"
)

var noon = time.Date(2026, time.February, 24, 12, 0, 0, 0, time.UTC)

func TestRequestValidate(t *testing.T) {
	for _, tc := range []struct {
		name    string
		request pool.Request
		want    string // of the error; empty: none
	}{
		{"a trial", pool.Request{Flow: pool.TrialRegistration, DeviceID: "d", Days: 1}, ""},
		{"the longest", pool.Request{Flow: pool.PaidSubscription, DeviceID: "d", Days: pool.DaysMax}, ""},
		{"an admin's, for nobody yet", pool.Request{Flow: pool.AdminCreated, Days: 30, PayStatus: pool.Paid}, ""},
		{"a trial of no device", pool.Request{Flow: pool.TrialRegistration, Days: 3}, "flow trial needs a device id"},
		{"a subscription of no device", pool.Request{Flow: pool.PaidSubscription, Days: 3}, "flow paid needs a device id"},
		{"no days", pool.Request{Flow: pool.TrialRegistration, DeviceID: "d"}, "days are 0; allowed: 1 to 36500"},
		{"too many", pool.Request{DeviceID: "d", Days: pool.DaysMax + 1}, "days are 36501; allowed: 1 to 36500"},
		{"an admin's that would stay in the pool", pool.Request{Flow: pool.AdminCreated, Days: 30}, "pay status is POOL; allowed: TRIAL, PAID"},
		{"an admin's of no pay status", pool.Request{Flow: pool.AdminCreated, Days: 30, PayStatus: 3},
			"pay status is pay status(3); allowed: TRIAL, PAID"},
		{"no flow", pool.Request{Flow: 3, DeviceID: "d", Days: 3}, "unknown flow 3"},
	} {
		t.Run(tc.name, func(t *testing.T) { requireError(t, tc.request.Validate(), tc.want) })
	}
}

func TestFirst(t *testing.T) {
	account := func(id int64, status pool.PayStatus) pool.Account { return pool.Account{ID: id, PayStatus: status} }
	for _, tc := range []struct {
		name     string
		accounts []pool.Account
		want     int
	}{
		{"POOL-07: no account", nil, -1},
		{"POOL-07: none is POOL", []pool.Account{account(1, pool.Trial), account(2, pool.Paid)}, -1},
		{"POOL-05: by id, not by place", []pool.Account{account(9, pool.Pool), account(3, pool.Pool), account(5, pool.Pool)}, 1},
		{"POOL-05: POOL only", []pool.Account{account(1, pool.Trial), account(7, pool.Pool), account(2, pool.Paid)}, 1},
	} {
		t.Run(tc.name, func(t *testing.T) { require.Equal(t, tc.want, pool.First(tc.accounts)) })
	}
}

// POOL-10: the flows are alike in where their account comes from.
func TestRoute(t *testing.T) {
	off := pool.Settings{Min: 100, Target: 500}
	for _, flow := range []pool.Flow{pool.TrialRegistration, pool.PaidSubscription, pool.AdminCreated} {
		for _, tc := range []struct {
			name         string
			settings     pool.Settings
			device       string
			owned, found bool
			want         pool.Route
		}{
			{"POOL-05: claimed", pool.Documented(), "d", false, true, pool.FromPool},
			{"POOL-07: the pool is empty", pool.Documented(), "d", false, false, pool.Fallback},
			{"POOL-09: switched off", off, "d", false, true, pool.Fallback},
			{"the device asks again", pool.Documented(), "d", true, true, pool.Owned},
			{"the device asks again, the pool is empty", pool.Documented(), "d", true, false, pool.Owned},
			{"the device asks again, switched off", off, "d", true, true, pool.Owned},
			{"no device owns nothing", pool.Documented(), "", true, true, pool.FromPool},
		} {
			t.Run(flow.String()+": "+tc.name, func(t *testing.T) {
				require.Equal(t, tc.want, tc.settings.Route(pool.Request{Flow: flow, DeviceID: tc.device}, tc.owned, tc.found))
			})
		}
	}
}

func TestGiven(t *testing.T) {
	before := pool.Account{ID: 7, PayStatus: pool.Pool, ValidTo: pool.UnclaimedUntil()}
	for _, tc := range []struct {
		name    string
		request pool.Request
		want    pool.Account
	}{
		{"POOL-05: a trial", pool.Request{Flow: pool.TrialRegistration, DeviceID: "d", Days: 3},
			pool.Account{ID: 7, PayStatus: pool.Trial, DeviceID: "d", ValidTo: noon.Add(72 * time.Hour)}},
		{"POOL-10: a subscription", pool.Request{Flow: pool.PaidSubscription, DeviceID: "d", Days: 30},
			pool.Account{ID: 7, PayStatus: pool.Paid, DeviceID: "d", ValidTo: noon.Add(720 * time.Hour)}},
		{"POOL-10: an admin's, on trial", pool.Request{Flow: pool.AdminCreated, Days: 1, PayStatus: pool.Trial},
			pool.Account{ID: 7, PayStatus: pool.Trial, ValidTo: noon.Add(24 * time.Hour)}},
		{"POOL-10: an admin's, paid", pool.Request{Flow: pool.AdminCreated, DeviceID: "d", Days: 1, PayStatus: pool.Paid},
			pool.Account{ID: 7, PayStatus: pool.Paid, DeviceID: "d", ValidTo: noon.Add(24 * time.Hour)}},
		{"a pay status is an admin's alone to name", pool.Request{Flow: pool.TrialRegistration, DeviceID: "d", Days: 1, PayStatus: pool.Paid},
			pool.Account{ID: 7, PayStatus: pool.Trial, DeviceID: "d", ValidTo: noon.Add(24 * time.Hour)}},
	} {
		t.Run(tc.name, func(t *testing.T) { require.Equal(t, tc.want, tc.request.Given(before, noon)) })
	}
}

// A day has 24 hours, wherever the clock stands: in Berlin that of 29 March 2026 has 23.
func TestADayHas24Hours(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	eve := time.Date(2026, time.March, 28, 12, 0, 0, 0, berlin)
	given := pool.Request{DeviceID: "d", Days: 1}.Given(pool.Account{}, eve)
	require.Equal(t, eve.Add(24*time.Hour).UTC(), given.ValidTo)
}

// POOL-05, -07, -08: however devices ask, and ask again, each gets one account and no account goes to two; the pool empties by
// id, and only an empty one sends anybody to the fallback.
func TestClaimLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		accounts := drawAccounts(t)
		given := map[string]int64{} // what each device was given
		last := int64(-1)
		for range rapid.IntRange(0, 20).Draw(t, "requests") {
			r := drawRequest(t)
			require.NoError(t, r.Validate())
			owned := slices.IndexFunc(accounts, func(a pool.Account) bool { return a.DeviceID == r.DeviceID })
			first := pool.First(accounts)
			switch pool.Documented().Route(r, owned >= 0, first >= 0) {
			case pool.Owned:
				require.Equal(t, given[r.DeviceID], accounts[owned].ID)
				continue
			case pool.FromPool:
				require.Greater(t, accounts[first].ID, last, "by id")
				last = accounts[first].ID
				accounts[first] = r.Given(accounts[first], noon)
				require.NotContains(t, given, r.DeviceID)
				given[r.DeviceID] = last
			case pool.Fallback:
				require.False(t, slices.ContainsFunc(accounts, func(a pool.Account) bool { return a.PayStatus == pool.Pool }))
				accounts = append(accounts, r.Given(pool.Account{ID: int64(1000 + len(accounts))}, noon))
				given[r.DeviceID] = accounts[len(accounts)-1].ID
			}
		}
		holders := map[int64]bool{}
		for _, id := range given {
			require.False(t, holders[id], "POOL-08: account %d was given twice", id)
			holders[id] = true
		}
	})
}

// drawAccounts are a pool, in some order of ids, among accounts of others.
func drawAccounts(t *rapid.T) []pool.Account {
	ids := rapid.SliceOfNDistinct(rapid.Int64Range(0, 999), 0, 12, rapid.ID[int64]).Draw(t, "ids")
	accounts := make([]pool.Account, len(ids))
	for i, id := range ids {
		accounts[i] = pool.Account{ID: id, PayStatus: pool.Pool, ValidTo: pool.UnclaimedUntil()}
		if rapid.IntRange(0, 3).Draw(t, "taken") == 0 {
			accounts[i] = pool.Account{ID: id, PayStatus: pool.Trial, DeviceID: "another's", ValidTo: noon}
		}
	}
	return accounts
}

func drawRequest(t *rapid.T) pool.Request {
	return pool.Request{
		Flow:      rapid.SampledFrom([]pool.Flow{pool.TrialRegistration, pool.PaidSubscription, pool.AdminCreated}).Draw(t, "flow"),
		DeviceID:  rapid.StringMatching(`[a-j]`).Draw(t, "device"),
		Days:      rapid.IntRange(1, 400).Draw(t, "days"),
		PayStatus: rapid.SampledFrom([]pool.PayStatus{pool.Trial, pool.Paid}).Draw(t, "pay status"),
	}
}
