package proof

import (
	"encoding/csv"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// erlangB is the share of customers a station without a line turns away, by the recursion over its servers.
func erlangB(servers int, load float64) float64 {
	b := 1.0
	for c := 1; c <= servers; c++ {
		b = load * b / (float64(c) + load*b)
	}
	return b
}

// erlangC is the share of customers who wait in M/M/c.
func erlangC(servers int, load float64) float64 {
	b := erlangB(servers, load)
	utilisation := load / float64(servers)
	return b / (1 - utilisation*(1-b))
}

// emptyProbability is that of M/M/c being empty: all servers busy and no line is load^c/c! times as likely, and
// Erlang C is the sum of that state and all above it.
func emptyProbability(servers int, load float64) float64 {
	p := erlangC(servers, load) * (1 - load/float64(servers))
	for c := 1; c <= servers; c++ {
		p *= float64(c) / load
	}
	return p
}

// exact is what theory says of the queue: Erlang's delay formula, and for M/D/1 Pollaczek and Khinchine's, by which
// services that do not vary halve the wait of exponential ones. Little's law gives the number in line.
func (q queue) exact() observed {
	delayed := erlangC(q.servers, q.load)
	wait := delayed / (float64(q.servers) - q.load)
	if q.deterministic {
		wait /= 2
	}
	return observed{wait: wait, inLine: q.load * wait, delayed: delayed}
}

// erlangTable gives the M/M/c queues of the reference table with its row for each.
func erlangTable(t *testing.T) (queues []queue, rows []map[string]float64) {
	t.Helper()
	for _, row := range readTable(t, "erlang_sample.csv") {
		queues = append(queues, queue{servers: int(row["c"]), load: row["a_erl"]})
		rows = append(rows, row)
	}
	return queues, rows
}

func TestErlangFormulasAgreeWithTheTable(t *testing.T) {
	queues, rows := erlangTable(t)
	require.Len(t, queues, 9)
	for i, q := range queues {
		row, exact := rows[i], q.exact()
		require.InEpsilon(t, row["rho"], q.utilisation(), 1e-12)
		require.InEpsilon(t, row["erlangB"], erlangB(q.servers, q.load), 1e-12)
		require.InEpsilon(t, row["erlangC"], exact.delayed, 1e-12)
		require.InEpsilon(t, row["Wq(mu=1)"], exact.wait, 1e-12)
		require.InEpsilon(t, row["Lq"], exact.inLine, 1e-12)
		require.InEpsilon(t, row["L"], exact.inLine+q.load, 1e-12)
	}
}

// Cases that are not in the table, worked by hand.
func TestErlangFormulasByHand(t *testing.T) {
	require.InEpsilon(t, 1.0/5, erlangB(2, 1), 1e-12)  // (1/2) / (1 + 1 + 1/2)
	require.InEpsilon(t, 1.0/3, erlangC(2, 1), 1e-12)  // (1/2 * 2) / (1 + 1 + 1/2 * 2)
	require.InEpsilon(t, 4.0/19, erlangB(3, 2), 1e-12) // (8/6) / (1 + 2 + 2 + 8/6)
	require.InEpsilon(t, 4.0/9, erlangC(3, 2), 1e-12)  // (8/6 * 3) / (1 + 2 + 2 + 8/6 * 3)
	require.InEpsilon(t, 1.0/9, emptyProbability(3, 2), 1e-12)
	for rho, wait := range map[float64]float64{0.8: 2, 0.9: 4.5, 0.95: 9.5} {
		require.InEpsilon(t, wait, queue{servers: 1, load: rho, deterministic: true}.exact().wait, 1e-12)
		require.InEpsilon(t, 2*wait, queue{servers: 1, load: rho}.exact().wait, 1e-12)
	}
}

// readTable reads a reference table by the names of its columns.
func readTable(t *testing.T, name string) []map[string]float64 {
	t.Helper()
	file, err := os.Open("../../fixtures/theory/" + name)
	require.NoError(t, err)
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	var rows []map[string]float64
	for _, line := range lines[1:] {
		row := map[string]float64{}
		for i, column := range lines[0] {
			row[column], err = strconv.ParseFloat(line[i], 64)
			require.NoError(t, err)
		}
		rows = append(rows, row)
	}
	return rows
}
