package pool

import (
	"fmt"
	"time"
)

// Flow is a way in which users come to accounts (POOL-10). All three claim from the pool first and fall back to
// createAccount().
type Flow uint8

// The three flows.
const (
	TrialRegistration Flow = iota // "trial": PaymentServiceImpl
	PaidSubscription              // "paid": PaymentServiceImpl
	AdminCreated                  // "admin": the admin API
)

// DaysMax is the longest that an account is given for, in days. No document gives one; this one is ours.
const DaysMax = 36_500

// Request asks for an account.
type Request struct {
	Flow      Flow
	DeviceID  string    // empty: none is known yet, which only an admin's account can be (assumed)
	Days      int       // trial_days, or those that are paid for, or given by an admin; the documents give no number
	PayStatus PayStatus // TRIAL or PAID; counts with AdminCreated only, for it is the admin who says (assumed)
}

// Validate says what is wrong with the request: a flow that there is none of, no device, days outside 1 to DaysMax, an admin's
// account that is neither TRIAL nor PAID.
func (r Request) Validate() error {
	switch {
	case r.Flow > AdminCreated:
		return fmt.Errorf("unknown flow %d", uint8(r.Flow))
	case r.DeviceID == "" && r.Flow != AdminCreated:
		return fmt.Errorf("flow %s needs a device id", r.Flow)
	case r.Days < 1 || r.Days > DaysMax:
		return fmt.Errorf("days are %d; allowed: 1 to %d", r.Days, DaysMax)
	case r.Flow == AdminCreated && r.PayStatus != Trial && r.PayStatus != Paid:
		return fmt.Errorf("pay status is %s; allowed: %s, %s", r.PayStatus, Trial, Paid)
	}
	return nil
}

// Account is what a claim needs to know, and changes, of one row of table account.
type Account struct {
	ID        int64
	PayStatus PayStatus
	DeviceID  string // empty: none
	ValidTo   time.Time
}

// First is the index of the account that a claim selects: the one of the smallest id that is POOL (POOL-05); -1: the pool is
// empty. The statement asks nothing else: neither whether the account has its configs, nor whether it is deleted.
//
// It locks the row until its transaction is over, so that another claimer waits and then selects the next one: no account is
// claimed twice (POOL-08).
func First(accounts []Account) int {
	first := -1
	for i := range accounts {
		if accounts[i].PayStatus == Pool && (first < 0 || accounts[i].ID < accounts[first].ID) {
			first = i
		}
	}
	return first
}

// Route is where a request's account comes from.
type Route uint8

// The routes.
const (
	FromPool Route = iota // "pool": claimed
	Fallback              // "fallback": createAccount(), the slow path (POOL-07)
	Owned                 // "owned": the device has one already
)

// Route is the way to an account, whatever the flow (POOL-10): owned says that an account has the request's device id, found
// that the pool holds one. An empty pool means the fallback (POOL-07).
//
// The documents do not say what happens when a device asks again. Here it is given the account that it has, and nothing is
// changed: so a request whose answer was lost can be sent again. That a device on trial pays is a renewal, and no matter of the
// pool. Nor do they say whether a pool that is switched off is claimed from; here it is not.
func (s Settings) Route(r Request, owned, found bool) Route {
	switch {
	case owned && r.DeviceID != "":
		return Owned
	case s.Enabled && found:
		return FromPool
	}
	return Fallback
}

// Given is the account as the claim's UPDATE leaves it (POOL-05): pay_status, device id, valid_to = now + days of 24 hours, in
// UTC. The fallback's new account comes out the same.
//
// The UPDATE of the documents has TRIAL, though paid subscriptions go through it too (POOL-10). That those come out PAID is
// assumed, as is a pay_status that an admin names.
func (r Request) Given(a Account, now time.Time) Account {
	a.DeviceID = r.DeviceID
	a.ValidTo = now.UTC().AddDate(0, 0, r.Days)
	switch r.Flow {
	case TrialRegistration:
		a.PayStatus = Trial
	case PaidSubscription:
		a.PayStatus = Paid
	default:
		a.PayStatus = r.PayStatus
	}
	return a
}
