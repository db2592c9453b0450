package vectors_test

import (
	"math/rand/v2"
	"time"

	"reprise/control/delivery"
)

// Of a client's cache rules each vector holds those that the decision rests on. What is held: age_seconds by the
// client's clock, or null where no list is held, which an empty list is.
type (
	platformIn struct {
		Platform string `json:"platform"`
	}
	cacheRulesOut struct {
		TTLSeconds      int64  `json:"ttl_seconds"`
		Refresh         string `json:"refresh"`
		OnError         string `json:"on_error"`
		OnEmpty         string `json:"on_empty"`
		AfterFailure    string `json:"after_failure"`
		Clock           string `json:"clock"`
		SurvivesRestart bool   `json:"survives_restart"`
		AsksAgain       bool   `json:"asks_again"`
		OnMissing       string `json:"on_missing"`
	}
	heldIn struct {
		AgeSeconds   *int64 `json:"age_seconds"`
		FailedBefore bool   `json:"failed_before"`
	}
	elapsedIn struct {
		Clock         string `json:"clock"`
		WallSeconds   int64  `json:"wall_seconds"`
		AsleepSeconds int64  `json:"asleep_seconds"`
	}
	elapsedOut struct {
		Seconds int64 `json:"elapsed_seconds"`
	}
	timedIn struct {
		TTLSeconds int64  `json:"ttl_seconds"`
		Refresh    string `json:"refresh"`
		AsksAgain  bool   `json:"asks_again"`
		Held       heldIn `json:"held"`
	}
	timedOut struct {
		Timed bool `json:"timed"`
	}
	fetchesIn struct {
		timedIn
		AfterFailure string `json:"after_failure"`
	}
	clearedIn struct {
		SurvivesRestart bool `json:"survives_restart"`
	}
	momentsOut struct {
		Moments []string `json:"moments"`
	}
	receivesIn struct {
		OnError string `json:"on_error"`
		OnEmpty string `json:"on_empty"`
		Answer  string `json:"answer"`
	}
	effectOut struct {
		Effect string `json:"effect"`
	}
	afterIn struct {
		receivesIn
		AfterFailure string `json:"after_failure"`
		Held         heldIn `json:"held"`
	}
	heldOut struct {
		Held heldIn `json:"held"`
	}
	triesIn struct {
		Platform string `json:"platform"`
		Held     int    `json:"held"`
	}
	triesOut struct {
		Tries int `json:"tries"`
	}
)

// clientRules are what a client does with its list of configs.
var clientRules = []rule{
	ruleOf("cache-defaults", []string{"SYNC-06", "SYNC-08", "SYNC-09", "SYNC-10", "SYNC-15"},
		"The cache rules of a platform: documented where the facts say so, else assumed.",
		decideDefaults, platformInputs(), nil),
	ruleOf("cache-elapsed", []string{"SYNC-08"},
		"What the clock that a client measures its list's age by shows of a span in which the computer slept.",
		func(in elapsedIn) elapsedOut {
			clock := valueOf[delivery.AgeClock](in.Clock)
			return elapsedOut{seconds(clock.Elapsed(spanOf(in.WallSeconds), spanOf(in.AsleepSeconds)))}
		},
		elapsedInputs(), drawElapsedIn),
	ruleOf("cache-timed", []string{"SYNC-08", "SYNC-15"},
		"Whether a timer of the running app looks after the list.",
		func(in timedIn) timedOut { return timedOut{in.rules().Timed(in.Held.held())} },
		timedInputs(), drawTimedIn),
	ruleOf("cache-fetches", []string{"SYNC-08", "SYNC-09", "SYNC-10", "SYNC-15", "SYNC-20"},
		"The moments at which the client asks for configs, holding what it holds.",
		decideFetches, fetchesInputs(),
		func(r *rand.Rand) fetchesIn { return fetchesIn{drawTimedIn(r), drawName[delivery.AfterFailure](r)} }),
	ruleOf("cache-cleared", []string{"SYNC-08", "SYNC-09", "SYNC-10"},
		"The moments that take the list away before anything is asked.",
		func(in clearedIn) momentsOut {
			return momentsAt(delivery.CacheRules{SurvivesRestart: in.SurvivesRestart}.ClearedBy)
		},
		[]input[clearedIn]{{"in memory", clearedIn{false}}, {"stored", clearedIn{true}}}, nil),
	ruleOf("cache-receives", []string{"SYNC-14", "SYNC-15"},
		"What an answer does to the list that is held; answer is what arrives, as in partial-answer.",
		func(in receivesIn) effectOut {
			effect := in.rules().Receives(valueOf[delivery.AnswerKind](in.Answer))
			return effectOut{effects[effect]}
		},
		receivesInputs(), nil),
	ruleOf("cache-after", []string{"SYNC-14", "SYNC-15"},
		"What is held once an answer has come.",
		decideAfter, afterInputs(),
		func(r *rand.Rand) afterIn {
			return afterIn{drawOneOf(r, receivesInputs()...).in, drawName[delivery.AfterFailure](r), drawHeldIn(r)}
		}),
	ruleOf("tries", []string{"LB-07", "LB-11", "LB-13"},
		"How many of a country's servers that a client holds it tries before an attempt has failed.",
		func(in triesIn) triesOut {
			return triesOut{delivery.Tries(valueOf[delivery.Platform](in.Platform), in.Held)}
		},
		triesInputs(),
		func(r *rand.Rand) triesIn { return triesIn{drawName[delivery.Platform](r), r.IntN(20)} }),
}

// effects are the names of the effects, in the order of their constants.
var effects = []string{"replace", "keep", "clear"}

func decideDefaults(in platformIn) cacheRulesOut {
	c := delivery.DefaultRules(valueOf[delivery.Platform](in.Platform))
	return cacheRulesOut{
		TTLSeconds: seconds(c.TTL), Refresh: c.Refresh.String(), OnError: c.OnError.String(), OnEmpty: c.OnEmpty.String(),
		AfterFailure: c.AfterFailure.String(), Clock: c.Clock.String(), SurvivesRestart: c.SurvivesRestart,
		AsksAgain: c.AsksAgain, OnMissing: c.OnMissing.String(),
	}
}

func decideFetches(in fetchesIn) momentsOut {
	rules := in.rules()
	rules.AfterFailure = valueOf[delivery.AfterFailure](in.AfterFailure)
	return momentsAt(func(m delivery.Moment) bool { return rules.Fetches(m, in.Held.held()) })
}

func decideAfter(in afterIn) heldOut {
	rules := in.rules()
	rules.AfterFailure = valueOf[delivery.AfterFailure](in.AfterFailure)
	after := rules.After(in.Held.held(), valueOf[delivery.AnswerKind](in.Answer))
	out := heldIn{FailedBefore: after.FailedBefore}
	if after.Has {
		out.AgeSeconds = known(seconds(after.Age))
	}
	return heldOut{out}
}

// momentsAt are the moments at which something is so.
func momentsAt(isSo func(delivery.Moment) bool) momentsOut {
	names := []string{}
	for _, name := range namesOf[delivery.Moment]() {
		if isSo(valueOf[delivery.Moment](name)) {
			names = append(names, name)
		}
	}
	return momentsOut{names}
}

func (in timedIn) rules() delivery.CacheRules {
	return delivery.CacheRules{TTL: spanOf(in.TTLSeconds), Refresh: valueOf[delivery.Refresh](in.Refresh), AsksAgain: in.AsksAgain}
}

func (in receivesIn) rules() delivery.CacheRules {
	return delivery.CacheRules{OnError: valueOf[delivery.OnError](in.OnError), OnEmpty: valueOf[delivery.OnEmpty](in.OnEmpty)}
}

func (in heldIn) held() delivery.Held {
	return delivery.Held{Has: in.AgeSeconds != nil, Age: spanOf(or(in.AgeSeconds, 0)), FailedBefore: in.FailedBefore}
}

func spanOf(seconds int64) time.Duration { return time.Duration(seconds) * time.Second }
func seconds(span time.Duration) int64   { return int64(span / time.Second) }
