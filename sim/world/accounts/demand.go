package accounts

import (
	"reprise/control/pool"
	"reprise/sim"
	"reprise/sim/random"
)

// nextArrival schedules the next user to sign up.
func (s *Service) nextArrival() {
	if s.cfg.Demand.Rate == nil {
		return
	}
	if at, ok := random.NextArrival(&s.arriving, s.cfg.Demand.Rate, int64(s.engine.Now())); ok {
		s.engine.At(sim.Time(at), sim.Event{Kind: s.kind.arrive})
	}
}

func (s *Service) onArrive(sim.Event) {
	s.nextArrival()
	s.Arrive()
}

// nextRecorded schedules the next user of the record; those from before the run are passed over.
func (s *Service) nextRecorded() {
	if s.record == nil {
		return
	}
	offset := s.cfg.Demand.Record.Start().Sub(s.cfg.Start)
	for {
		at, ok := s.record.Next()
		if !ok {
			return
		}
		if t := sim.Time(at).Add(offset); t >= s.engine.Now() {
			s.engine.At(t, sim.Event{Kind: s.kind.recorded})
			return
		}
	}
}

func (s *Service) onRecorded(sim.Event) {
	s.nextRecorded()
	s.Arrive()
}

// Rate is how often users sign up, spikes and records aside; nil: only those come.
func (s *Service) Rate() random.Rate { return s.cfg.Demand.Rate }

// Arrive has one more user sign up now, by a flow that is drawn.
func (s *Service) Arrive() {
	s.SignUp(User{Name: Nobody, Because: Nobody, Flow: s.drawFlow()}, "device")
}

func (s *Service) drawFlow() pool.Flow {
	u := s.flows.Float64()
	for flow := range pool.Flow(Flows - 1) {
		if u -= s.cfg.Demand.Flows[flow]; u < 0 {
			return flow
		}
	}
	return pool.AdminCreated
}

// SignUp has a user ask for an account.
func (s *Service) SignUp(user User, device string) {
	s.seen.requests++
	slot := s.requests.Put(request{
		Request: pool.Request{Flow: user.Flow, DeviceID: device, Days: s.days(user.Flow), PayStatus: pool.Trial},
		user:    user, asked: s.engine.Now(),
	})
	s.system.Connect(sim.Event{Kind: s.kind.connected, Target: slot}, sim.Event{Kind: s.kind.late, Target: slot})
}

func (s *Service) days(flow pool.Flow) int {
	if flow == pool.PaidSubscription {
		return s.set.PaidDays
	}
	return s.set.TrialDays
}
