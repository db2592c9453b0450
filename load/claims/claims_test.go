package claims_test

import (
	"context"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/load/claims"
)

func TestStatement(t *testing.T) {
	for v, name := range map[claims.Statement]string{
		claims.ForUpdate: "for-update", claims.SkipLocked: "skip-locked", claims.Token: "token",
	} {
		require.Equal(t, name, v.String())
		var read claims.Statement
		require.NoError(t, read.UnmarshalText([]byte(name)))
		require.Equal(t, v, read)
		require.Equal(t, v != claims.SkipLocked, v.Ordered())
	}
	read := claims.Token
	require.EqualError(t, read.UnmarshalText([]byte("blind")),
		`unknown claim statement "blind"; allowed: for-update, skip-locked, token`)
	require.Equal(t, claims.Token, read)
}

// No server is asked about a request that makes no sense.
func TestRequestsThatMakeNoSense(t *testing.T) {
	s := claims.New(connect(t, driver.NewConfig()), claims.Options{Pool: pool.Documented()})
	_, err := s.Claim(t.Context(), pool.Request{Flow: pool.TrialRegistration, Days: 3})
	require.EqualError(t, err, "claim: flow trial needs a device id")
	require.Equal(t, claims.Stats{}, s.Stats())
}

// A server that is not there: every call says so once its patience is over, without the password.
func TestNoServer(t *testing.T) {
	config := driver.NewConfig()
	config.Net, config.Addr, config.User, config.Passwd = "tcp", "127.0.0.1:1", "root", "a secret"
	s := claims.New(connect(t, config), claims.Options{Pool: pool.Documented(), Patience: 50 * time.Millisecond})
	for name, call := range map[string]func() error{
		"claim":    func() error { _, err := s.Claim(t.Context(), trial("d")); return err },
		"size":     func() error { _, err := s.Size(t.Context()); return err },
		"insert":   func() error { _, err := s.Insert(t.Context()); return err },
		"stock":    func() error { return s.Stock(t.Context(), 1) },
		"drain":    func() error { _, err := s.Drain(t.Context()); return err },
		"markPool": func() error { return s.MarkPool(t.Context(), [16]byte{1}) },
	} {
		err := call()
		require.ErrorIs(t, err, claims.ErrUnavailable, name)
		require.NotErrorIs(t, err, claims.ErrInDoubt, name)
		require.NotContains(t, err.Error(), "secret")
	}
	require.Positive(t, s.Stats().Broken)

	ctx, leave := context.WithCancel(t.Context())
	leave()
	_, err := s.Size(ctx)
	require.EqualError(t, err, "count the pool: context canceled")
}
