package bench

import (
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
)

// Text writes a report for people.
func Text(w io.Writer, r *Report) error {
	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintf(t, "%s\n%s, %d rounds\n\n", r.Machine, r.Date, r.Rounds)
	fmt.Fprintln(t, "\tevents/s\tbest round\twith trace hash")
	for _, row := range rows() {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", row.name, Millions(row.of(r.Speeds)), Millions(row.of(r.Best)), Millions(row.of(r.Hashed)))
	}
	fmt.Fprintln(t)
	p := r.Replications
	fmt.Fprintf(t, "replications\t%s on one core\t%s on %d\t%.2f times\n", Millions(p.OneCore), Millions(p.AllCores), p.Cores, p.SpeedUp)
	fmt.Fprintf(t, "allocations\t%.3g an event\n", r.AllocsPerEvent)
	fmt.Fprintf(t, "memory\t%.1f bytes a pending event\n", r.BytesPerPending)
	return t.Flush()
}

// row is one load, and its figure among the speeds.
type row struct {
	name string
	of   func(Speeds) float64
}

// rows are the loads in the order in which views show them.
func rows() []row {
	var all []row
	for _, pending := range pendingSizes {
		key := strconv.Itoa(pending)
		all = append(all, row{"hold, " + key + " pending", func(s Speeds) float64 { return s.Hold[key] }})
	}
	return append(all, row{"M/M/1", func(s Speeds) float64 { return s.MM1 }}, row{"M/M/1 on a resource", func(s Speeds) float64 { return s.Resource }})
}

// Millions writes a rate as people compare them: 12.3 M.
func Millions(rate float64) string { return fmt.Sprintf("%.2f M", rate/1e6) }
