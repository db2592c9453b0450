package scenarios

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFactsAreNumberedThrough(t *testing.T) {
	var want []string
	for _, document := range []struct {
		name string
		n    int
	}{{"SYNC", 23}, {"POOL", 20}, {"LB", 33}} {
		for i := range document.n {
			want = append(want, fmt.Sprintf("%s-%02d", document.name, i+1))
		}
	}
	var got []string
	for _, f := range AllFacts() {
		got = append(got, f.ID)
		require.NotEmpty(t, f.Text, f.ID)
	}
	require.Equal(t, want, got)
	require.Equal(t, []string{"SYNC-01 to SYNC-23", "POOL-01 to POOL-20", "LB-01 to LB-33"}, factRanges())
}

func TestLookupFact(t *testing.T) {
	f, known := LookupFact("SYNC-02")
	require.True(t, known)
	require.Contains(t, f.Text, "26 of 49")
	for _, id := range []string{"", "SYNC-2", "sync-02", "SYNC-24", "#"} {
		_, known := LookupFact(id)
		require.False(t, known, id)
		require.Error(t, checkFact(id))
	}
}
