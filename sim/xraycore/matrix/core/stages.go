package main

import (
	"bytes"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/xtls/xray-core/core"
	"github.com/xtls/xray-core/infra/conf/serial"
	_ "github.com/xtls/xray-core/main/distro/all"
)

// limit is how long a config may take.
const limit = 4 * time.Second

// passage is one config on its way through the core.
type passage struct {
	stage  atomic.Value      // string: the stage it is at
	done   chan string       // the error's text
	routes map[string]string // of a config that runs; there once done
}

// limited is how far a config comes, the error there, and its routes where it runs. One that takes too long is left behind
// where it is.
func limited(config []byte) (a answer) {
	p := &passage{done: make(chan string, 1)}
	go p.pass(config)
	select {
	case a.Error = <-p.done:
		a.Routes = p.routes
	case <-time.After(limit):
		a.Error = fmt.Sprintf("no end after %v", limit)
	}
	a.Stage = p.stage.Load().(string)
	return a
}

// pass takes a config through the stages. A panic of the core is the error of the stage that it happened at.
func (p *passage) pass(config []byte) {
	p.stage.Store("decode")
	defer func() {
		if caught := recover(); caught != nil {
			p.done <- fmt.Sprint("panic: ", caught)
		}
	}()
	p.done <- p.stages(config)
}

func (p *passage) stages(config []byte) string {
	decoded, err := serial.DecodeJSONConfig(bytes.NewReader(config))
	if err != nil {
		return err.Error()
	}
	restore, err := confine(decoded)
	if err != nil {
		return err.Error()
	}
	p.stage.Store("build")
	built, err := decoded.Build()
	if err == nil {
		err = unhook(built)
	}
	if err != nil {
		return restore("infra/conf/serial: failed to parse json config > " + err.Error())
	}
	p.stage.Store("new")
	instance, err := core.New(built)
	if err != nil {
		return restore(err.Error())
	}
	defer instance.Close()
	p.stage.Store("start")
	if err := instance.Start(); err != nil {
		return restore(err.Error())
	}
	inbound := ""
	if len(decoded.InboundConfigs) > 0 {
		inbound = decoded.InboundConfigs[0].Tag
	}
	p.routes = routes(instance, inbound)
	p.stage.Store("ok")
	return ""
}
