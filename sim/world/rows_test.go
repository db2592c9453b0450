package world

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/delivery"
)

// Whatever is written where, every cell reads back what was last written to it, alone and with its account's others,
// and the PENDING ones are counted by server.
func TestRowsKeepWhatIsSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		accounts := rapid.IntRange(1, 5).Draw(t, "accounts")
		servers := rapid.IntRange(1, 7).Draw(t, "servers")
		r := newRows(accounts, servers)
		require.Equal(t, int32(accounts), r.accounts())
		model := make([]delivery.Row, accounts*servers)
		for range rapid.IntRange(0, 40).Draw(t, "writes") {
			a := rapid.IntRange(0, accounts-1).Draw(t, "account")
			s := rapid.IntRange(0, servers-1).Draw(t, "server")
			row := delivery.Row(rapid.ByteRange(0, 15).Draw(t, "row"))
			r.set(int32(a), int32(s), row)
			model[a*servers+s] = row
		}
		pending := make([]int32, servers)
		for a := range accounts {
			want := model[a*servers : (a+1)*servers]
			for s, row := range want {
				require.Equal(t, row, r.get(int32(a), int32(s)))
				if row&delivery.StatusMask == delivery.Pending {
					pending[s]++
				}
			}
			require.Equal(t, want, r.of(int32(a), make([]delivery.Row, servers)))
		}
		require.Equal(t, pending, r.pending)
	})
}

func TestAMillionAccountsFitIn100MB(t *testing.T) {
	const accounts, servers, limit = 1_000_000, 138, 100 << 20
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	r := newRows(accounts, servers)
	after := heap()
	require.Len(t, r.cells, accounts*servers/2)
	require.Less(t, after-before, uint64(limit))
	r.set(accounts-1, servers-1, delivery.Pending)
	require.Equal(t, delivery.Pending, r.get(accounts-1, servers-1))
}
