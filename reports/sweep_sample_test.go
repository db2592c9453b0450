package reports

import "fmt"

// sweptOnce is a sweep over one key with a cliff; its figures are made up.
func sweptOnce() *Sweep {
	s := &Sweep{Scenario: "felis", Title: "26 of 49 configs", Variant: "as-was", Set: []string{"sync.workers=6"}, Seed: 1, Reps: 20, Design: DesignGrid, Judged: 8,
		Keys:    []SweptKey{{Key: "config.partial.threshold", Over: "0.4:0.6:0.05", Kind: KeyNumber, Values: []string{"0.4", "0.45", "0.5", "0.55", "0.6"}}},
		Columns: []Column{{Metric: "client.partial_lists", Label: "partial lists"}, {Metric: "client.until_whole", Label: "until whole", Unit: "s"}, {Metric: "client.refused", Label: "refused"}},
		Again:   "reprise sweep felis --over config.partial.threshold=0.4:0.6:0.05",
	}
	for i, v := range s.Keys[0].Values {
		lists, whole := 2.0, 11880.0
		p := SweepPoint{Values: []string{v}, At: []float64{0.4 + 0.05*float64(i)}, Held: 4, Failed: []string{"sync-starts", "whole-again", "partial-list", "app-crashes"}}
		if i > 2 {
			lists, whole, p.Held, p.Failed = 1, 10620, 8, nil
		}
		half := float64(i%2) * 12.5
		p.Responses = []Interval{{Mean: lists, Low: lists, High: lists, N: 20}, {Unit: "s", Mean: whole, Low: whole - half, High: whole + half, N: 20}, {N: 20}}
		s.Points = append(s.Points, p)
	}
	s.Cliffs = []Cliff{
		{Key: s.Keys[0].Key, From: "0.5", To: "0.55", Metric: "client.partial_lists", Before: 2, After: 1, Difference: Interval{Mean: -1, Low: -1, High: -1, N: 20}},
		{Key: s.Keys[0].Key, From: "0.5", To: "0.55", Metric: "client.until_whole", Before: 11880, After: 10620, Difference: Interval{Unit: "s", Mean: -1260, Low: -1270, High: -1250, N: 20}},
	}
	return s
}

// sweptTwice is a sweep over two keys.
func sweptTwice() *Sweep {
	s := &Sweep{Scenario: "pool-spike", Title: "ten times the sign-ups", Variant: "by-hand", Seed: 7, Reps: 4, Design: DesignGrid, Judged: 2,
		Keys: []SweptKey{
			{Key: "account.pool.min-size", Over: "50:200:50", Kind: KeyNumber, Values: []string{"50", "100", "150", "200"}},
			{Key: "account.pool.target-size", Over: "300,500", Kind: KeyNumber, Values: []string{"300", "500"}, NoCliff: "fewer than 4 values tell no cliff from a slope"},
		},
		Columns: []Column{{Metric: "signup.fallbacks", Label: "fallbacks"}, {Metric: "pool.to_recover", Label: "to recover", Unit: "s"}},
		Again:   "reprise sweep pool-spike --over account.pool.min-size=50:200:50 --over account.pool.target-size=300,500",
	}
	for i, down := range s.Keys[0].Values {
		for j, across := range s.Keys[1].Values {
			mean := 354.6 - 80*float64(i) - 33.3*float64(j)
			s.Points = append(s.Points, SweepPoint{Values: []string{down, across}, At: []float64{50 * float64(i+1), 300 + 200*float64(j)}, Held: 2 - i/3,
				Responses: []Interval{{Mean: mean, Low: mean - 10, High: mean + 10, N: 4}, {Unit: "s", Mean: 3600 * float64(1+i), Low: 3600, High: 3600 * float64(1+2*i), N: 4}}})
		}
	}
	s.Cliffs = []Cliff{{Key: "account.pool.min-size", From: "100", To: "150", Where: []SweptValue{{"account.pool.target-size", "500"}}, Metric: "signup.fallbacks", Before: 241.3, After: 161.3}}
	return s
}

// sweptCube is a hypercube of three keys, one of words.
func sweptCube() *Sweep {
	s := &Sweep{Scenario: "pool-spike", Title: "ten times\x1b[2J the sign-ups", Variant: "as-was", Seed: 7, Reps: 4, Design: DesignHypercube,
		Keys: []SweptKey{
			{Key: "account.pool.min-size", Over: "50:200", Kind: KeyNumber, NoCliff: "a hypercube has no neighbours"},
			{Key: "sync.scan.interval", Over: "1m:1h:log", Kind: KeyDuration, NoCliff: "a hypercube has no neighbours"},
			{Key: "config.partial.policy", Over: "serve,error", Kind: KeyWord, Values: []string{"serve", "error"}, NoCliff: "a hypercube has no neighbours"},
		},
		Columns: []Column{{Metric: "signup.fallbacks", Label: "fallbacks"}},
		Again:   "reprise sweep pool-spike --lhs 60",
	}
	for i := range 60 {
		mean := float64(3 * (60 - i))
		s.Points = append(s.Points, SweepPoint{Values: []string{fmt.Sprint(50 + 5*i/2), fmt.Sprintf("%dm", 1+i*37%60), s.Keys[2].Values[i%2]},
			At: []float64{float64(50 + 5*i/2), float64(60 * (1 + i*37%60)), float64(i % 2)}, Responses: []Interval{{Mean: mean, Low: mean - 1, High: mean + 1, N: 4}}})
	}
	s.Influences = []Influence{{Key: "account.pool.min-size", Metric: "signup.fallbacks", Rank: -1, Chance: 0.255}, {Key: "sync.scan.interval", Metric: "signup.fallbacks", Rank: 0.02, Chance: 0.255}}
	return s
}
