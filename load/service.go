package load

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"net"
	"time"

	"reprise/control/pool"
	"reprise/load/claimd"
	"reprise/load/claims"
	"reprise/load/configd"
	"reprise/load/faults"
	"reprise/load/schema"
)

// stopWithin bounds how long a service may take to end what it has accepted.
const stopWithin = 30 * time.Second

// service is the claim service with all that it needs, on loopback.
type service struct {
	db       *sql.DB
	store    *claims.Store
	proxy    *faults.Proxy // nil: nothing stands between service and database
	configs  *configd.Service
	claimd   *claimd.Server
	adminKey []byte
	url      string
}

// serve starts a claim service at a listener, which it closes in the end, on connections of its own; proxied, faults can strike
// those.
func (d *database) serve(s Setup, l net.Listener, proxied bool) (*service, error) {
	sv := &service{adminKey: make([]byte, claimd.KeyMin), url: "http://" + l.Addr().String()}
	rand.Read(sv.adminKey)
	if err := sv.start(d, s, l, proxied); err != nil {
		return nil, errors.Join(err, l.Close(), sv.putAway())
	}
	return sv, nil
}

func (sv *service) start(d *database, s Setup, l net.Listener, proxied bool) (err error) {
	if err := sv.connect(d, s, proxied); err != nil {
		return err
	}
	if sv.configs, err = configd.New(s.Configs, s.Seed); err != nil {
		return err
	}
	configsURL, err := sv.configs.Start()
	if err != nil {
		return err
	}
	sv.claimd, err = claimd.New(claimd.Options{
		Store: sv.store, Pool: s.Pool, CheckEvery: s.Review, Workers: s.Workers,
		OnPushFailure: pool.Abandon, // the reading that the scenarios found to fit (POOL-20)
		ConfigsURL:    configsURL, AdminKey: sv.adminKey, TrialDays: trialDays, PaidDays: paidDays, Log: s.Log,
	})
	if err != nil {
		return err
	}
	sv.claimd.Start(l)
	return nil
}

// connect is the service's own pool of connections, of bounded size.
func (sv *service) connect(d *database, s Setup, proxied bool) (err error) {
	config := d.server.Config()
	if proxied {
		if sv.proxy, err = faults.OpenProxy(config); err != nil {
			return err
		}
		config = sv.proxy.Config()
	}
	s.Isolation.set(config, d.report.Version)
	if sv.db, err = schema.Open(config); err != nil {
		return err
	}
	sv.db.SetMaxOpenConns(s.Conns)
	sv.db.SetMaxIdleConns(s.Conns)
	sv.store = claims.New(sv.db, claims.Options{Statement: s.Statement, Pool: s.Pool, RandomIDs: s.RandomIDs})
	return nil
}

// stop ends the service: what it has accepted it ends, then nothing of it runs any more.
func (sv *service) stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	return errors.Join(sv.claimd.Shutdown(ctx), sv.putAway())
}

// putAway closes what the service stood on, as far as it is there.
func (sv *service) putAway() error {
	if sv.db != nil {
		_ = sv.db.Close() // its error is of a connection that a fault has broken
	}
	if sv.proxy != nil {
		sv.proxy.Close()
	}
	if sv.configs != nil {
		return sv.configs.Close()
	}
	return nil
}

// scene is what faults can strike of a service and its database.
func (d *database) scene(sv *service) faults.Scene {
	return faults.Scene{
		Server: d.server, Proxy: sv.proxy, Starve: faults.StarveDB(sv.db),
		Drain:       claims.New(d.direct, claims.Options{}).Drain,
		ConfigsDown: sv.configs.SetDown,
	}
}
