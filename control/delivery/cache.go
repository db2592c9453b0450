package delivery

import "time"

// Platform is a kind of client.
type Platform uint8

// The three clients.
const (
	Desktop Platform = iota // "desktop"
	Android                 // "android"
	IOS                     // "ios"
)

// Refresh is when a client looks at the age of its list.
type Refresh uint8

// Each looks at the moments of the one before it, too.
const (
	AtStart  Refresh = iota // "at-start": only when the app is started
	OnUse                   // "on-use": whenever the user connects as well
	OnExpiry                // "on-expiry": by a timer as well, the moment the list expires, even in an idle app
)

// OnError is what a client does with its list when a refresh fails.
type OnError uint8

// OnError's choices; the recommendation of SYNC-15 rests on the first.
const (
	KeepOnError OnError = iota // "keep"
	DropOnError                // "drop"
)

// OnEmpty is what a client does with its list when it is sent one of no servers.
type OnEmpty uint8

// OnEmpty's choices; the recommendation of SYNC-15 rests on the first.
const (
	KeepOnEmpty  OnEmpty = iota // "keep"
	StoreOnEmpty                // "store"
)

// AfterFailure is when a client tries again after a refresh that brought no list.
type AfterFailure uint8

// AfterFailure's choices.
const (
	Retry AfterFailure = iota // "retry": the list stays due; the next look tries again
	Wait                      // "wait": the attempt counts as a refresh; the age of a list that is held starts anew
	Stop                      // "stop": no refresh until a restart
)

// AgeClock is the clock a client measures the age of its list by.
type AgeClock uint8

// AgeClock's choices.
const (
	WallClock  AgeClock = iota // "wall"
	AwakeClock                 // "awake": monotonic, stands still while the computer sleeps
)

// Elapsed is what the clock shows of a span of wall time of which the computer slept a part. By AwakeClock a list of
// SYNC-08's 1 h can be served hours later.
func (c AgeClock) Elapsed(wall, asleep time.Duration) time.Duration {
	if c == AwakeClock {
		return wall - asleep
	}
	return wall
}

// OnMissing is what a client does when it holds no config for the country that the user wants.
type OnMissing uint8

// OnMissing's choices. The desktop app was seen to crash (SYNC-06); that a missing config was the reason is assumed.
const (
	FailOnMissing  OnMissing = iota // "fail": it says so
	CrashOnMissing                  // "crash"
)

// CacheRules is how a client keeps its list of configs, and what it does without one.
type CacheRules struct {
	TTL             time.Duration // a list this old is due for a refresh; 0: always due
	Refresh         Refresh
	OnError         OnError
	OnEmpty         OnEmpty
	AfterFailure    AfterFailure
	Clock           AgeClock
	SurvivesRestart bool
	AsksAgain       bool // after a refresh that brought no list the running app asks again by itself, whatever its Refresh
	OnMissing       OnMissing
}

// DefaultRules is what the documents state of a client's cache, with the least assumed about the rest.
//
// Documented: the desktop caches for 1 h and a restart clears it (SYNC-08); the phones store their lists (Room, files) and
// update them on each request (SYNC-09, -10). Assumed: that phones' lists outlive a restart because of where they are
// stored; that all look on use, which is the weakest reading of "will use them for up to 1 hour" and of "each request";
// keeping on error and on empty, which SYNC-15 presumes; trying again at the next look and not by itself; wall time; that
// the desktop's crash of SYNC-06 came from a missing config.
func DefaultRules(p Platform) CacheRules {
	if p == Desktop {
		return CacheRules{TTL: time.Hour, Refresh: OnUse, OnMissing: CrashOnMissing}
	}
	return CacheRules{Refresh: OnUse, SurvivesRestart: true}
}

// Moment is when a client may ask for configs.
type Moment uint8

// The moments.
const (
	Start       Moment = iota // "start": the app comes up with whatever it holds
	Connect                   // "connect": the user connects
	Expiry                    // "expiry": the list reaches its TTL in a running app
	Restart                   // "restart": the user restarts the app
	Invalidated               // "invalidated": the backend says that the list is void; no such channel exists today (SYNC-20)
)

// Held is what decides on a refresh of the list that a client holds.
type Held struct {
	Has          bool          // a list is held, even one of no servers
	Age          time.Duration // by the client's AgeClock, since it was stored or, under Wait, last failed to refresh
	FailedBefore bool          // the last refresh brought no list, and the app was not restarted since
}

// Fetches reports whether the client asks for configs at the moment: at a restart always, since a started app asks, and
// when told that its list is void; otherwise where its Refresh looks and finds no list or one that is due.
func (r CacheRules) Fetches(m Moment, h Held) bool {
	switch m {
	case Restart, Invalidated:
		return true
	case Connect:
		if r.Refresh < OnUse {
			return false
		}
	case Expiry:
		if !r.Timed(h) {
			return false
		}
	}
	if r.AfterFailure == Stop && h.FailedBefore {
		return false
	}
	if m == Expiry && r.AsksAgain && h.FailedBefore {
		return true
	}
	return !h.Has || h.Age >= r.TTL
}

// Timed reports whether a timer of the running app looks after the list: under OnExpiry always, but for a TTL of 0, at
// which it would never rest; and after a failure where the app asks again by itself.
func (r CacheRules) Timed(h Held) bool {
	return r.Refresh == OnExpiry && r.TTL > 0 || r.AsksAgain && h.FailedBefore
}

// ClearedBy reports whether the moment takes the client's list away before anything is asked. An invalidation does not:
// should the fetch fail, the void list is what OnError decides about.
func (r CacheRules) ClearedBy(m Moment) bool { return m == Restart && !r.SurvivesRestart }

// Effect is what an answer does to the list that a client holds.
type Effect uint8

// The effects.
const (
	Replace Effect = iota // "replace": the served list takes its place
	Keep                  // "keep": it stays
	Clear                 // "clear": the client has no servers now
)

// Receives is the effect of an answer of kind k. A Full or Partial list replaces the old one, however short (SYNC-14); pass
// Answer.Arrives rather than Answer.Kind, so that one of no servers counts as the empty list it is.
func (r CacheRules) Receives(k AnswerKind) Effect {
	switch {
	case k == Error && r.OnError == KeepOnError, k == EmptyList && r.OnEmpty == KeepOnEmpty:
		return Keep
	case k == Error, k == EmptyList:
		return Clear
	default:
		return Replace
	}
}

// After is what is held once an answer of kind k has come. A list that was stored, even an empty one, is as fresh as any;
// a kept or dropped one is a failed refresh.
func (r CacheRules) After(h Held, k AnswerKind) Held {
	effect := r.Receives(k)
	if effect == Replace || effect == Clear && k == EmptyList {
		return Held{Has: true}
	}
	if effect == Clear {
		h.Has = false
	}
	h.FailedBefore = true
	if r.AfterFailure == Wait {
		h.Age = 0
	}
	return h
}
