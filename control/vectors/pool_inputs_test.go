package vectors_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"reprise/control/pool"
)

func historyInputs() []input[historyIn] {
	return []input[historyIn]{
		{"before the pool", historyIn{"2026-02-06T23:59:59Z"}},
		{"the first day", historyIn{"2026-02-07T00:00:00Z"}},
		{"the eve of the change", historyIn{"2026-02-23T23:59:59Z"}},
		{"the day of the change", historyIn{"2026-02-24T00:00:00Z"}},
		{"March", historyIn{"2026-03-15T12:00:00Z"}},
	}
}

// drawHistoryIn draws an instant of the first months of 2026, often one beside a change.
func drawHistoryIn(r *rand.Rand) historyIn {
	if r.IntN(2) == 0 {
		change := drawOneOf(r, pool.History()...)
		return historyIn{instant(change.From.Add(time.Duration(r.IntN(5)-2) * time.Second))}
	}
	return historyIn{instant(time.Date(2026, time.January, 1, 0, 0, r.IntN(100*24*hour), 0, time.UTC))}
}

func propertiesOfInputs() []input[propertiesOfIn] {
	of := func(name string, properties ...propertyIn) input[propertiesOfIn] {
		return input[propertiesOfIn]{name, propertiesOfIn{append([]propertyIn{}, properties...)}}
	}
	least := func(value string) propertyIn { return propertyIn{pool.PropertyMin, value} }
	target := func(value string) propertyIn { return propertyIn{pool.PropertyTarget, value} }
	enabled := func(value string) propertyIn { return propertyIn{pool.PropertyEnabled, value} }
	return []input[propertiesOfIn]{
		of("none: today's"),
		of("7 February", enabled("true"), least("50"), target("100")),
		of("switched off", enabled("false")),
		of("the last one counts", least("1"), least("2")),
		of("the minimum at the target", least("500")),
		of("the minimum above the target", least("501")),
		of("above it for a moment only", least("501"), target("501")),
		of("the target below the minimum", target("99")),
		of("no minimum", least("0")),
		of("no target", least("0"), target("0")),
		of("the largest target", target(strconv.Itoa(pool.SizeMax))),
		of("a target too large", target(strconv.Itoa(pool.SizeMax+1))),
		of("a target far too large", target("1000000000000")),
		of("below 0", least("-1")),
		of("a sign", least("+1")),
		of("no whole number", target("5e2")),
		of("zeros before", target("0500")),
		of("empty", target("")),
		of("a blank", target(" 500")),
		of("another word for true", enabled("TRUE")),
		of("a number for true", enabled("1")),
		of("another property", propertyIn{"account.pool.size", "1"}),
		of("refused, whatever follows", least("many"), least("1")),
	}
}

func drawPropertiesOfIn(r *rand.Rand) propertiesOfIn {
	in := propertiesOfIn{[]propertyIn{}}
	for range r.IntN(4) {
		size := drawOneOf(r, strconv.Itoa(r.IntN(600)), strconv.Itoa(r.IntN(600)), strconv.Itoa(r.IntN(pool.SizeMax+10)), "-5", "0x10", "")
		in.Properties = append(in.Properties, drawOneOf(r,
			propertyIn{pool.PropertyEnabled, drawOneOf(r, "true", "false", "true", "false", "yes")},
			propertyIn{pool.PropertyMin, size}, propertyIn{pool.PropertyTarget, size}, propertyIn{pool.PropertyTarget, "500"}))
	}
	return in
}

// sizeInputs are the documented settings, and at the bounds others, with sizes around what decides.
func sizeInputs() (inputs []input[sizeIn]) {
	for _, s := range []settingsIn{{true, 100, 500}, {true, 50, 100}, {false, 100, 500}, {true, 0, 1}, {true, 300, 300}} {
		of := fmt.Sprintf("%d/%d", s.Min, s.Target) + wordIf(!s.Enabled, " switched off")
		for _, size := range []int{0, s.Min - 1, s.Min, s.Min + 1, s.Target, s.Target + 150} {
			if size < 0 {
				continue
			}
			inputs = append(inputs, input[sizeIn]{fmt.Sprintf("%s, %d there", of, size), sizeIn{s, size}})
		}
	}
	return inputs
}

func drawSizeIn(r *rand.Rand) sizeIn {
	target := 1 + r.IntN(1000)
	return sizeIn{settingsIn{drawBool(r), r.IntN(target + 1), target}, r.IntN(1200)}
}

func manualInputs() (inputs []input[countIn]) {
	for _, count := range []int{-1, 0, 1, 20, 200, pool.ManualFillMax, pool.ManualFillMax + 1} {
		inputs = append(inputs, input[countIn]{strconv.Itoa(count), countIn{count}})
	}
	return inputs
}

// fillInputs are all that there are.
func fillInputs() (inputs []input[fillIn]) {
	for _, reaction := range namesOf[pool.PushFailure]() {
		for _, create := range bools {
			for _, configs := range bools {
				for _, mark := range bools {
					name := caseName(reaction, wordIf(!create, "create fails"), wordIf(!configs, "configs fail"), wordIf(!mark, "mark fails"))
					inputs = append(inputs, input[fillIn]{name, fillIn{reaction, create, configs, mark}})
				}
			}
		}
	}
	return inputs
}

func scheduleInputs() (inputs []input[scheduleIn]) {
	every := seconds(pool.CheckEvery)
	for _, schedule := range namesOf[pool.Schedule]() {
		for _, took := range []int64{0, 20, every - 1, every, every + 1, 2 * every, 8000} {
			inputs = append(inputs, input[scheduleIn]{fmt.Sprintf("%s, %d s", schedule, took), scheduleIn{schedule, every, took}})
		}
	}
	return inputs
}

func drawScheduleIn(r *rand.Rand) scheduleIn {
	every := 1 + r.Int64N(2*hour)
	took := drawOneOf(r, r.Int64N(every), r.Int64N(20)*every, r.Int64N(24*hour))
	return scheduleIn{drawName[pool.Schedule](r), every, took}
}

func alertInputs() []input[alertIn] {
	of := func(name string, at int64, looks ...lookIn) input[alertIn] {
		return input[alertIn]{name, alertIn{100, append([]lookIn{}, looks...), at}}
	}
	return []input[alertIn]{
		of("never looked at", 3600),
		of("never low", 3600, lookIn{0, 500}, lookIn{1800, 100}),
		of("low for 10 minutes", 600, lookIn{0, 99}),
		of("low for more", 601, lookIn{0, 99}),
		of("since the first of several looks", 601, lookIn{0, 99}, lookIn{300, 0}, lookIn{600, 50}),
		of("refilled meanwhile", 900, lookIn{0, 99}, lookIn{300, 500}, lookIn{301, 99}),
		of("refilled meanwhile, and low for more again", 902, lookIn{0, 99}, lookIn{300, 500}, lookIn{301, 99}),
		of("recovered", 900, lookIn{0, 99}, lookIn{800, 100}),
	}
}

func drawAlertIn(r *rand.Rand) alertIn {
	in := alertIn{Min: 100, Looks: []lookIn{}}
	for range r.IntN(8) {
		in.At += r.Int64N(300)
		in.Looks = append(in.Looks, lookIn{in.At, 85 + r.IntN(20)})
	}
	in.At += r.Int64N(300)
	return in
}

func signsInputs() []input[signsIn] {
	return []input[signsIn]{
		{"nothing at all", signsIn{}},
		{"all as usual", signsIn{SignUps: 60, Usual: 60, Came: 3, Made: 45}},
		{"five times the users", signsIn{SignUps: 300, Usual: 60, Came: 3, Made: 45}},
		{"exactly twice", signsIn{SignUps: 120, Usual: 60, Came: 3}},
		{"just under twice", signsIn{SignUps: 119.9, Usual: 60, Came: 3}},
		{"nothing is known of before", signsIn{SignUps: 300, Came: 3}},
		{"every fill fails", signsIn{SignUps: 60, Usual: 60, Came: 3, Failed: 400}},
		{"half of them do", signsIn{SignUps: 60, Usual: 60, Came: 3, Made: 20, Failed: 20}},
		{"fewer than half", signsIn{SignUps: 60, Usual: 60, Came: 3, Made: 21, Failed: 20}},
		{"nobody looks", signsIn{SignUps: 60, Usual: 60, Missed: 3}},
		{"nobody looks, in a spike", signsIn{SignUps: 300, Usual: 60, Missed: 3}},
		{"fills fail, in a spike", signsIn{SignUps: 300, Usual: 60, Came: 3, Failed: 9}},
		{"one check was missed", signsIn{SignUps: 60, Usual: 60, Missed: 1, Came: 2, Made: 9}},
		{"a long fill, and no check due", signsIn{SignUps: 60, Usual: 60, Made: 45}},
	}
}

func drawSignsIn(r *rand.Rand) signsIn {
	return signsIn{
		SignUps: float64(r.IntN(500)), Usual: drawOneOf(r, 0, 60, float64(r.IntN(250))),
		Missed: r.IntN(4), Came: drawOneOf(r, 0, r.IntN(4)), Made: r.IntN(4), Failed: r.IntN(4),
	}
}
