package planning

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"reprise/control/pool/exact"
	"reprise/planning/trial"
)

// ParseLead reads the time from a check to the arrival of its fill: `20s`, or `uniform:10s,30s`.
func ParseLead(text string) (exact.Batch, error) {
	wrong := fmt.Errorf("%.40q is no lead; allowed: a duration from 0s, or two of them, the shorter first, as in uniform:10s,30s", text)
	from, to := text, text
	if ends, uniform := strings.CutPrefix(text, "uniform:"); uniform {
		var both bool
		if from, to, both = strings.Cut(ends, ","); !both {
			return exact.Batch{}, wrong
		}
	}
	a, errA := time.ParseDuration(from)
	b, errB := time.ParseDuration(to)
	if errA != nil || errB != nil || a < 0 || b < a {
		return exact.Batch{}, wrong
	}
	return exact.Batch{From: a, To: b}, nil
}

// longestTrouble bounds how long a trouble lasts.
const longestTrouble = 7 * 24 * time.Hour

// ParseSpike reads `5x@10m`: five times the claims for ten minutes.
func ParseSpike(text string) (trial.Trouble, error) {
	factor, length, found := strings.Cut(text, "x@")
	times, errTimes := strconv.ParseFloat(factor, 64)
	lasts, errLasts := time.ParseDuration(length)
	if !found || errTimes != nil || errLasts != nil || !(times > 1 && times <= 1000) || lasts <= 0 || lasts > longestTrouble {
		return trial.Trouble{}, fmt.Errorf("%.40q is no spike; allowed: above 1 and up to 1000 times, for up to a week, as in 5x@10m", text)
	}
	return trial.Trouble{Spike: times, For: lasts}, nil
}

// ParseOutage reads `fill:30m`: every fill fails for half an hour.
func ParseOutage(text string) (trial.Trouble, error) {
	what, length, found := strings.Cut(text, ":")
	lasts, err := time.ParseDuration(length)
	if !found || what != "fill" || err != nil || lasts <= 0 || lasts > longestTrouble {
		return trial.Trouble{}, fmt.Errorf("%.40q is no outage; allowed: fill, for up to a week, as in fill:30m", text)
	}
	return trial.Trouble{Fails: true, For: lasts}, nil
}
