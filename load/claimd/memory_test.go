package claimd_test

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"reprise/control/pool"
	"reprise/load/claims"
)

// memory is a Store without a database: correct, and as slow and as broken as a test wants it.
type memory struct {
	set    pool.Settings
	clings time.Duration           // from the end of a call's context to that of the call
	takes  time.Duration           // of each call
	fails  func(call string) error // nil: nothing fails

	mu       sync.Mutex
	stock    []uuid.UUID
	owned    map[string]claims.Given
	rows     map[uuid.UUID]bool // inserted by fills; true: marked
	requests []pool.Request
	counts   []time.Time // when the pool was counted
}

func newMemory(set pool.Settings, stock int) *memory {
	m := &memory{set: set, owned: map[string]claims.Given{}, rows: map[uuid.UUID]bool{}}
	for range stock {
		m.stock = append(m.stock, uuid.Must(uuid.NewV7()))
	}
	return m
}

// call takes its time, and fails where it is to.
func (m *memory) call(ctx context.Context, name string) error {
	if m.takes > 0 {
		select {
		case <-ctx.Done():
			time.Sleep(m.clings)
			return ctx.Err()
		case <-time.After(m.takes):
		}
	}
	if m.fails != nil {
		return m.fails(name)
	}
	return ctx.Err()
}

func (m *memory) Claim(ctx context.Context, r pool.Request) (claims.Given, error) {
	if err := m.call(ctx, "claim"); err != nil {
		return claims.Given{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests = append(m.requests, r)
	given, owned := m.owned[r.DeviceID]
	terms := r.Given(pool.Account{}, time.Now())
	switch m.set.Route(r, owned, len(m.stock) > 0) {
	case pool.Owned:
		given.Route = pool.Owned
		return given, nil
	case pool.FromPool:
		given = claims.Given{Account: m.stock[0], Route: pool.FromPool, PayStatus: terms.PayStatus, ValidTo: terms.ValidTo}
		m.stock = m.stock[1:]
	case pool.Fallback:
		given = claims.Given{Account: uuid.Must(uuid.NewV7()), Route: pool.Fallback, PayStatus: terms.PayStatus, ValidTo: terms.ValidTo}
	}
	m.owned[r.DeviceID] = given
	return given, nil
}

func (m *memory) Size(ctx context.Context) (int, error) {
	m.mu.Lock()
	m.counts = append(m.counts, time.Now())
	m.mu.Unlock()
	if err := m.call(ctx, "size"); err != nil {
		return 0, err
	}
	return m.size(), nil
}

func (m *memory) Insert(ctx context.Context) (uuid.UUID, error) {
	if err := m.call(ctx, "insert"); err != nil {
		return uuid.Nil, err
	}
	id := uuid.Must(uuid.NewV7())
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rows[id] = false
	return id, nil
}

func (m *memory) MarkPool(ctx context.Context, id uuid.UUID) error {
	if err := m.call(ctx, "mark"); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rows[id] = true
	m.stock = append(m.stock, id)
	return nil
}

func (m *memory) Stats() claims.Stats {
	return claims.Stats{Deadlocks: 1, LockTimeouts: 2, Broken: 3, InDoubt: 4}
}

func (m *memory) size() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.stock)
}

// given is how many devices have an account.
func (m *memory) given() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.owned)
}

func (m *memory) last() pool.Request {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.requests[len(m.requests)-1]
}
