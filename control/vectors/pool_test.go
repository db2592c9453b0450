package vectors_test

import (
	"math/rand/v2"
	"time"

	"reprise/control/pool"
)

// Instants are texts as in RFC 3339, in UTC; what is looked at in turn is so many seconds after one of them.
type (
	settingsIn struct {
		Enabled bool `json:"enabled"`
		Min     int  `json:"min"`
		Target  int  `json:"target"`
	}
	historyIn struct {
		At string `json:"at"`
	}
	historyOut struct {
		Settings *settingsIn `json:"settings"`
	}
	propertyIn struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	propertiesOfIn struct {
		Properties []propertyIn `json:"properties"`
	}
	propertiesOfOut struct {
		Settings *settingsIn  `json:"settings"`
		Written  []propertyIn `json:"written"`
	}
	sizeIn struct {
		settingsIn
		Size int `json:"size"`
	}
	createOut struct {
		Create *int `json:"create"`
	}
	countIn struct {
		Count int `json:"count"`
	}
	fillIn struct {
		PushFailure string `json:"push_failure"`
		CreateOK    bool   `json:"create_ok"`
		ConfigsOK   bool   `json:"configs_ok"`
		MarkOK      bool   `json:"mark_ok"`
	}
	fillOut struct {
		Steps     []string `json:"steps"`
		PayStatus *string  `json:"pay_status"`
		Configs   bool     `json:"configs"`
		Pooled    bool     `json:"pooled"`
		Orphan    bool     `json:"orphan"`
	}
	scheduleIn struct {
		Schedule string `json:"schedule"`
		Every    int64  `json:"every_seconds"`
		Took     int64  `json:"took_seconds"`
	}
	gapOut struct {
		Gap int64 `json:"gap_seconds"`
	}
	statusOut struct {
		Size    int     `json:"size"`
		Min     int     `json:"min"`
		Target  int     `json:"target"`
		Low     bool    `json:"low"`
		Percent float64 `json:"percent"`
	}
	lookIn struct {
		At   int64 `json:"at_seconds"`
		Size int   `json:"size"`
	}
	signsIn struct {
		SignUps float64 `json:"sign_ups"`
		Usual   float64 `json:"usual"`
		Missed  int     `json:"missed"`
		Came    int     `json:"came"`
		Made    int     `json:"made"`
		Failed  int     `json:"failed"`
	}
	depletionOut struct {
		Cause string `json:"cause"`
	}
	alertIn struct {
		Min   int      `json:"min"`
		Looks []lookIn `json:"looks"`
		At    int64    `json:"at_seconds"`
	}
	alertOut struct {
		Fires bool `json:"fires"`
	}
)

// poolRules are those that keep the account pool filled, and watch it.
var poolRules = []rule{
	ruleOf("pool-history", []string{"POOL-09"},
		"The documented settings that held at an instant; null before there was a pool.",
		decideHistory, historyInputs(), drawHistoryIn),
	ruleOf("pool-properties", []string{"POOL-09"},
		"Today's settings once these properties are set, and how they are written; null: one is refused, or they do not fit together.",
		decideProperties, propertiesOfInputs(), drawPropertiesOfIn),
	ruleOf("pool-refill", []string{"POOL-03", "POOL-09"},
		"How many accounts a check of the scheduler makes of a pool that holds size.",
		func(in sizeIn) createOut { return createOut{known(in.settings().Refill(in.Size))} },
		sizeInputs(), drawSizeIn),
	ruleOf("pool-manual-fill", []string{"POOL-13"},
		"How many accounts a fill by hand makes; null: the count is refused. The bound is ours.",
		func(in countIn) (out createOut) {
			if n, err := pool.ManualFill(in.Count); err == nil {
				out.Create = known(n)
			}
			return out
		},
		manualInputs(), func(r *rand.Rand) countIn { return countIn{r.IntN(1500) - 200} }),
	ruleOf("pool-fill", []string{"POOL-02", "POOL-04", "POOL-20"},
		"The steps that a fill begins and what it leaves, given which would succeed. push_failure is what happens once fill_configs "+
			"has failed; pay_status null: there is no account; orphan: in no pool, and nobody's.",
		decideFill, fillInputs(), nil),
	ruleOf("pool-schedule", []string{"POOL-03"},
		"From the beginning of one check to that of the next, given how long its fill took.",
		func(in scheduleIn) gapOut {
			return gapOut{seconds(valueOf[pool.Schedule](in.Schedule).Gap(spanOf(in.Every), spanOf(in.Took)))}
		},
		scheduleInputs(), drawScheduleIn),
	ruleOf("pool-status", []string{"POOL-12", "POOL-14", "POOL-15", "POOL-16"},
		"What is told of a pool that holds size: its status, whether it is low, and how full it is, in percent.",
		func(in sizeIn) statusOut {
			s := in.settings().Status(in.Size)
			return statusOut{s.Size, s.Min, s.Target, s.Low(), s.Percent()}
		},
		sizeInputs(), drawSizeIn),
	ruleOf("pool-alert", []string{"POOL-15"},
		"Whether AccountPoolLow fires, after these looks at the pool in their order. More than 10 minutes, as it is written.",
		decideAlert, alertInputs(), drawAlertIn),
	ruleOf("pool-depletion", []string{"POOL-18", "POOL-19"},
		"The cause that the signs of a pool that runs low point to. Sign-ups are an hour; usual 0: nothing is known.",
		func(in signsIn) depletionOut { return depletionOut{pool.Signs(in).Depletion().String()} },
		signsInputs(), drawSignsIn),
}

func (in settingsIn) settings() pool.Settings { return pool.Settings(in) }

func decideHistory(in historyIn) (out historyOut) {
	if s, there := pool.InForce(instantOf(in.At)); there {
		out.Settings = known(settingsIn(s))
	}
	return out
}

func decideProperties(in propertiesOfIn) (out propertiesOfOut) {
	s := pool.Documented()
	for _, p := range in.Properties {
		if s.Set(pool.Property(p)) != nil {
			return out
		}
	}
	if s.Validate() != nil {
		return out
	}
	out.Settings = known(settingsIn(s))
	for _, p := range s.Properties() {
		out.Written = append(out.Written, propertyIn(p))
	}
	return out
}

func decideFill(in fillIn) (out fillOut) {
	succeeds := map[pool.Step]bool{pool.CreateAccount: in.CreateOK, pool.FillConfigs: in.ConfigsOK, pool.MarkPool: in.MarkOK}
	var f pool.Fill
	for !f.Over {
		out.Steps = append(out.Steps, f.Next.String())
		f = valueOf[pool.PushFailure](in.PushFailure).After(f, succeeds[f.Next])
	}
	if f.Account {
		out.PayStatus = known(f.PayStatus().String())
	}
	out.Configs, out.Pooled, out.Orphan = f.Configs, f.Pooled, f.Orphan()
	return out
}

func decideAlert(in alertIn) alertOut {
	start := time.Date(2026, time.February, 24, 0, 0, 0, 0, time.UTC)
	var w pool.Watch
	for _, l := range in.Looks {
		w = w.See(pool.Settings{Min: in.Min, Target: in.Min}.Status(l.Size), start.Add(spanOf(l.At)))
	}
	return alertOut{w.Fires(start.Add(spanOf(in.At)))}
}

// instantOf reads an instant; one of a case of these files can be read.
func instantOf(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return at
}

func instant(at time.Time) string { return at.Format(time.RFC3339) }
