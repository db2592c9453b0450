package pool

import (
	"fmt"
	"strconv"
	"time"
)

// The properties of the pool, as application-prod.properties spells them (POOL-09).
const (
	PropertyEnabled = "ACCOUNT_POOL_ENABLED"
	PropertyMin     = "account.pool.min-size"
	PropertyTarget  = "account.pool.target-size"
)

// SizeMax is the largest target, in accounts. No document gives one; this one is ours.
const SizeMax = 1_000_000

// Settings are the properties of the pool (POOL-09). The zero value is a pool that is switched off, and is not valid: it has
// no target.
type Settings struct {
	Enabled bool
	Min     int // accounts; fewer make the scheduler refill
	Target  int // accounts; refilled up to so many
}

// Documented are the settings of today (POOL-09).
func Documented() Settings { return Settings{Enabled: true, Min: 100, Target: 500} }

// Change is the day from which settings hold, and the settings.
type Change struct {
	From     time.Time
	Settings Settings
}

// History are the documented settings, oldest first (POOL-09). The documents give days; that each begins at 00:00 UTC is
// assumed.
func History() []Change {
	return []Change{
		{time.Date(2026, time.February, 7, 0, 0, 0, 0, time.UTC), Settings{Enabled: true, Min: 50, Target: 100}},
		{time.Date(2026, time.February, 24, 0, 0, 0, 0, time.UTC), Documented()},
	}
}

// InForce are the documented settings that held at an instant; there is false before 7 Feb 2026, when there was no pool.
func InForce(at time.Time) (s Settings, there bool) {
	for _, change := range History() {
		if !at.Before(change.From) {
			s, there = change.Settings, true
		}
	}
	return s, there
}

// Validate says what is wrong with the settings, by the name of the property: a target outside 1 to SizeMax, a minimum below 0
// or above the target. A minimum of 0 is valid, and never refills: no count is below it. The sizes of a pool that is switched
// off are held to the same.
func (s Settings) Validate() error {
	switch {
	case s.Target < 1 || s.Target > SizeMax:
		return fmt.Errorf("%s is %d; allowed: 1 to %d", PropertyTarget, s.Target, SizeMax)
	case s.Min < 0:
		return fmt.Errorf("%s is %d; allowed: 0 to %s", PropertyMin, s.Min, PropertyTarget)
	case s.Min > s.Target:
		return fmt.Errorf("%s is %d, above %s, which is %d", PropertyMin, s.Min, PropertyTarget, s.Target)
	}
	return nil
}

// Property is a property and its value, as the file has them.
type Property struct{ Name, Value string }

// Properties are the settings as properties, in the order of the documents (POOL-09).
func (s Settings) Properties() []Property {
	return []Property{
		{PropertyEnabled, strconv.FormatBool(s.Enabled)},
		{PropertyMin, strconv.Itoa(s.Min)},
		{PropertyTarget, strconv.Itoa(s.Target)},
	}
}

// Set gives one property its value: true or false, or a whole number in decimal digits. An error names the property, and s
// stays as it was. Whether the settings fit together is for Validate to say, once all are set.
func (s *Settings) Set(p Property) error {
	switch p.Name {
	case PropertyEnabled:
		if p.Value != "true" && p.Value != "false" {
			return fmt.Errorf("%s is %q; allowed: true, false", p.Name, p.Value)
		}
		s.Enabled = p.Value == "true"
		return nil
	case PropertyMin:
		return setSize(&s.Min, p)
	case PropertyTarget:
		return setSize(&s.Target, p)
	}
	return fmt.Errorf("unknown property %q; allowed: %s, %s, %s", p.Name, PropertyEnabled, PropertyMin, PropertyTarget)
}

// setSize reads a number of accounts; no sign, for Java reads a plus that nobody would look for.
func setSize(size *int, p Property) error {
	n, err := strconv.ParseUint(p.Value, 10, 31)
	if err != nil || n > SizeMax {
		return fmt.Errorf("%s is %q; allowed: a whole number, 0 to %d", p.Name, p.Value, SizeMax)
	}
	*size = int(n)
	return nil
}
