package vectors_test

import "slices"

// minute is one of January 2026, in minutes since 1970.
const minute = 29_454_300

// The greatest number of 64 bits.
const greatest = "18446744073709551615"

// rejected is an account whose first draw in the minute is 0, so that it has to be drawn again: of three servers, a
// shuffle without rejection leaves the first in its place.
const rejected = "7139760388042582404"

// country has one server of each kind: good, middling, its equal, DOWN, without a score, and below 0.
var country = []entryIn{
	{Server: 11, Score: known(0.41), Sessions: 180, Capacity: capacityIn{320, 1, 1}},
	{Server: 12, Score: known(0.12), Sessions: 60, Capacity: capacityIn{440, 1, 1}},
	{Server: 13, Score: known(999.), Down: true, Sessions: 0, Capacity: capacityIn{500, 1, 1}},
	{Server: 14, Score: nil, Sessions: 20, Capacity: capacityIn{3, 0.5, 0.75}},
	{Server: 15, Score: known(0.41), Sessions: 180, Capacity: capacityIn{320, 1, 1}},
	{Server: 16, Score: known(-1.5), Sessions: 5, Capacity: capacityIn{495, 1, 1}},
}

// full are servers that no weight is left to.
var full = []entryIn{{Server: 21}, {Server: 22}, {Server: 23, Capacity: capacityIn{-4, 1, 1}}}

// large has more servers than a country has.
var large = func() []entryIn {
	entries := make([]entryIn, 45)
	for i := range entries {
		entries[i] = entryIn{Server: int32(i), Score: known(float64(i*17%45) / 32), Sessions: int32(i * 29 % 7)}
	}
	return entries
}()

var orderNames = []string{"sort-shuffle", "shuffle", "sort", "bands", "weighted", "two-choices", "least-sessions"}

var selectionInputs = []input[selectionIn]{
	{"the least draw", selectionIn{country, "0"}},
	{"the greatest draw", selectionIn{country, greatest}},
	{"a middling draw", selectionIn{country, "4611686018427387904"}},
	{"the server without a score", selectionIn{country, "13835058055282163712"}},
	{"the lower 11 bits do not count", selectionIn{country[:2], "2047"}},
	{"the least draw passes over what has no weight", selectionIn{slices.Concat(full, country), "0"}},
	{"nobody has a weight", selectionIn{full, "9223372036854775808"}},
	{"alone and DOWN", selectionIn{country[2:3], "9223372036854775808"}},
	{"alone and without a weight", selectionIn{full[:1], greatest}},
}

var shuffleInputs = []input[shuffleIn]{
	{"account 0, minute 0", shuffleIn{"0", 0, numbered(5)}},
	{"account 1, the same minute", shuffleIn{"1", 0, numbered(5)}},
	{"account 1, the next minute", shuffleIn{"1", 1, numbered(5)}},
	{"a minute of 2026", shuffleIn{"730211", minute, numbered(5)}},
	{"the minute after it", shuffleIn{"730211", minute + 1, numbered(5)}},
	{"a minute before the epoch", shuffleIn{"730211", -1, numbered(5)}},
	{"the greatest account", shuffleIn{greatest, minute, numbered(5)}},
	{"a draw is rejected", shuffleIn{rejected, minute, numbered(3)}},
	{"no server", shuffleIn{"730211", minute, numbered(0)}},
	{"one server", shuffleIn{"730211", minute, []int32{7}}},
	{"other numbers, the same order", shuffleIn{"730211", minute, []int32{50, 40, 30, 20, 10}}},
	{"a whole fleet", shuffleIn{"730211", minute, numbered(138)}},
}

// arrangeInputs are some for each order, and some for what all have in common.
func arrangeInputs() []input[arrangeIn] {
	usual := arrangeIn{Order: "sort-shuffle", BandWidth: 0.25, Account: "730211", Minute: minute, Entries: country}
	with := func(name string, change func(*arrangeIn)) input[arrangeIn] {
		in := usual
		change(&in)
		return input[arrangeIn]{name, in}
	}
	var inputs []input[arrangeIn]
	for _, order := range orderNames {
		inputs = append(inputs,
			with(order, func(in *arrangeIn) { in.Order = order }),
			with(order+", the next minute", func(in *arrangeIn) { in.Order = order; in.Minute++ }),
			with(order+", another account, the first two", func(in *arrangeIn) { in.Order, in.Account, in.TopN = order, greatest, 2 }),
			with(order+", nobody has a weight or a score", func(in *arrangeIn) { in.Order, in.Entries = order, full }),
		)
	}
	return append(inputs,
		with("balancing wins over the order", func(in *arrangeIn) { in.Order, in.Balancing = "sort", true }),
		with("bands of width 0: the same score", func(in *arrangeIn) { in.Order, in.BandWidth, in.Minute = "bands", 0, minute+3 }),
		with("DOWN is left out", func(in *arrangeIn) { in.LeaveOutDown = true }),
		with("DOWN is left out, but all are", func(in *arrangeIn) { in.LeaveOutDown, in.Entries = true, country[2:3] }),
		with("alone and DOWN", func(in *arrangeIn) { in.Order, in.Entries = "weighted", country[2:3] }),
		with("more asked for than there is", func(in *arrangeIn) { in.TopN = 100 }),
		with("no server", func(in *arrangeIn) { in.Entries = []entryIn{} }),
		with("sort-shuffle, many servers, the first ten", func(in *arrangeIn) { in.Entries, in.TopN = large, 10 }),
		with("weighted, many servers", func(in *arrangeIn) { in.Order, in.Entries = "weighted", large }),
		with("weighted, the least draw passes over what has no weight", func(in *arrangeIn) {
			in.Order, in.Account, in.Entries = "weighted", rejected, slices.Concat(full, country)
		}),
		with("a draw is rejected", func(in *arrangeIn) { in.Order, in.Account, in.Entries = "two-choices", rejected, country[:3] }),
	)
}
