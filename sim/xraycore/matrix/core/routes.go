package main

import (
	"context"
	"maps"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/xtls/xray-core/common/log"
	"github.com/xtls/xray-core/common/net"
	"github.com/xtls/xray-core/common/session"
	"github.com/xtls/xray-core/core"
	"github.com/xtls/xray-core/features/outbound"
)

// requests are the connections whose way is asked: to a site that no rule names, to a private address, and to a site of
// advertisements.
var requests = []net.Destination{
	net.TCPDestination(net.DomainAddress("www.example.org"), 443),
	net.TCPDestination(net.ParseAddress("10.0.0.1"), 80),
	net.TCPDestination(net.DomainAddress("ads.doubleclick.net"), 443),
}

// The ways of a request that are no outbound's tag. One that several outbounds may take is "any of " and their tags, or
// random where there are too many to have seen them all.
const (
	dropped  = "dropped"   // nothing takes it
	untagged = "untagged"  // the first outbound, which has no tag
	random   = "random"    // one of many
	noAnswer = "no answer" // it was neither taken nor dropped in time
)

// routesLimit is how long the requests of a config may take together.
const routesLimit = time.Second

// routes are the ways of the requests through a running instance, by their hosts. They come from an inbound's tag, and
// names are not resolved.
func routes(instance *core.Instance, inbound string) map[string]string {
	ctx, cancel := context.WithTimeout(context.Background(), routesLimit)
	defer cancel()
	outbounds := len(instance.GetFeature(outbound.ManagerType()).(outbound.HandlerSelector).Select([]string{""}))
	found := map[string]string{}
	for _, to := range requests {
		found[to.Address.String()] = way(outbounds, func() string { return dispatch(ctx, instance, inbound, to) })
	}
	return found
}

// way puts a request often enough that each outbound which may take it has done so: in 24 times as many turns as there are
// outbounds, one is left out once in some 10^9 configs.
func way(outbounds int, dispatch func() string) string {
	const many = 50
	seen := map[string]bool{}
	for range 24 * min(max(outbounds, 1), many) {
		tag := dispatch()
		if tag == noAnswer {
			return tag
		}
		seen[tag] = true
	}
	tags := slices.Sorted(maps.Keys(seen))
	switch {
	case len(tags) == 1:
		return tags[0]
	case outbounds > many:
		return random
	}
	return "any of " + strings.Join(tags, ", ")
}

// dispatch hands a request to the instance, and gives the tag of the outbound that would have it.
func dispatch(ctx context.Context, instance *core.Instance, inbound string, to net.Destination) string {
	taker := &session.Outbound{}
	w := &witness{message: &log.AccessMessage{To: to}, taken: make(chan struct{})}
	log.RegisterHandler(w)
	ctx = log.ContextWithAccessMessage(ctx, w.message)
	ctx = session.ContextWithInbound(ctx, &session.Inbound{Tag: inbound, Source: net.TCPDestination(net.LocalHostIP, 0)})
	ctx = session.ContextWithOutbounds(ctx, []*session.Outbound{taker})
	ctx = session.ContextWithContent(ctx, &session.Content{SkipDNSResolve: true})
	conn, err := core.Dial(ctx, instance, to)
	if err != nil {
		return noAnswer
	}
	defer conn.Close()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = conn.Read(make([]byte, 1)) // nobody answers: it ends with the connection
	}()
	select {
	case <-w.taken:
	case <-ended:
		return dropped
	case <-ctx.Done():
		return noAnswer
	}
	if taker.Tag == "" {
		return untagged
	}
	return taker.Tag
}

// witness is the log's handler while a request is on its way. The dispatcher writes a request to the access log once it
// knows the outbound, and then hands it over, in one goroutine. The witness ends that goroutine in between: so nothing is
// dialed, whatever the outbound is.
type witness struct {
	message *log.AccessMessage
	taken   chan struct{}
}

// Handle takes what the core logs.
func (w *witness) Handle(m log.Message) {
	if m == log.Message(w.message) {
		close(w.taken)
		runtime.Goexit()
	}
}
