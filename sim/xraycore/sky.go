package xraycore

import (
	"context"

	"github.com/xtls/xray-core/app/observatory"
	"github.com/xtls/xray-core/app/router"
	"github.com/xtls/xray-core/core"
	"github.com/xtls/xray-core/features/extension"
	"google.golang.org/protobuf/proto"

	"reprise/sim/world/tunnel"
)

// sky is an observatory that has seen what the simulation says.
type sky struct {
	seen observatory.ObservationResult
	made []*result // whose first are shown; all are used again
}

// result is what the core keeps of one outbound.
type result struct {
	status observatory.OutboundStatus
	burst  observatory.HealthPingMeasurementResult
}

func (*sky) Type() any    { return extension.ObservatoryType() }
func (*sky) Start() error { return nil }
func (*sky) Close() error { return nil }

func (s *sky) GetObservation(context.Context) (proto.Message, error) { return &s.seen, nil }

// show puts down what is known of outbounds, in the order in which they were first probed. The strategies see the
// measurements of a burst observatory where there are any.
func (s *sky) show(tag string, status tunnel.Status) {
	shown := len(s.seen.Status)
	if shown == len(s.made) {
		s.made = append(s.made, &result{})
	}
	r := s.made[shown]
	r.status.OutboundTag, r.status.Alive, r.status.Delay, r.status.HealthPing = tag, status.Alive, status.DelayMS, nil
	if b := status.Burst; b.All > 0 {
		r.status.HealthPing = &r.burst
		r.burst.All, r.burst.Fail = int64(b.All), int64(b.Fail)
		r.burst.Deviation, r.burst.Average, r.burst.Max, r.burst.Min = b.Deviation, b.Average, b.Max, b.Min
	}
	s.seen.Status = append(s.seen.Status, &r.status)
}

// clear forgets all that was seen.
func (s *sky) clear() { s.seen.Status = s.seen.Status[:0] }

// inject gives a strategy the sky for its observatory, by way of an instance that holds nothing else.
func (s *sky) inject(strategy router.BalancingStrategy) {
	instance := &core.Instance{}
	_ = instance.AddFeature(s) // nothing waits for it yet that could fail
	if receiver, ok := strategy.(extension.ContextReceiver); ok {
		receiver.InjectContext(context.WithValue(context.Background(), core.XrayKey(1), instance))
	}
}
