package vectors_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Of x*y + z a compiler may make one instruction that rounds once, where the vectors round twice. Go does so on arm64
// unless the product is converted; so this looks at what it makes of the packages there.
func TestNothingFusesAMultiplyWithAnAdd(t *testing.T) {
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("not looked at the instructions: ", err)
	}
	for _, name := range []string{"scoring", "ranking"} {
		build := exec.Command(goTool, "build", "-gcflags=-S", "reprise/control/"+name)
		build.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
		listing, err := build.CombinedOutput()
		require.NoError(t, err, "%s", listing)
		require.Regexp(t, `\tFMULD\t`, string(listing), "a listing of arm64's instructions")
		fused := regexp.MustCompile(`(?m)^.*\tFN?M(ADD|SUB)[DS]\t.*$`).FindAllString(string(listing), -1)
		require.Empty(t, fused, "%s: put float64() around the product:\n%s", name, strings.Join(fused, "\n"))
	}
}
