package pool

import "reprise/control/names"

// PayStatus is account.pay_status (POOL-02); migration V100 brought POOL (POOL-11). Its numbers are those of
// delivery.PayStatus.
type PayStatus uint8

// The three values.
const (
	Pool  PayStatus = iota // "POOL"
	Trial                  // "TRIAL"
	Paid                   // "PAID"
)

// The names of the enumerations, in the order of their constants. String prints them; UnmarshalText, which those have that a
// file or a request names, reads them strictly, and an error says what is allowed.
var (
	payStatuses  = names.For[PayStatus]("pay status", "POOL", "TRIAL", "PAID")
	flows        = names.For[Flow]("flow", "trial", "paid", "admin")
	routes       = names.For[Route]("route", "pool", "fallback", "owned")
	steps        = names.For[Step]("step of a fill", "create-account", "fill-configs", "mark-pool")
	pushFailures = names.For[PushFailure]("reaction to failed configs", "mark", "abandon")
	depletions   = names.For[Depletion]("cause of depletion", "traffic-spike", "fill-configs-failing", "scheduler-stopped", "none-of-the-three")
	schedules    = names.For[Schedule]("schedule", "fixedRate", "fixedDelay")
)

func (v PayStatus) String() string   { return payStatuses.Text(v) }
func (v Flow) String() string        { return flows.Text(v) }
func (v Route) String() string       { return routes.Text(v) }
func (v Step) String() string        { return steps.Text(v) }
func (v PushFailure) String() string { return pushFailures.Text(v) }
func (v Depletion) String() string   { return depletions.Text(v) }
func (v Schedule) String() string    { return schedules.Text(v) }

// UnmarshalText reads what String prints; v stays as it was when the text names no pay status.
func (v *PayStatus) UnmarshalText(text []byte) error { return payStatuses.Unmarshal(v, text) }

// UnmarshalText reads what String prints; v stays as it was when the text names no flow.
func (v *Flow) UnmarshalText(text []byte) error { return flows.Unmarshal(v, text) }

// UnmarshalText reads what String prints; v stays as it was when the text names no reaction.
func (v *PushFailure) UnmarshalText(text []byte) error { return pushFailures.Unmarshal(v, text) }

// UnmarshalText reads what String prints; v stays as it was when the text names no schedule.
func (v *Schedule) UnmarshalText(text []byte) error { return schedules.Unmarshal(v, text) }
