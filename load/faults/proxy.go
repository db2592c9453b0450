package faults

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/Shopify/toxiproxy/v2/toxics"
	driver "github.com/go-sql-driver/mysql"
	"github.com/rs/zerolog"
)

// Proxy stands between a service and its database, on a port of loopback. It outlives the server: a connection made while the
// server is down is refused, and one made after goes through.
//
// All toxics are in it from the start, and what they do is asked of them while they run. Toxiproxy v2.5.0 can add toxics to
// connections that are open and take them away again, but it waits for ever where one loses its client meanwhile; and its
// reset_peer, added so, closes them at their next bytes, and does not reset them.
type Proxy struct {
	to      *driver.Config
	proxy   *toxiproxy.Proxy
	traffic *traffic
}

// OpenProxy starts a proxy to the database that a config connects to, over TCP.
func OpenProxy(to *driver.Config) (*Proxy, error) {
	if to.Net != "tcp" {
		return nil, fmt.Errorf("a proxy to the database: it is reached by %q; allowed: tcp", to.Net)
	}
	toxics.Register(kindOfQuestions, new(questions))
	toxics.Register(kindOfAnswers, new(answers))
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	p := &Proxy{
		to:      to.Clone(),
		proxy:   toxiproxy.NewProxy(server, "database", "127.0.0.1:0", to.Addr),
		traffic: newTraffic(),
	}
	if err := p.intoxicate(); err != nil {
		return nil, fmt.Errorf("a proxy to the database: %w", err)
	}
	if err := p.proxy.Start(); err != nil {
		return nil, fmt.Errorf("a proxy to the database: %w", err)
	}
	return p, nil
}

// intoxicate puts the toxics in. A reset_peer that strikes nobody (toxicity 0) has Toxiproxy make the connections so that
// closing one resets it, both to the client and to the server.
func (p *Proxy) intoxicate() error {
	for _, toxic := range []string{
		`{"type": "reset_peer", "stream": "upstream", "toxicity": 0}`,
		`{"type": "` + kindOfQuestions + `", "stream": "upstream"}`,
		`{"type": "` + kindOfAnswers + `", "stream": "downstream"}`,
	} {
		added, err := p.proxy.Toxics.AddToxicJson(strings.NewReader(toxic))
		if err != nil {
			return err
		}
		switch toxic := added.Toxic.(type) {
		case *questions:
			toxic.traffic = p.traffic
		case *answers:
			toxic.traffic = p.traffic
		}
	}
	return nil
}

// Config connects through the proxy, and is otherwise that of the database.
func (p *Proxy) Config() *driver.Config {
	config := p.to.Clone()
	config.Addr = p.proxy.Listen
	return config
}

// Delay has every answer of the database come later by d, give or take up to jitter, until it is undone. Delays add up.
func (p *Proxy) Delay(d, jitter time.Duration) (undo func()) { return p.traffic.delay(d, jitter) }

// Reset resets the connections that are open, and says how many they were. New ones go through.
func (p *Proxy) Reset() int { return p.traffic.reset() }

// CutCommits resets the connections of the next n commits, in turns before the commit reaches the server, so that nothing is
// committed, and when the server's answer to it arrives, so that the client alone does not know. It returns once n are cut or
// ctx ends, and cuts none after that. Several that overlap are served one after the other.
//
// A commit is a COMMIT, or a statement that writes accounts outside of a transaction, as a query or prepared (see packets).
// Of connections that are encrypted or compressed it cannot be told, and the error says so.
func (p *Proxy) CutCommits(ctx context.Context, n int) (before, after int, err error) {
	if !legible(p.to) {
		return 0, 0, errors.New("cutting commits: the connections are encrypted or compressed, and their commits cannot be seen")
	}
	o := p.traffic.order(n)
	select {
	case <-o.done:
	case <-ctx.Done():
	}
	before, after = p.traffic.withdraw(o)
	return before, after, nil
}

// legible reports whether connections of a config can be read.
func legible(config *driver.Config) bool {
	plain := config.TLS == nil && (config.TLSConfig == "" || config.TLSConfig == "false")
	return plain && !strings.Contains(config.FormatDSN(), "compress=true")
}

// Close closes the proxy and its connections, and waits for them.
func (p *Proxy) Close() {
	p.proxy.Stop()
	p.traffic.reset()
	p.traffic.pipes.Wait()
}
