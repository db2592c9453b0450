package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"reprise/bench"
)

// comparison is what all engines came to.
type comparison struct {
	Results  []contestResult `json:"results"`
	Rounds   int             `json:"rounds"`
	Versions versions        `json:"versions"`
	Machine  bench.Machine   `json:"machine"`
	Date     string          `json:"date"` // UTC
}

type contestResult struct {
	contest
	Engines []engineResult `json:"engines"`
	BestNS3 float64        `json:"ratio_to_best_ns3"` // reprise's median over that of ns-3's fastest way
}

type engineResult struct {
	Engine string  `json:"engine"`
	Median float64 `json:"events_per_s"`
	Best   float64 `json:"best"`  // of the rounds
	Ratio  float64 `json:"ratio"` // reprise's median over this one's
}

// compare builds the peers and runs every contest; how far it is goes to progress.
func compare(ctx context.Context, quick bool, progress io.Writer) (*comparison, error) {
	folder, err := os.MkdirTemp("", "reprise-peers-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	fmt.Fprintln(progress, "building the peers")
	built, err := build(ctx, folder)
	if err != nil {
		return nil, err
	}
	c := &comparison{Rounds: 7, Versions: built.versions, Machine: bench.ThisMachine(), Date: time.Now().UTC().Format(time.DateOnly)}
	if quick {
		c.Rounds = 2
	}
	for _, contest := range contests {
		if quick {
			contest = contest.quick()
		}
		fmt.Fprintln(progress, contest)
		r, err := contest.run(ctx, built, c.Rounds)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", contest, err)
		}
		c.Results = append(c.Results, r)
	}
	return c, nil
}

func (c contest) quick() contest {
	c.warmUp /= 20
	c.events /= 50
	return c
}

// run starts every engine that can take part, and lets them advance in turns.
func (c contest) run(ctx context.Context, built programs, rounds int) (contestResult, error) {
	var entered []entrant
	var engines []engine
	defer func() {
		for _, e := range engines {
			e.end()
		}
	}()
	for _, e := range entrants() {
		if c.Pending > e.maxPending {
			continue
		}
		started, err := e.start(ctx, built, c)
		if err != nil {
			return contestResult{}, fmt.Errorf("start %s: %w", e.name, err)
		}
		entered = append(entered, e)
		engines = append(engines, started)
	}
	rates, err := c.rounds(entered, engines, rounds)
	if err != nil {
		return contestResult{}, err
	}
	return c.judge(entered, rates), nil
}

// rounds gives the events a second of each engine in each round. It is an error if two engines do not agree on the
// virtual time after the same number of events.
func (c contest) rounds(entered []entrant, engines []engine, rounds int) ([]bench.Rates, error) {
	rates := make([]bench.Rates, len(engines))
	for round := range rounds + 1 {
		events := c.events
		if round == 0 {
			events = c.warmUp
		}
		var want int64
		for i, e := range engines {
			seconds, now, err := e.advance(events)
			switch {
			case err != nil:
				return nil, fmt.Errorf("%s: %w", entered[i].name, err)
			case i == 0:
				want = now
			case now != want:
				return nil, fmt.Errorf("%s is at %d ns after round %d, %s at %d ns: they do not run the same model",
					entered[i].name, now, round, entered[0].name, want)
			}
			if round > 0 {
				rates[i] = append(rates[i], float64(events)/seconds)
			}
		}
	}
	return rates, nil
}

// judge holds every engine against the first, which is reprise.
func (c contest) judge(entered []entrant, rates []bench.Rates) contestResult {
	r := contestResult{contest: c}
	own := rates[0].Median()
	bestNS3 := 0.0
	for i, e := range entered {
		median := rates[i].Median()
		r.Engines = append(r.Engines, engineResult{Engine: e.name, Median: median, Best: rates[i].Best(), Ratio: own / median})
		if e.ns3 {
			bestNS3 = max(bestNS3, median)
		}
	}
	r.BestNS3 = own / bestNS3
	return r
}
