package mysqltest

import (
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestNoServer is for the next test, which runs it where there is no server.
func TestNoServer(t *testing.T) {
	if os.Getenv("REPRISE_TEST_LACKS") == "" {
		return
	}
	Open(t, "local:mysql", "local:no-such-program")
	t.Log("it went on")
}

// TestLacking: a test that has no server says why, and in CI it fails.
func TestLacking(t *testing.T) {
	program, err := os.Executable()
	require.NoError(t, err)
	for ci, want := range map[string]string{"": "--- SKIP: TestNoServer", "true": "--- FAIL: TestNoServer"} {
		there := exec.CommandContext(t.Context(), program, "-test.v", "-test.run", "^TestNoServer$")
		there.Env = []string{"CI=" + ci, "REPRISE_TEST_LACKS=1", "REPRISE_CACHE=" + t.TempDir(), "PATH=/nowhere", "HOME=" + os.Getenv("HOME")}
		output, err := there.CombinedOutput()
		require.Equal(t, ci == "", err == nil)
		require.Contains(t, string(output), want)
		require.Contains(t, string(output), "no server for this test: local: no mysqld on PATH, and none fetched (make mysql); local: ")
		require.NotContains(t, string(output), "it went on")
	}
}
