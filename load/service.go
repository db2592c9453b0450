package load

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"time"

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

// serve starts a claim service at an address, on connections of its own; proxied, faults can strike those.
func (d *database) serve(s Setup, listen string, proxied bool) (sv *service, err error) {
	sv = &service{adminKey: make([]byte, claimd.KeyMin)}
	defer func() {
		if err != nil {
			err = errors.Join(err, sv.putAway())
		}
	}()
	rand.Read(sv.adminKey)
	if err := sv.connect(d, s, proxied); err != nil {
		return nil, err
	}
	if sv.configs, err = configd.New(s.Configs, s.Seed); err != nil {
		return nil, err
	}
	configsURL, err := sv.configs.Start()
	if err != nil {
		return nil, err
	}
	server, err := claimd.New(claimd.Options{
		Store: sv.store, Pool: s.Pool, CheckEvery: s.Review, Workers: s.Workers,
		ConfigsURL: configsURL, AdminKey: sv.adminKey, TrialDays: trialDays, PaidDays: paidDays,
	})
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return nil, &Wrong{fmt.Errorf("listen: %w", err)}
	}
	sv.claimd, sv.url = server, "http://"+l.Addr().String()
	server.Start(l)
	return sv, nil
}

// connect is the service's own pool of connections, of bounded size.
func (sv *service) connect(d *database, s Setup, proxied bool) (err error) {
	config := d.server.Config()
	if proxied {
		if sv.proxy, err = faults.NewProxy(config.Addr); err != nil {
			return err
		}
		config.Addr = sv.proxy.Addr()
	}
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
	var errs []error
	if sv.db != nil {
		errs = append(errs, sv.db.Close())
	}
	if sv.proxy != nil {
		errs = append(errs, sv.proxy.Close())
	}
	if sv.configs != nil {
		errs = append(errs, sv.configs.Close())
	}
	return errors.Join(errs...)
}

// scene is what faults can strike of a service and its database.
func (d *database) scene(sv *service) faults.Scene {
	return faults.Scene{
		Server: d.server, Proxy: sv.proxy, Starve: faults.StarveDB(sv.db),
		Drain:       claims.New(d.direct, claims.Options{}).Drain,
		ConfigsDown: sv.configs.SetDown,
	}
}
