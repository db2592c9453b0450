package arrivals

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// units are what a rate may be per.
var units = map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour}

// ParseRate reads `1200/h`, or a rate per s, m or d, and gives it an hour.
func ParseRate(text string) (perHour float64, err error) {
	number, per, found := strings.Cut(text, "/")
	unit, known := units[per]
	rate, err := strconv.ParseFloat(number, 64)
	if found && known {
		perHour = rate * time.Hour.Seconds() / unit.Seconds()
	}
	if err != nil || !(perHour > 0) || math.IsInf(perHour, 0) {
		return 0, fmt.Errorf("%.40q is no rate; allowed: a number above 0 per s, m, h or d, as in 1200/h", text)
	}
	return perHour, nil
}
