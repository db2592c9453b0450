package pool

import "time"

// FillAccountTimeout is how long the backend waits for fill-account (POOL-06).
const FillAccountTimeout = 120 * time.Second

// FillsAccount reports whether POST /api/v1/sync/fill-account/{accountId} follows once the account is given: after the commit
// of a claim (POOL-06), and nowhere else. createAccount() has pushed what it set, and one that a device has already is not
// pushed again.
func (v Route) FillsAccount() bool { return v == FromPool }

// Expiry is until when an account is valid, by the database and by one server that has its config.
type Expiry struct {
	Database time.Time // account.valid_to
	Server   time.Time // at which the server stops letting the account in
}

// Unclaimed is the expiry of an account in the pool: 2099, here and there (POOL-02). As the steps of a fill are written
// (POOL-04), valid_to becomes 2099 only after the configs were pushed; with which expiry they were, the documents do not say.
// That it is 2099 is assumed.
func Unclaimed() Expiry { return Expiry{UnclaimedUntil(), UnclaimedUntil()} }

// Claimed is the expiry after the claim's commit: the database has the new one, the server keeps its own until fill-account
// succeeds (POOL-05, -06).
func (e Expiry) Claimed(validTo time.Time) Expiry { return Expiry{validTo, e.Server} }

// Filled is the expiry after fill-account has ended, well or not, having taken so long. When it succeeds before its time-out
// the server has the database's (POOL-06). Otherwise the server keeps what it had, 2099 after a claim: no document names a
// second try. That a server does not after all do what the backend no longer waits for is assumed.
func (e Expiry) Filled(ok bool, took time.Duration) Expiry {
	if ok && took < FillAccountTimeout {
		e.Server = e.Database
	}
	return e
}

// Leaks reports whether the server lets the account in for longer than the database says.
func (e Expiry) Leaks() bool { return e.Server.After(e.Database) }
