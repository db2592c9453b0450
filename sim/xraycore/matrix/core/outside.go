package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/xtls/xray-core/app/router"
	corenet "github.com/xtls/xray-core/common/net"
	"github.com/xtls/xray-core/common/serial"
	"github.com/xtls/xray-core/core"
	"github.com/xtls/xray-core/infra/conf"
	"github.com/xtls/xray-core/transport/internet"
)

// keepOut has the process dial nobody and gives it geo data of its own; the folder of that is the caller's to remove.
func keepOut() (folder string, err error) {
	internet.UseAlternativeSystemDialer(wall{})
	if folder, err = os.MkdirTemp("", "reprise-core-*"); err != nil {
		return "", fmt.Errorf("a folder for the geo data: %w", err)
	}
	for name, data := range geoFiles() {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			return folder, fmt.Errorf("the geo data: %w", err)
		}
	}
	return folder, os.Setenv("XRAY_LOCATION_ASSET", folder)
}

// wall is the dialer of the process.
type wall struct{}

func (wall) Dial(context.Context, corenet.Address, corenet.Destination, *internet.SocketConfig) (net.Conn, error) {
	return nil, errors.New("a checked config does not reach the network")
}

func (wall) DestIpAddress() net.IP { return nil }

// confine takes from a config what would reach out of the process, and moves its inbounds to free ports of loopback. The
// function that it returns puts the ports that were asked for back into an error.
func confine(c *conf.Config) (restore func(string) string, err error) {
	c.LogConfig = &conf.LogConfig{AccessLog: "none", ErrorLog: "none", LogLevel: "none"}
	if c.API != nil && c.API.Listen != "" {
		c.API.Listen = "127.0.0.1:0"
	}
	if c.Metrics != nil && c.Metrics.Listen != "" {
		c.Metrics.Listen = "127.0.0.1:0"
	}
	longest := 0
	for i := range c.OutboundConfigs {
		if err := refused(c.OutboundConfigs[i].Protocol); err != nil {
			return nil, err
		}
		longest = max(longest, len(c.OutboundConfigs[i].Tag))
	}
	blind(c, strings.Repeat("-", longest+1))
	free := map[uint32]uint32{}
	for i := range c.InboundConfigs {
		if err := confineInbound(&c.InboundConfigs[i], free); err != nil {
			return nil, err
		}
	}
	var back []string
	for asked, got := range free {
		back = append(back, strconv.Itoa(int(got)), strconv.Itoa(int(asked)))
	}
	return strings.NewReplacer(back...).Replace, nil
}

// blind has the observatories see nobody, so that strategies pick as they do before the first probe has ended. A burst
// observatory keeps a selector, which no tag begins with: one without does not start its timer, which can fail.
func blind(c *conf.Config, nobody string) {
	if c.Observatory != nil {
		c.Observatory.SubjectSelector = nil
	}
	if b := c.BurstObservatory; b != nil && len(b.SubjectSelector) > 0 {
		b.SubjectSelector = []string{nobody}
	}
}

// unhook takes from rules the address that newer cores call over HTTP when a rule is met.
func unhook(built *core.Config) error {
	for i, app := range built.App {
		settings, err := app.GetInstance()
		if err != nil {
			return err
		}
		routing, is := settings.(*router.Config)
		if !is {
			continue
		}
		for _, rule := range routing.Rule {
			r := rule.ProtoReflect()
			if hook := r.Descriptor().Fields().ByName("webhook"); hook != nil {
				r.Clear(hook)
			}
		}
		built.App[i] = serial.ToTypedMessage(routing)
	}
	return nil
}

// confineInbound moves an inbound to loopback; free has the free port of each port that was asked for.
func confineInbound(in *conf.InboundDetourConfig, free map[uint32]uint32) error {
	if err := refused(in.Protocol); err != nil {
		return err
	}
	if in.StreamSetting != nil && in.StreamSetting.TLSSettings != nil {
		in.StreamSetting.TLSSettings.MasterKeyLog = ""
	}
	if in.StreamSetting != nil && in.StreamSetting.REALITYSettings != nil {
		in.StreamSetting.REALITYSettings.MasterKeyLog = ""
	}
	if in.PortList == nil {
		return elsewhere(in.ListenOn)
	}
	loopback := &conf.Address{Address: corenet.LocalHostIP}
	switch {
	case in.ListenOn == nil, in.ListenOn.Family().IsIP() && !in.ListenOn.IP().IsLoopback():
		in.ListenOn = loopback
	case in.ListenOn.Family().IsDomain() && in.ListenOn.Domain() != "localhost":
		return elsewhere(in.ListenOn)
	}
	return movePorts(in.PortList, free)
}

// movePorts moves ports to free ones; ranges stay as wide as they are.
func movePorts(list *conf.PortList, free map[uint32]uint32) error {
	const widest = 100
	for i, asked := range list.Range {
		if asked.To-asked.From >= widest {
			return fmt.Errorf("refused before the core saw it: an inbound listens on more than %d ports", widest)
		}
		if _, known := free[asked.From]; !known {
			port, err := freePort()
			if err != nil {
				return err
			}
			free[asked.From] = port
		}
		list.Range[i] = conf.PortRange{From: free[asked.From], To: free[asked.From] + asked.To - asked.From}
	}
	return nil
}

// elsewhere refuses a socket in the file system.
func elsewhere(listen *conf.Address) error {
	if listen != nil && listen.Family().IsDomain() && strings.HasPrefix(listen.Domain(), "/") {
		return errors.New("refused before the core saw it: an inbound listens in the file system")
	}
	return nil
}

// refused are protocols that make an interface of the machine's.
func refused(protocol string) error {
	switch strings.ToLower(protocol) {
	case "wireguard", "tun":
		return fmt.Errorf("refused before the core saw it: %s makes a network interface", protocol)
	}
	return nil
}

// freePort is a port of loopback that nobody listens on.
func freePort() (uint32, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("a free port: %w", err)
	}
	defer l.Close()
	return uint32(l.Addr().(*net.TCPAddr).Port), nil
}
