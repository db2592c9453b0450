package pool

import "time"

// UnclaimedUntil is valid_to of an account in the pool: 2099-01-01 (POOL-02), taken to be 00:00 UTC.
func UnclaimedUntil() time.Time { return time.Date(2099, time.January, 1, 0, 0, 0, 0, time.UTC) }

// Step is a step of one fill (POOL-04).
type Step uint8

// The steps, in order.
const (
	CreateAccount Step = iota // "create-account": the row in table account
	FillConfigs               // "fill-configs": configs to every server; one server that misses its own makes it a failure
	MarkPool                  // "mark-pool": pay_status = POOL, valid_to = UnclaimedUntil
)

// PushFailure is what a fill does when fill_configs has failed. POOL-20 says that "filled accounts won't have configs on
// servers and the fallback path will be used for new users anyway". No reading makes both halves true: an account that is in
// the pool is claimed, configs or not, for the claim looks at pay_status alone (POOL-05); one that is not is not a filled one.
type PushFailure uint8

// The two readings, each with its half of the sentence.
const (
	MarkAnyway PushFailure = iota // "mark": the account goes into the pool without its configs
	Abandon                       // "abandon": it stays out; the pool runs dry and new users get the fallback
)

// Fill is how far one fill has come. The zero value is one that is to begin.
type Fill struct {
	Next    Step // to be done; without meaning once Over
	Over    bool // nothing is left to be done
	Account bool // the account's row is there
	Configs bool // every server has its config
	Pooled  bool // the account is in the pool: it counts (POOL-03), and can be claimed (POOL-05)
}

// After is the fill once its next step has succeeded, or failed. Nothing is taken back: the documents name no clean-up, and no
// second try.
func (v PushFailure) After(f Fill, ok bool) Fill {
	if f.Over {
		return f
	}
	switch f.Next {
	case CreateAccount:
		f.Account, f.Over = ok, !ok
	case FillConfigs:
		f.Configs, f.Over = ok, !ok && v == Abandon
	default:
		f.Pooled, f.Over = ok, true
	}
	if !f.Over {
		f.Next++
	}
	return f
}

// PayStatus is that of a fill's account: POOL once it is marked, TRIAL until then, since that is what one "freshly created" is
// (POOL-02).
//
// So while an account is being filled, it is nobody's trial. Until it has its first config the background sync finds it, and
// pushes to it as well (SYNC-23); marked without configs it is left out, and found again once it has been claimed.
func (f Fill) PayStatus() PayStatus {
	if f.Pooled {
		return Pool
	}
	return Trial
}

// Orphan reports whether the fill has left an account that is in no pool and belongs to no user.
func (f Fill) Orphan() bool { return f.Over && f.Account && !f.Pooled }
