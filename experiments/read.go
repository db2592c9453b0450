package experiments

import (
	"errors"
	"slices"
	"strings"

	"reprise/scenarios"
)

// read reads what was asked.
func (x *experiment) read() (err error) {
	for i, side := range []Side{x.A, x.B} {
		if x.arms[i], err = x.arm(side, [...]string{"--a", "--b"}[i]); err != nil {
			return err
		}
	}
	if !x.Independent && x.arms[0].Variant() == x.arms[1].Variant() && slices.Equal(x.A.Set, x.B.Set) {
		return usage("A and B are the same: nothing to compare; --b key=value, --a key=value, --b-variant or --a-variant says what differs")
	}
	for _, words := range []struct {
		flag string
		list []string
		read func(string) error
	}{
		{"--least", x.Comparison.Least, x.readLeast()},
		{"--until-width", x.Comparison.Widths, x.readWidth},
		{"--fail-if", x.Comparison.Gates, x.readGate},
	} {
		for _, text := range words.list {
			if err := words.read(text); err != nil {
				return ofFlag(words.flag, err)
			}
		}
	}
	x.schedule, err = newSchedule(x.Reps, x.RepsMax, x.Scenario.Replications, len(x.widths) > 0)
	return err
}

// arm is one of the two; the scenario's errors speak of --set, and so of the wrong flag where the arm's own settings are meant.
func (x *experiment) arm(s Side, flag string) (*scenarios.Arm, error) {
	if _, err := x.Scenario.Arm(s.Variant, x.Set); err != nil {
		return nil, err
	}
	arm, err := x.Scenario.Arm(s.Variant, slices.Concat(x.Set, s.Set))
	var wrong *scenarios.UsageError
	if errors.As(err, &wrong) {
		return nil, usage("%s", flag+strings.TrimPrefix(wrong.Text, "--set"))
	}
	return arm, err
}

// ofFlag is an error about what a flag says.
func ofFlag(flag string, err error) error {
	var wrong *scenarios.UsageError
	if errors.As(err, &wrong) {
		return usage("%s: %s", flag, wrong.Text)
	}
	return err
}

// readLeast sets the smallest difference that matters: of all metrics that have none of their own, or of one.
func (x *experiment) readLeast() func(text string) error {
	general, _ := parseAmount(DefaultLeast, "")
	x.least = slices.Repeat([]amount{general}, len(x.metrics))
	own := map[int]bool{}
	return func(text string) error {
		if strings.Contains(text, "=") {
			i, m, err := x.metrics.parseOf(text)
			x.least[i], own[i] = m, true
			return err
		}
		m, ok := parseAmount(text, "")
		if !ok || !m.Relative || m.Value < 0 {
			return usage("%q is no share of A; one as in 1%%, or METRIC=AMOUNT", text)
		}
		for i := range x.least {
			if !own[i] {
				x.least[i] = m
			}
		}
		return nil
	}
}

func (x *experiment) readWidth(text string) error {
	i, m, err := x.metrics.parseOf(text)
	if err == nil && m.Value == 0 {
		err = usage("%q: no interval is so narrow; above 0", text)
	}
	x.widths = append(x.widths, width{metric: i, half: m})
	return err
}

func (x *experiment) readGate(text string) error {
	g, err := x.metrics.parseGate(text)
	x.gates = append(x.gates, g)
	return err
}
