package sim_test

import (
	"math/rand/v2"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/sim"
)

// clinic is a model with some of everything: patients arrive in random gaps and want a nurse, urgent ones first; some
// of them leave the line by themselves; half then need one or two of the rooms and lose patience; rooms break down
// and are repaired; each patient's reminder is set and mostly cancelled. It ends when the last of 500 is through.
//
//	arrive ──▶ nurse (3, by priority) ──▶ seen ──▶ room (4, FIFO) ──▶ leave
//	             └─▶ walk out                        └─▶ give up
func clinic(seed uint64) *sim.Engine {
	random := rand.New(rand.NewPCG(seed, 0))
	within := func(d time.Duration) time.Duration { return time.Duration(random.Int64N(int64(d))) }
	e := sim.NewEngine(sim.Limits{})
	nurses := sim.NewResource(e, "nurses", 3, sim.Priority)
	rooms := sim.NewResource(e, "rooms", 4, sim.FIFO)

	const patients = 500
	var tickets [patients]sim.Ticket
	var reminders [patients]sim.Token
	var arrive, walkOut, seeNurse, seen, enterRoom, giveUp, leave, remind, breakDown, repair sim.Kind
	kinds := []*sim.Kind{&arrive, &walkOut, &seeNurse, &seen, &enterRoom, &giveUp, &leave, &remind, &breakDown, &repair}
	handlers := []sim.Handler{
		func(ev sim.Event) { // arrive
			tickets[ev.Target] = nurses.Acquire(sim.Request{
				Priority: int32(random.IntN(3)),
				Granted:  sim.Event{Kind: seeNurse, Target: ev.Target},
			})
			reminders[ev.Target] = e.After(time.Hour, sim.Event{Kind: remind, Target: ev.Target})
			e.After(within(time.Hour), sim.Event{Kind: walkOut, Target: ev.Target})
			if ev.Target+1 < patients {
				e.After(within(5*time.Minute), sim.Event{Kind: arrive, Target: ev.Target + 1})
			}
		},
		func(ev sim.Event) { // walk out
			if nurses.Withdraw(tickets[ev.Target]) {
				e.Cancel(reminders[ev.Target])
			}
		},
		func(ev sim.Event) { e.After(within(15*time.Minute), sim.Event{Kind: seen, Target: ev.Target}) }, // see nurse
		func(ev sim.Event) { // seen
			nurses.Release(1)
			if units := random.IntN(4) - 1; units > 0 {
				rooms.Acquire(sim.Request{
					Units:    units,
					Granted:  sim.Event{Kind: enterRoom, Target: ev.Target, A: int64(units)},
					Patience: within(20*time.Minute) + 1,
					TimedOut: sim.Event{Kind: giveUp, Target: ev.Target},
				})
			}
		},
		func(ev sim.Event) { // enter room
			e.After(within(40*time.Minute), sim.Event{Kind: leave, Target: ev.Target, A: ev.A})
		},
		func(sim.Event) {}, // give up
		func(ev sim.Event) { // leave
			rooms.Release(int(ev.A))
			e.Cancel(reminders[ev.Target])
		},
		func(sim.Event) {}, // remind
		func(sim.Event) { // break down
			if units := random.IntN(3); units <= rooms.InService() {
				rooms.Fail(units)
				e.After(within(time.Hour), sim.Event{Kind: repair, A: int64(units)})
			}
			if e.Pending() > 1 {
				e.After(within(2*time.Hour), sim.Event{Kind: breakDown})
			}
		},
		func(ev sim.Event) { rooms.Repair(int(ev.A)) }, // repair
	}
	for i, kind := range kinds {
		*kind = e.Register(clinicKinds[2+i], handlers[i])
	}
	e.At(0, sim.Event{Kind: arrive})
	e.At(0, sim.Event{Kind: breakDown})
	return e
}

// clinicKinds are the kinds of clinic in the order of their registration.
var clinicKinds = []string{
	"nurses: patience", "rooms: patience",
	"arrive", "walk out", "see nurse", "seen", "enter room", "give up", "leave", "remind", "break down", "repair",
}

// One seed gives one trace, on any number of cores, however often, whatever else runs beside it.
func TestSameSeedSameTrace(t *testing.T) {
	seeds := 20
	if os.Getenv("REPRISE_VERIFY") == "1" {
		seeds = 200
	}
	want := make([]string, seeds)
	distinct := map[string]bool{}
	for seed := range want {
		e := clinic(uint64(seed))
		require.NoError(t, e.Run())
		require.Greater(t, e.Fired(), uint64(1500), "the model is too short to show anything")
		want[seed] = e.TraceHash()
		distinct[want[seed]] = true
	}
	require.Len(t, distinct, seeds, "the hash does not tell the seeds apart")
	require.Equal(t, "bd76cea0d6449f69", want[1], "another process gave another trace")

	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, cores := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(cores)
		for range 3 {
			require.Equal(t, want, clinicHashes(seeds))
		}
	}
}

func clinicHashes(seeds int) []string {
	hashes := make([]string, seeds)
	var group sync.WaitGroup
	for seed := range hashes {
		group.Go(func() {
			e := clinic(uint64(seed))
			if err := e.Run(); err != nil {
				hashes[seed] = err.Error()
				return
			}
			hashes[seed] = e.TraceHash()
		})
	}
	group.Wait()
	return hashes
}
