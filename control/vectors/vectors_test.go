package vectors_test

import (
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write fixtures/vectors anew")

const folder = "../../fixtures/vectors"

// After a change of a rule or of a case: go test ./control/vectors -update
func TestTheVectorsAreInStep(t *testing.T) {
	files, err := filepath.Glob(folder + "/*.json")
	require.NoError(t, err)
	if !*update {
		require.Len(t, files, len(rules), "a file for each rule, and no other")
	}
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			path := filepath.Join(folder, r.name+".json")
			if *update {
				require.NoError(t, os.WriteFile(path, r.file(t), 0o644))
			}
			committed, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, string(r.file(t)), string(committed))
		})
	}
}

// The committed files, as any other program reads them.
func TestTheReferenceAgreesWithTheVectors(t *testing.T) {
	files, err := filepath.Glob(folder + "/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	differing, err := reference(t, append([]string{"check"}, files...)...).Output()
	require.NoError(t, err, "%s", differing)
}

// Far more inputs than are committed, the same in every run: the reference gives the same, bit for bit. Where the
// committed ones are all that there are, those.
func TestTheReferenceAgreesWithTheCode(t *testing.T) {
	const inputs = 20_000
	for number, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			draws := rand.New(rand.NewPCG(2026, uint64(number)))
			var questions strings.Builder
			asks := r.cases
			if r.drawn != nil {
				asks = make([]vector, inputs)
				for i := range asks {
					asks[i] = r.drawn(draws)
				}
			}
			for _, v := range asks {
				questions.WriteString(compact(t, map[string]any{"rule": r.name, "in": v.In}) + "\n")
			}
			asked := reference(t, "answer")
			asked.Stdin = strings.NewReader(questions.String())
			answers, err := asked.Output()
			require.NoError(t, err)
			lines := strings.Split(strings.TrimSpace(string(answers)), "\n")
			require.Len(t, lines, len(asks))
			for i, v := range asks {
				given, err := r.read([]byte(lines[i]))
				require.NoError(t, err)
				if compact(t, v.Out) != compact(t, given) {
					require.FailNow(t, "the reference differs", "in %s\nhere %s\nthere %s", compact(t, v.In), compact(t, v.Out), lines[i])
				}
			}
		})
	}
}

// reference is a call of the Python reference. Where there is no Python the test is skipped, but not in CI.
func reference(t *testing.T, arguments ...string) *exec.Cmd {
	python, err := exec.LookPath("python3")
	if err != nil && os.Getenv("CI") == "true" {
		require.NoError(t, err, "CI has to hold the code against the reference")
	}
	if err != nil {
		t.Skip("not held against the reference: ", err)
	}
	called := exec.Command(python, append([]string{"-B", folder + "/reference.py"}, arguments...)...)
	called.Stderr = os.Stderr
	return called
}
