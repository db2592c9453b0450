package accounts

import (
	"time"

	"reprise/control/pool"
	"reprise/sim"
)

// System is what the accounts meet of the rest of the control plane. Its tables know an account by its id; ids are given
// out from 0 up.
type System interface {
	// Connect waits for a connection of the backend's database pool: granted follows, or late once the caller gives up.
	Connect(granted, late sim.Event)
	// Disconnect gives a granted connection back.
	Disconnect()
	// Query is a statement of its own: Connect, the time of a query, Disconnect, served.
	Query(served, late sim.Event)

	// Inserted is a new account that belongs to nobody yet.
	Inserted(id int64)
	// Configured is an account whose configs came to every server that takes any.
	Configured(id int64)
	// Push pushes an account's configs server by server: done follows when every server took its own, else failed.
	Push(id int64, done, failed sim.Event)
	// Pooled is an account that is POOL from now on.
	Pooled(id int64)

	Witness
}

// Witness is told what happens. Those that return a number are given it back with what follows from it, as because.
type Witness interface {
	// Given is a user who has an account from now on.
	Given(to User, from pool.Route, account pool.Account)
	// Refused is a user who has none after all, NoConnection or for another reason.
	Refused(to User, reason string)
	// ExpiryKept is an account whose servers keep the old expiry, for fill-account was late or failed.
	ExpiryKept(to User, reason string)
	// Overstays is an account whose time is over, and which its servers let in all the same.
	Overstays(to User)

	FillStarted(f FillReport) (number int32)
	FillFinished(f FillReport)
	// QueryLate is a statement of the scheduler, or of a fill, that got no connection.
	QueryLate(by string)

	Low(s pool.Status)
	Emptied(since time.Duration)
	Recovered(s pool.Status, low time.Duration)
	// Alerted is AccountPoolLow going off (POOL-15), with what the signs point to (POOL-18).
	Alerted(s pool.Status, looks pool.Depletion)
}

// User is who signs up.
type User struct {
	Name    int32         // a named client's number, or Nobody
	Because int32         // the log entry of the wish, or Nobody
	Flow    pool.Flow     // POOL-10
	Waited  time.Duration // since the wish
}

// NoConnection is why a user is refused who waited for a connection of the database pool in vain.
const NoConnection = "no database connection"

// Nobody stands for a user without a name, and for no log entry.
const Nobody int32 = -1

// FillReport is one fill of many accounts, by the scheduler or by hand.
type FillReport struct {
	ByHand       bool
	Size         int // of the pool
	Asked        int // accounts
	Made, Failed int
	Took         time.Duration
	Because      int32
}

// Alone is a System with nothing in it: connections are free and take no time, nobody watches. With it the pool is what the
// exact method of control/pool/exact describes.
type Alone struct{ Engine *sim.Engine }

// Connect grants at once.
func (a Alone) Connect(granted, _ sim.Event) { a.Engine.After(0, granted) }

// Query serves at once.
func (a Alone) Query(served, _ sim.Event) { a.Engine.After(0, served) }

// Push is done at once.
func (a Alone) Push(_ int64, done, _ sim.Event) { a.Engine.After(0, done) }

// The rest leaves no trace.

func (Alone) Disconnect()                          {}
func (Alone) Inserted(int64)                       {}
func (Alone) Configured(int64)                     {}
func (Alone) Pooled(int64)                         {}
func (Alone) Given(User, pool.Route, pool.Account) {}
func (Alone) Refused(User, string)                 {}
func (Alone) ExpiryKept(User, string)              {}
func (Alone) Overstays(User)                       {}
func (Alone) FillStarted(FillReport) int32         { return Nobody }
func (Alone) FillFinished(FillReport)              {}
func (Alone) QueryLate(string)                     {}
func (Alone) Low(pool.Status)                      {}
func (Alone) Emptied(time.Duration)                {}
func (Alone) Recovered(pool.Status, time.Duration) {}
func (Alone) Alerted(pool.Status, pool.Depletion)  {}
