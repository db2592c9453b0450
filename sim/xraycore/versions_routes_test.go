package xraycore

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/control/xray"
	"reprise/fixtures"
)

const goldenRoutes = "../../fixtures/xray/routes.txt"

// TestRoutesOfTheCorpus holds the golden file to Route. The programs of the matrix are held to the same file, by what a
// running instance does with the requests.
func TestRoutesOfTheCorpus(t *testing.T) {
	names, configs := corpus(t)
	var table strings.Builder
	for _, name := range names {
		inbound := ""
		if decoded, err := decode(configs[name]); err == nil && len(decoded.InboundConfigs) > 0 {
			inbound = decoded.InboundConfigs[0].Tag
		}
		for _, q := range []Question{{Host: "10.0.0.1", Port: 80}, {Host: "ads.doubleclick.net", Port: 443}, {Host: "www.example.org", Port: 443}} {
			q.Inbound = inbound
			if answer, verdict := Route(configs[name], q); verdict.Stage == xray.OK {
				fmt.Fprintf(&table, "%s\t%s\t%s\n", name, q.Host, spelled(answer))
			}
		}
	}
	if *update {
		require.NoError(t, os.WriteFile(goldenRoutes, []byte(table.String()), 0o644))
		return
	}
	golden, err := fixtures.Xray.ReadFile("xray/routes.txt")
	require.NoError(t, err)
	require.Equal(t, string(golden), table.String(), "read the difference, then -update")
}

// spelled is an answer in the words of cores.Answer.
func spelled(a Answer) string {
	could := slices.Sorted(slices.Values(a.Could))
	switch {
	case len(could) == 0:
		return "dropped"
	case len(could) > 1:
		return "any of " + strings.Join(could, ", ")
	case could[0] == "":
		return "untagged"
	}
	return could[0]
}
