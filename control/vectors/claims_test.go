package vectors_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
	"reprise/control/pool"
)

type (
	pooledIn struct {
		ID        int64  `json:"id"`
		PayStatus string `json:"pay_status"`
	}
	firstIn struct {
		Accounts []pooledIn `json:"accounts"`
	}
	firstOut struct {
		ID *int64 `json:"id"`
	}
	claimIn struct {
		Enabled   bool    `json:"enabled"`
		Flow      string  `json:"flow"`
		DeviceID  *string `json:"device_id"`
		Days      int     `json:"days"`
		PayStatus *string `json:"pay_status"`
		Now       string  `json:"now"`
		Owned     bool    `json:"owned"`
		Found     bool    `json:"found"`
	}
	givenOut struct {
		PayStatus string  `json:"pay_status"`
		DeviceID  *string `json:"device_id"`
		ValidTo   string  `json:"valid_to"`
	}
	claimOut struct {
		Route       *string   `json:"route"`
		Given       *givenOut `json:"given"`
		FillAccount bool      `json:"fill_account"`
	}
	expiryIn struct {
		ValidTo string `json:"valid_to"`
		OK      bool   `json:"ok"`
		TookMS  int64  `json:"took_ms"`
	}
	expiryOut struct {
		Database string `json:"database"`
		Server   string `json:"server"`
		Leaks    bool   `json:"leaks"`
	}
	expiriesOut struct {
		Unclaimed expiryOut `json:"unclaimed"`
		Claimed   expiryOut `json:"claimed"`
		Filled    expiryOut `json:"filled"`
	}
)

// claimRules are those by which users come to an account.
var claimRules = []rule{
	ruleOf("pool-first", []string{"POOL-05", "POOL-07"},
		"The account that a claim selects; null: the pool is empty.",
		decideFirst, firstInputs(), drawFirstIn),
	ruleOf("pool-claim", []string{"POOL-05", "POOL-06", "POOL-07", "POOL-09", "POOL-10"},
		"Where a request's account comes from, how it is given, and whether fill-account follows. owned: an account has the device id; "+
			"found: pool-first selects one. pay_status is an admin's alone. Route null: the request is refused; given null: so too, or "+
			"the account stays as it is.",
		decideClaim, claimInputs(), drawClaimIn),
	ruleOf("pool-expiry", []string{"POOL-02", "POOL-05", "POOL-06"},
		"Until when an account is valid by the database and by a server: in the pool, after the claim, and after fill-account, which "+
			"succeeds or not and takes so long.",
		decideExpiry, expiryInputs(), drawExpiryIn),
}

func decideFirst(in firstIn) (out firstOut) {
	accounts := make([]pool.Account, len(in.Accounts))
	for i, a := range in.Accounts {
		accounts[i] = pool.Account{ID: a.ID, PayStatus: valueOf[pool.PayStatus](a.PayStatus)}
	}
	if i := pool.First(accounts); i >= 0 {
		out.ID = known(accounts[i].ID)
	}
	return out
}

func decideClaim(in claimIn) (out claimOut) {
	r := pool.Request{Flow: valueOf[pool.Flow](in.Flow), DeviceID: or(in.DeviceID, ""), Days: in.Days,
		PayStatus: valueOf[pool.PayStatus](or(in.PayStatus, "POOL"))}
	if r.Validate() != nil {
		return out
	}
	route := pool.Settings{Enabled: in.Enabled, Min: 100, Target: 500}.Route(r, in.Owned, in.Found)
	out.Route, out.FillAccount = known(route.String()), route.FillsAccount()
	if route == pool.Owned {
		return out
	}
	a := r.Given(pool.Account{}, instantOf(in.Now))
	out.Given = &givenOut{a.PayStatus.String(), nil, instant(a.ValidTo)}
	if a.DeviceID != "" {
		out.Given.DeviceID = &a.DeviceID
	}
	return out
}

func decideExpiry(in expiryIn) expiriesOut {
	show := func(e pool.Expiry) expiryOut { return expiryOut{instant(e.Database), instant(e.Server), e.Leaks()} }
	claimed := pool.Unclaimed().Claimed(instantOf(in.ValidTo))
	filled := claimed.Filled(in.OK, time.Duration(in.TookMS)*time.Millisecond)
	return expiriesOut{show(pool.Unclaimed()), show(claimed), show(filled)}
}

func firstInputs() []input[firstIn] {
	return []input[firstIn]{
		{"no account", firstIn{[]pooledIn{}}},
		{"none is POOL", firstIn{[]pooledIn{{1, "TRIAL"}, {2, "PAID"}}}},
		{"by id, not by place", firstIn{[]pooledIn{{9, "POOL"}, {3, "POOL"}, {5, "POOL"}}}},
		{"POOL only", firstIn{[]pooledIn{{1, "TRIAL"}, {7, "POOL"}, {2, "PAID"}}}},
	}
}

func drawFirstIn(r *rand.Rand) firstIn {
	in := firstIn{[]pooledIn{}}
	for i, id := range r.Perm(r.IntN(10)) {
		in.Accounts = append(in.Accounts, pooledIn{int64(id*10 + i%2), drawName[pool.PayStatus](r)})
	}
	return in
}

// claimInputs are each flow on each route, and what is refused.
func claimInputs() (inputs []input[claimIn]) {
	const now = "2026-02-24T12:00:00Z"
	add := func(name string, in claimIn) { inputs = append(inputs, input[claimIn]{in.Flow + ": " + name, in}) }
	for _, flow := range namesOf[pool.Flow]() {
		in := claimIn{true, flow, known("a-device"), 3, nil, now, false, true}
		if flow == "admin" {
			in.PayStatus = known("PAID")
		}
		for _, switched := range bools {
			for _, owned := range bools {
				for _, found := range bools {
					in.Enabled, in.Owned, in.Found = !switched, owned, found
					add(caseName(wordIf(found, "one is there")+wordIf(!found, "the pool is empty"), wordIf(switched, "switched off"),
						wordIf(owned, "the device asks again")), in)
				}
			}
		}
		in.Enabled, in.Owned, in.Found = true, false, true
		for _, days := range []int{-1, 0, 1, 400, pool.DaysMax, pool.DaysMax + 1} {
			in.Days = days
			add(fmt.Sprintf("%d days", days), in)
		}
		in.Days, in.DeviceID, in.Owned = 3, nil, true
		add("no device id", in)
	}
	for _, payStatus := range namesOf[pool.PayStatus]() {
		add("to be "+payStatus, claimIn{true, "admin", nil, 30, &payStatus, now, false, true})
	}
	add("it names no pay status", claimIn{true, "trial", known("a-device"), 30, known("PAID"), now, false, true})
	add("over 29 February", claimIn{true, "paid", known("a-device"), 365, nil, "2027-12-31T23:59:59Z", false, true})
	return inputs
}

func drawClaimIn(r *rand.Rand) claimIn {
	now := time.Date(2026, time.February, 7, 0, 0, r.IntN(1000*24*hour), 0, time.UTC)
	in := claimIn{r.IntN(4) > 0, drawName[pool.Flow](r), nil, r.IntN(800) - 5, nil, instant(now), drawBool(r), drawBool(r)}
	if r.IntN(8) > 0 {
		in.DeviceID = known(fmt.Sprintf("device-%d", r.IntN(1000)))
	}
	if drawBool(r) {
		in.PayStatus = known(drawName[pool.PayStatus](r))
	}
	return in
}

func expiryInputs() (inputs []input[expiryIn]) {
	timeout := pool.FillAccountTimeout.Milliseconds()
	for _, ok := range bools {
		for _, ms := range []int64{0, timeout - 1, timeout, timeout + 1} {
			name := fmt.Sprintf("%s after %d ms", wordIf(ok, "succeeds")+wordIf(!ok, "fails"), ms)
			inputs = append(inputs, input[expiryIn]{name, expiryIn{"2026-02-27T12:00:00Z", ok, ms}})
		}
	}
	return append(inputs, input[expiryIn]{"given for longer than 2099", expiryIn{"2099-01-02T00:00:00Z", false, 0}})
}

func drawExpiryIn(r *rand.Rand) expiryIn {
	validTo := time.Date(2026, time.February, 8, 0, 0, r.IntN(80*365*24*hour), 0, time.UTC)
	return expiryIn{instant(validTo), drawBool(r), r.Int64N(240_000)}
}

// The pool and the delivery of configs number account.pay_status alike (POOL-02): neither may import the other.
func TestPayStatusIsOneEnumeration(t *testing.T) {
	require.Equal(t, payStatuses, namesOf[pool.PayStatus]())
	for _, same := range []struct {
		here  pool.PayStatus
		there delivery.PayStatus
	}{{pool.Pool, delivery.Pool}, {pool.Trial, delivery.Trial}, {pool.Paid, delivery.Paid}} {
		require.Equal(t, uint8(same.here), uint8(same.there))
		require.Equal(t, same.here.String(), payStatuses[same.there])
	}
}
