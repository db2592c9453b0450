package reports

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRows are the timeline of the text view: the same entries in the same order, under what they follow from.
func TestRows(t *testing.T) {
	log := felis().Log
	rows := Rows(log)
	require.Len(t, rows, len(log), "there is room for all")
	depth, because := map[string]int{}, map[string]int{}
	for _, row := range rows {
		require.Equal(t, log[row.Index].String(), row.Words)
		depth[row.Entry.Event], because[row.Entry.Event] = row.Depth, row.Because
	}
	require.Equal(t, 0, depth["servers.deactivate"])
	require.Equal(t, 1, depth["CONFIG_ROWS_INACTIVE"])
	require.Equal(t, 0, because["CONFIG_FROM_DB_INCOMPLETE"], "what it follows from is three days back")
	require.Equal(t, -1, because["CONFIG_ROWS_INACTIVE"], "the tree shows what it follows from")
	require.Equal(t, Detail, rows[len(rows)-1].Entry.Kind, "a kind that nobody knows is a detail")

	shown, folded := 0, 0
	for _, row := range Rows(crowded().Log) {
		folded += row.Folded
		if row.Folded == 0 {
			shown++
		}
	}
	require.Positive(t, folded)
	require.Equal(t, len(crowded().Log), shown+folded)
}
