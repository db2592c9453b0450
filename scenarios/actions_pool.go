package scenarios

import (
	"reprise/scenarios/strict"
	"reprise/sim/world"
	"reprise/sim/world/accounts"
)

// The parameters of what happens to the account pool.
type (
	// ClientSignup is a named user who asks for an account (POOL-10).
	ClientSignup struct {
		Client string `yaml:"client" jsonschema:"required" jsonschema_description:"a client of world.clients that holds no-account"`
		Flow   string `yaml:"flow,omitempty" jsonschema:"enum=trial,enum=paid,enum=admin" jsonschema_description:"trial when left out"`
	}

	// SignupsSpike has more users sign up for a while (POOL-18).
	SignupsSpike struct {
		Factor float64         `yaml:"factor" jsonschema:"required,minimum=1,maximum=1000" jsonschema_description:"how many times as many"`
		For    strict.Duration `yaml:"for" jsonschema:"required" jsonschema_description:"how long it lasts"`
	}

	// FaultWorker is trouble of the worker service, which pushes to servers (POOL-18).
	FaultWorker struct {
		Calls  string          `yaml:"calls,omitempty" jsonschema:"enum=any,enum=fill_configs,enum=fill-account" jsonschema_description:"which calls; any, and with them what background sync pushes, when left out"`
		Errors float64         `yaml:"errors" jsonschema:"required,minimum=0,maximum=1" jsonschema_description:"share of calls that fail, 0 to 1"`
		Slower float64         `yaml:"slower,omitempty" jsonschema:"minimum=1,maximum=1000" jsonschema_description:"how many times longer a call takes; 1 when left out"`
		For    strict.Duration `yaml:"for" jsonschema:"required" jsonschema_description:"how long it lasts"`
	}

	// SchedulerStop keeps AccountPoolScheduler from looking at the pool for a while (POOL-18).
	SchedulerStop struct {
		For strict.Duration `yaml:"for" jsonschema:"required" jsonschema_description:"how long it lasts"`
	}

	// PoolFill is an operator's POST /pool/fill?count=N (POOL-13).
	PoolFill struct {
		Count int `yaml:"count" jsonschema:"required,minimum=1,maximum=1000" jsonschema_description:"accounts to make, besides what the scheduler does"`
	}
)

func (p *SignupsSpike) check(with strict.Node) error  { return tooShort(with, "for", p.For) }
func (p *FaultWorker) check(with strict.Node) error   { return tooShort(with, "for", p.For) }
func (p *SchedulerStop) check(with strict.Node) error { return tooShort(with, "for", p.For) }

// poolDeed is what the world does for an action on the account pool; nil for any other.
func (s *Scenario) poolDeed(path string, params any) (world.Deed, error) {
	deed := s.onPool(params)
	if deed == nil {
		return nil, nil
	}
	if err := s.needSignups(path); err != nil {
		return nil, err
	}
	switch p := params.(type) {
	case *ClientSignup:
		return deed, s.needNoAccount(path, p.Client)
	case *SignupsSpike:
		return deed, s.needRate(path)
	}
	return deed, nil
}

func (s *Scenario) onPool(params any) world.Deed {
	switch p := params.(type) {
	case *ClientSignup:
		deed := world.SignUp{Client: s.client(p.Client)}
		if p.Flow != "" {
			_ = deed.Flow.UnmarshalText([]byte(p.Flow)) // one of the enumeration, or the scenario had not been loaded
		}
		return deed
	case *SignupsSpike:
		return world.SpikeSignups{Factor: p.Factor, For: p.For.D}
	case *FaultWorker:
		fault := accounts.Fault{Errors: p.Errors, Slower: p.Slower}
		if p.Calls != "" {
			_ = fault.What.UnmarshalText([]byte(p.Calls))
		}
		return world.FailWorker{Fault: fault, For: p.For.D}
	case *SchedulerStop:
		return world.StopScheduler{For: p.For.D}
	case *PoolFill:
		return world.FillPool{Count: p.Count}
	}
	return nil
}

// needNoAccount refuses the sign-up of a client that has an account from the start.
func (s *Scenario) needNoAccount(path, client string) error {
	if c := s.World.Clients[s.client(client)]; c.Holds != noAccount {
		return s.Wrong(path+".client", quote(client)+" has an account from the start", "a client that holds: "+noAccount)
	}
	return nil
}

// needRate refuses a spike of recorded sign-ups, which are as many as they are.
func (s *Scenario) needRate(path string) error {
	if s.World.Signups.Trace == "" {
		return nil
	}
	return s.Wrong(path, "multiplies a rate, and sign-ups are those of a record", "world.signups.per_hour")
}

// noAccount is what a client holds that is still to sign up.
const noAccount = "no-account"
