package audit_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/load/audit"
	"reprise/load/mysql/mysqltest"
	"reprise/load/schema"
)

// plant is a claim path with a fault, on a real server, and what it must be found as.
type plant struct {
	name    string
	claimer claimer
	field   field
	keyless bool // devices may have several accounts, by the schema
	found   func(r audit.Report) int
	exactly func(f *field, r audit.Report) int // how often the fault struck, where that can be counted
	linear  bool                               // porcupine, which knows nothing of terms, finds nothing
}

var plants = []plant{
	{name: "no FOR UPDATE", claimer: claimer{first: firstUnlocked, give: give}, found: double},
	{name: "READ COMMITTED without a lock", claimer: claimer{first: firstUnlocked, give: give, isolation: sql.LevelReadCommitted}, found: double},
	{name: "SKIP LOCKED where order is promised", claimer: claimer{first: firstSkipLocked, give: give}, field: field{giveUpEvery: 5}, found: outOfOrder},
	{name: "blind retry after a broken connection", claimer: claimer{first: firstForUpdate, give: give, retriesBlindly: true},
		field: field{wire: &wire{every: 5}}, keyless: true, found: double},
	{name: "acknowledged before the commit", claimer: claimer{first: firstForUpdate, give: give, acknowledgesEarly: true},
		field: field{wire: &wire{every: 5}}, found: lost, exactly: func(f *field, _ audit.Report) int { return int(f.wire.cut.Swap(0)) }},
	{name: "a device claims twice by a race", claimer: sound, field: field{twice: true}, keyless: true, found: double},
	{name: "the expiry is forgotten", claimer: claimer{first: firstForUpdate, give: giveWithoutUntil}, found: wrongTerms, linear: true,
		exactly: func(_ *field, r audit.Report) int { return r.Claims }},
	{name: "a rollback is reported as success", claimer: claimer{first: firstForUpdate, give: give, praisesRollbacks: true},
		field: field{giveUpEvery: 5}, found: lost, exactly: func(f *field, _ audit.Report) int { return int(f.praised.Swap(0)) }},
	{name: "the audit's query misses PAID", claimer: sound, field: field{book: func(ctx context.Context, db *sql.DB) (*audit.Book, error) {
		return audit.LookBy(ctx, db, audit.EveryRow+` WHERE pay_status <> 'PAID'`)
	}}, found: blind, exactly: func(f *field, _ audit.Report) int { return f.devices / 2 }},
}

// rounds are those in which a race must have come about.
const rounds = 20

// What is planted is found. Where a race has to come about first, it is tried as often as it takes.
func TestPlantedFaults(t *testing.T) {
	server := mysqltest.One(t)
	for i := range plants {
		p := &plants[i]
		t.Run(p.name, func(t *testing.T) {
			p.field.open(t, server.Config())
			makeTables(t, p.field.db, p.keyless)
			p.field.stock, p.field.devices = 80, 60
			for range rounds {
				if p.caught(t) {
					return
				}
			}
			t.Fatalf("nothing was found in %d rounds", rounds)
		})
	}
}

// caught runs a plant once.
func (p *plant) caught(t *testing.T) bool {
	run := p.field.run(t, p.claimer, nil)
	report := audit.Check(run)
	requirePlain(t, run, report)
	if p.exactly != nil {
		require.Equal(t, p.exactly(&p.field, report), p.found(report), "%v", report.Findings)
	}
	if p.found(report) == 0 {
		return false
	}
	require.False(t, report.Clean())
	want := audit.Illegal
	if p.linear {
		want = audit.Linear
	}
	verdict, says := audit.Linearize(run, patience)
	require.Equal(t, want, verdict, says)
	return true
}

// makeTables makes the tables, or leaves them as they are, and says whether devices have a key.
func makeTables(t *testing.T, db *sql.DB, keyless bool) {
	require.NoError(t, schema.Apply(t.Context(), db))
	if keyless {
		_, err := db.ExecContext(t.Context(), `ALTER TABLE account DROP KEY account_device_id, ADD KEY devices (device_id)`)
		require.NoError(t, err)
		t.Cleanup(func() {
			_, err := db.ExecContext(context.Background(), `DELETE FROM account`)
			require.NoError(t, err)
			_, err = db.ExecContext(context.Background(), `ALTER TABLE account DROP KEY devices, ADD UNIQUE KEY account_device_id (device_id)`)
			require.NoError(t, err)
		})
	}
}

// requirePlain holds what Check found in a real run against the plain judgement of it.
func requirePlain(t *testing.T, run audit.Run, got audit.Report) {
	if got.Blind > 0 {
		return // the plain one believes its books
	}
	want := (&plain{run: run}).check()
	want.DoubleBelow, want.LostBelow = audit.Bound(want.Double, want.Claims), audit.Bound(want.Lost, want.Claims)
	want.Ordered, want.Findings = run.Ordered, got.Findings
	require.Equal(t, want, got)
}
