package sim_test

import (
	"fmt"
	"os"
	"time"

	"reprise/sim"
)

// One worker synchronises panels; a panel that waits too long for it is skipped. Events carry the panel as Target.
func Example() {
	e := sim.NewEngine(sim.Limits{})
	worker := sim.NewResource(e, "worker", 1, sim.FIFO)
	say := func(what string, panel int32) { fmt.Printf("%5v  panel %d %s\n", e.Now(), panel, what) }

	var syncDue, syncStarted, syncDone, syncSkipped sim.Kind
	syncDue = e.Register("sync due", func(ev sim.Event) {
		worker.Acquire(sim.Request{
			Granted:  sim.Event{Kind: syncStarted, Target: ev.Target},
			Patience: 5 * time.Second,
			TimedOut: sim.Event{Kind: syncSkipped, Target: ev.Target},
		})
	})
	syncStarted = e.Register("sync started", func(ev sim.Event) {
		say("started", ev.Target)
		e.After(4*time.Second, sim.Event{Kind: syncDone, Target: ev.Target})
	})
	syncDone = e.Register("sync done", func(ev sim.Event) {
		say("done", ev.Target)
		worker.Release(1)
	})
	syncSkipped = e.Register("sync skipped", func(ev sim.Event) { say("skipped", ev.Target) })

	for panel := range int32(3) {
		e.At(sim.Time(time.Second), sim.Event{Kind: syncDue, Target: panel})
	}
	if err := e.Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	stats := worker.Stats()
	fmt.Printf("utilisation %.2f, longest wait %v, %d skipped\n", stats.Utilisation, stats.MaxWait, stats.TimedOut)

	// Output:
	//    1s  panel 0 started
	//    5s  panel 0 done
	//    5s  panel 1 started
	//    6s  panel 2 skipped
	//    9s  panel 1 done
	// utilisation 0.89, longest wait 4s, 1 skipped
}
