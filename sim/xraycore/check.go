package xraycore

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/xtls/xray-core/core"
	"github.com/xtls/xray-core/infra/conf"
	"github.com/xtls/xray-core/infra/conf/serial"

	"reprise/control/xray"
)

// limit is how long the core may take over one config.
const limit = 5 * time.Second

// Verdict is how far the core comes with a config.
type Verdict struct {
	Core  string     // the core's version
	Stage xray.Stage // OK, or the stage at which it failed
	// Error is the core's own text, as a bare core gives it; empty with OK. A text that begins with "refused" is ours: the
	// config was too large, too deep or too slow to be put to the core.
	Error string
}

// Check puts a config to the core as far as its start, and stops it again. Probing outbounds is the one thing that the
// instance is kept from. No log is opened, and listeners are loopback's own: where a bare core fails on those of its machine,
// this one does not. It never panics, and returns within 5 s of its turn: one config is put to the core at a time.
func Check(config []byte) Verdict {
	verdict, _ := examine(config, nil, limit)
	return verdict
}

// turn is taken by who puts a config to the core, which is not made for two instances at a time.
var turn = make(chan struct{}, 1)

// patience is the limit on a config of our own. No machine is so slow that a result of the simulation would hang on it.
const patience = time.Hour

// examine is Check with a limit and, with a request and a config that starts, asks the running instance where it goes.
func examine(config []byte, ask *request, limit time.Duration) (Verdict, *routed) {
	done := examineIn(config, ask, limit)
	if done.stage == xray.Start && done.err != nil && strings.Contains(done.err.Error(), "address already in use") {
		// Another process can take a port in the instant after we found it free. A clash of the config's own comes again.
		done = examineIn(config, ask, limit)
	}
	verdict := Verdict{Core: Version(), Stage: done.stage}
	if done.err != nil {
		verdict.Error = done.err.Error()
	}
	return verdict, done.routed
}

// outcome is what became of a trial.
type outcome struct {
	stage  xray.Stage
	err    error
	routed *routed
}

func examineIn(config []byte, ask *request, limit time.Duration) outcome {
	if err := refuseText(config); err != nil {
		return outcome{stage: xray.Decode, err: err}
	}
	t := &trial{config: config, ask: ask}
	return t.within(limit, t.run)
}

// within waits for the trial's turn, and then so long for what becomes of it. A trial that is late loses its turn, so that
// others are not kept waiting.
func (t *trial) within(limit time.Duration, run func() outcome) outcome {
	turn <- struct{}{}
	pass := sync.OnceFunc(func() { <-turn })
	done := make(chan outcome, 1)
	go func() {
		defer pass()
		done <- run()
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case o := <-done:
		return o
	case <-timer.C:
		t.late.Store(true)
		pass()
		return outcome{stage: xray.Stage(t.stage.Load()), err: fmt.Errorf("refused: the core took more than %v", limit)}
	}
}

// trial is one config on its way through the core.
type trial struct {
	config []byte
	ask    *request
	stage  atomic.Uint32 // at which it is
	late   atomic.Bool   // nobody waits any more
}

func (t *trial) run() (o outcome) {
	var instance *core.Instance
	var outer *disguise
	defer func() {
		if p := recover(); p != nil {
			o = outcome{stage: xray.Stage(t.stage.Load()), err: fmt.Errorf("panic: %v", p)}
		}
		o.err = outer.undo(o.err)
		closed(instance)
	}()
	at := func(s xray.Stage) xray.Stage {
		t.stage.Store(uint32(s))
		return s
	}
	stage := at(xray.Decode)
	decoded, err := decode(t.config)
	if err != nil {
		return outcome{stage: stage, err: err}
	}
	stage = at(xray.Build)
	built, err := build(decoded)
	if err != nil {
		return outcome{stage: stage, err: err}
	}
	stage = at(xray.New)
	outer = &disguise{}
	asked, err := outer.wall(built)
	if err != nil || t.late.Load() {
		return outcome{stage: stage, err: err}
	}
	if instance, err = core.New(built); err != nil {
		return outcome{stage: stage, err: err}
	}
	stage = at(xray.Start)
	if err = instance.Start(); err != nil {
		return outcome{stage: stage, err: err}
	}
	if t.ask == nil {
		return outcome{stage: xray.OK}
	}
	found, err := t.ask.route(instance, asked)
	if err != nil {
		return outcome{stage: stage, err: err}
	}
	return outcome{stage: xray.OK, routed: found}
}

func decode(config []byte) (*conf.Config, error) {
	decoded, err := serial.DecodeJSONConfig(bytes.NewReader(config))
	if err != nil {
		return nil, err
	}
	return decoded, refuseSize(decoded)
}

// build is the core's, on a config that writes no log and reads no list of hosts.
func build(decoded *conf.Config) (*core.Config, error) {
	decoded.LogConfig = &conf.LogConfig{AccessLog: "none", ErrorLog: "none"}
	if decoded.DNSConfig != nil {
		decoded.DNSConfig.UseSystemHosts = false
	}
	built, err := decoded.Build()
	if err != nil {
		// As serial.LoadJSONConfig of the core wraps it, with the package that its errors name.
		return nil, fmt.Errorf("infra/conf/serial: failed to parse json config > %w", err)
	}
	return built, nil
}

// closed stops an instance, whatever its parts make of it.
func closed(instance *core.Instance) {
	defer func() { _ = recover() }()
	if instance != nil {
		_ = instance.Close() // what fails to close was never open
	}
}
