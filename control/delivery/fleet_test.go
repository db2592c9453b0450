package delivery_test

import (
	"fmt"

	"pgregory.net/rapid"

	"reprise/control/delivery"
)

const whole = delivery.Synced | delivery.HasConfig | delivery.OnPanel

// felis is the incident's fleet as the account of SYNC-02 finds it: 49 active servers in 27 countries, of which the first
// 26 are healthy, and behind them the 46 that were deactivated (SYNC-01), whose rows are still whole.
func felis() (servers []delivery.Server, rows []delivery.Row) {
	for i := range 49 + 46 {
		s := delivery.Server{Name: fmt.Sprintf("s%d", i), Country: fmt.Sprintf("C%d", i%27), Active: i < 49}
		r := whole
		if i >= 26 && i < 49 {
			r = delivery.None
		}
		servers, rows = append(servers, s), append(rows, r)
	}
	return servers, rows
}

// drawFleet draws up to 12 servers and an account's rows on them, which may end before the fleet does.
func drawFleet(t *rapid.T) ([]delivery.Server, []delivery.Row) {
	server := rapid.Custom(func(t *rapid.T) delivery.Server {
		return delivery.Server{
			Country:         rapid.SampledFrom([]string{"", "DE", "GB", "LV", "NL"}).Draw(t, "country"),
			Active:          rapid.Bool().Draw(t, "active"),
			Whitelist:       rapid.Bool().Draw(t, "whitelist"),
			TransportParams: rapid.Bool().Draw(t, "transport params"),
		}
	})
	servers := rapid.SliceOfN(server, 0, 12).Draw(t, "servers")
	row := rapid.OneOf(rapid.Just(whole), drawRow()) // or hardly any list would have two healthy rows
	return servers, rapid.SliceOfN(row, 0, len(servers)).Draw(t, "rows")
}

// drawRow draws every combination of bits that the tables can hold.
func drawRow() *rapid.Generator[delivery.Row] {
	return rapid.Custom(func(t *rapid.T) delivery.Row {
		r := drawOneOf(t, delivery.None, delivery.Pending, delivery.Synced)
		if rapid.Bool().Draw(t, "config") {
			r |= delivery.HasConfig
		}
		if rapid.Bool().Draw(t, "on panel") {
			r |= delivery.OnPanel
		}
		return r
	})
}

func drawPolicy() *rapid.Generator[delivery.Policy] {
	return rapid.Custom(func(t *rapid.T) delivery.Policy {
		return delivery.Policy{
			Partial:   drawOneOf(t, delivery.Serve, delivery.Refuse, delivery.Empty),
			Threshold: rapid.Float64Range(0, 1).Draw(t, "threshold"),
		}
	})
}

// drawOneOf draws one of an enumeration's values; a failing run names its type.
func drawOneOf[E any](t *rapid.T, values ...E) E {
	return rapid.SampledFrom(values).Draw(t, fmt.Sprintf("%T", values[0]))
}
