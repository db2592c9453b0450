package vectors_test

import (
	"fmt"
	"math/rand/v2"

	"reprise/control/delivery"
)

// hour is the desktop's CACHE_HOURS = 1, in seconds.
const hour = 3600

func platformInputs() (inputs []input[platformIn]) {
	for _, platform := range namesOf[delivery.Platform]() {
		inputs = append(inputs, input[platformIn]{platform, platformIn{platform}})
	}
	return inputs
}

// elapsedInputs have the incident's span in them: a list of 11:42, looked at at 14:27.
func elapsedInputs() (inputs []input[elapsedIn]) {
	for _, clock := range namesOf[delivery.AgeClock]() {
		inputs = append(inputs,
			input[elapsedIn]{clock + ", asleep for two hours of 2:45", elapsedIn{clock, 9900, 7200}},
			input[elapsedIn]{clock + ", never asleep", elapsedIn{clock, 9900, 0}},
			input[elapsedIn]{clock + ", asleep throughout", elapsedIn{clock, hour, hour}},
			input[elapsedIn]{clock + ", no time", elapsedIn{clock, 0, 0}},
		)
	}
	return inputs
}

func drawElapsedIn(r *rand.Rand) elapsedIn {
	wall := r.Int64N(30 * 24 * hour)
	return elapsedIn{drawName[delivery.AgeClock](r), wall, r.Int64N(wall + 1)}
}

// heldInputs are what can be held of a list that is due after an hour, or always.
func heldInputs(ttl int64) (inputs []input[heldIn]) {
	ages := []input[*int64]{{"nothing held", nil}, {"fresh", known[int64](hour - 1)}, {"due", known[int64](hour)}}
	if ttl == 0 {
		ages = []input[*int64]{{"nothing held", nil}, {"just stored", known[int64](0)}}
	}
	for _, age := range ages {
		for _, failed := range bools {
			name := caseName(age.name, wordIf(failed, "failed before"))
			inputs = append(inputs, input[heldIn]{name, heldIn{age.in, failed}})
		}
	}
	return inputs
}

// timedInputs are each rule with each of what can be held.
func timedInputs() (inputs []input[timedIn]) {
	for _, ttl := range []int64{hour, 0} {
		for _, refresh := range namesOf[delivery.Refresh]() {
			for _, again := range bools {
				for _, held := range heldInputs(ttl) {
					name := caseName(refresh, wordIf(ttl == 0, "always due"), wordIf(again, "asks again"), held.name)
					inputs = append(inputs, input[timedIn]{name, timedIn{ttl, refresh, again, held.in}})
				}
			}
		}
	}
	return inputs
}

func fetchesInputs() (inputs []input[fetchesIn]) {
	for _, after := range namesOf[delivery.AfterFailure]() {
		for _, timed := range timedInputs() {
			inputs = append(inputs, input[fetchesIn]{after + ": " + timed.name, fetchesIn{timed.in, after}})
		}
	}
	return inputs
}

func drawTimedIn(r *rand.Rand) timedIn {
	ttl := drawOneOf[int64](r, 0, 60, hour, r.Int64N(2*hour))
	held := drawHeldIn(r)
	if held.AgeSeconds != nil && r.IntN(3) == 0 {
		held.AgeSeconds = known(max(ttl+r.Int64N(3)-1, 0)) // about when it gets due
	}
	return timedIn{ttl, drawName[delivery.Refresh](r), drawBool(r), held}
}

func drawHeldIn(r *rand.Rand) heldIn {
	return heldIn{perhaps(r, func(r *rand.Rand) int64 { return r.Int64N(2 * hour) }), drawBool(r)}
}

func receivesInputs() (inputs []input[receivesIn]) {
	for _, answer := range namesOf[delivery.AnswerKind]() {
		for _, onError := range namesOf[delivery.OnError]() {
			for _, onEmpty := range namesOf[delivery.OnEmpty]() {
				name := fmt.Sprintf("%s, on error %s, on empty %s", answer, onError, onEmpty)
				inputs = append(inputs, input[receivesIn]{name, receivesIn{onError, onEmpty, answer}})
			}
		}
	}
	return inputs
}

// afterInputs are each rule and answer with an old list, one whose refresh failed before, and none.
func afterInputs() (inputs []input[afterIn]) {
	for _, receives := range receivesInputs() {
		for _, after := range namesOf[delivery.AfterFailure]() {
			for _, held := range []input[heldIn]{
				{"an old list", heldIn{known[int64](2 * hour), false}},
				{"an old list, failed before", heldIn{known[int64](2 * hour), true}},
				{"nothing held, failed before", heldIn{nil, true}},
			} {
				inputs = append(inputs, input[afterIn]{caseName(receives.name, after, held.name), afterIn{receives.in, after, held.in}})
			}
		}
	}
	return inputs
}

func triesInputs() (inputs []input[triesIn]) {
	for _, platform := range namesOf[delivery.Platform]() {
		for _, held := range []int{0, 1, 2, 5} {
			inputs = append(inputs, input[triesIn]{fmt.Sprintf("%s, %d held", platform, held), triesIn{platform, held}})
		}
	}
	return inputs
}
