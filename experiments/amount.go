package experiments

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"reprise/scenarios"
	"reprise/scenarios/strict"
)

// amount is how much of a metric: a share of what arm A has, or in the metric's own unit.
type amount struct {
	Value    float64
	Relative bool
	written  string
}

// of is the amount in the metric's unit, where A has so much of it.
func (m amount) of(a float64) float64 {
	if m.Relative {
		return m.Value * math.Abs(a)
	}
	return m.Value
}

// amountMax bounds what can be asked for; a share of A, or a metric, is never so large.
const amountMax = 1e15

var decimalNumber = regexp.MustCompile(`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$`)

// parseAmount reads `5%`, a number, or a duration where the metric is one, in seconds.
func parseAmount(text, unit string) (amount, bool) {
	number, relative := strings.CutSuffix(text, "%")
	if decimalNumber.MatchString(number) {
		value, err := strconv.ParseFloat(number, 64)
		if relative {
			value /= 100
		}
		return amount{Value: value, Relative: relative, written: text}, err == nil && math.Abs(value) <= amountMax
	}
	if d, err := time.ParseDuration(text); err == nil && unit == "s" {
		return amount{Value: d.Seconds(), written: text}, true
	}
	return amount{}, false
}

// allowedAmount says what parseAmount reads.
func allowedAmount(unit string) string {
	switch unit {
	case "s":
		return "a share of A as in 5%, a duration as in 10s, or a number of seconds"
	case "share":
		return "a share of A as in 5%, or a number of its own, as in 0.01 for one percentage point"
	}
	return "a share of A as in 5%, or a number"
}

// measured are the metrics of a scenario.
type measured []scenarios.Measured

// find is the place of a metric by its name, or by the last words of it where they fit only one.
func (ms measured) find(name string) (int, error) {
	var fits []int
	for i, m := range ms {
		if m.Name == name {
			return i, nil
		}
		if strings.HasSuffix(m.Name, "."+name) {
			fits = append(fits, i)
		}
	}
	switch len(fits) {
	case 0:
		return 0, ms.unknown(name)
	case 1:
		return fits[0], nil
	}
	var names []string
	for _, i := range fits {
		names = append(names, ms[i].Name)
	}
	return 0, usage("%q may be %s", name, strings.Join(names, " or "))
}

// parseOf reads `failed_attempts=5%`: a metric's place, and how much of it.
func (ms measured) parseOf(text string) (int, amount, error) {
	name, much, found := strings.Cut(text, "=")
	if !found {
		return 0, amount{}, usage("%q names no metric and amount; METRIC=AMOUNT, as in failed_attempts=5%%", text)
	}
	i, err := ms.find(strings.TrimSpace(name))
	if err != nil {
		return 0, amount{}, err
	}
	m, ok := parseAmount(strings.TrimSpace(much), ms[i].Unit)
	if !ok || m.Value < 0 {
		return 0, amount{}, usage("%q: %q is no amount of %s; %s, not below 0", text, much, ms[i].Name, allowedAmount(ms[i].Unit))
	}
	return i, m, nil
}

// unknown is the error about a metric that the scenario does not have.
func (ms measured) unknown(name string) error {
	var plain, known []string
	for _, m := range ms {
		known = append(known, m.Name)
		if !strings.HasPrefix(m.Name, logLines) {
			plain = append(plain, m.Name)
		}
	}
	return usage("unknown metric %q%s; %sEVENT, or one of: %s", name, strict.Suggest(name, known), logLines, strings.Join(plain, ", "))
}

// logLines is how the names of counts of log lines begin.
const logLines = "log."
