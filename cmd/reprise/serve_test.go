package main

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestServe: a file of one's own is served beside the built-in ones, on loopback, until Ctrl-C, also while a run is under way.
func TestServe(t *testing.T) {
	if testing.Short() {
		t.Skip("a process of its own, which the race detector does not see")
	}
	felis, err := os.ReadFile("../../scenarios/felis.yaml")
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "mine.yaml")
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(felis), "name: felis", "name: mine", 1)), 0o644))

	cmd := reprise(t, "serve", file, "--workers", "1")
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	require.NoError(t, cmd.Start())
	said, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	page := regexp.MustCompile(`^(http://127\.0\.0\.1:\d+)/s/mine \(Ctrl-C ends it\)\n$`).FindStringSubmatch(said)
	require.NotNil(t, page, said)
	url := page[1]

	require.Contains(t, ask(t, "GET", url+"/", ""), `href="/s/felis"`)
	require.Contains(t, ask(t, "GET", url+"/s/mine?set=config.partial.threshold=0.5", ""), "5 of 11 expectations hold")
	long := make(chan error, 1)
	go func() {
		resp, err := http.Post(url+"/api/whatif", "application/json", strings.NewReader(`{"scenario": "fleet-day", "set": ["sync_online_interval_seconds=1s"]}`))
		if err == nil {
			resp.Body.Close()
		}
		long <- err
	}()
	require.Contains(t, ask(t, "GET", url+"/healthz", ""), "ok")

	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	_, _ = io.Copy(io.Discard, stdout)
	var exit *exec.ExitError
	require.ErrorAs(t, cmd.Wait(), &exit)
	require.Equal(t, int(interrupted), exit.ExitCode())
	require.Equal(t, "reprise: interrupted; everything it had started is gone\n", stderr.String())
	<-long
}

// TestServeForOthers says plainly that others can reach it.
func TestServeForOthers(t *testing.T) {
	if testing.Short() {
		t.Skip("a process of its own, which the race detector does not see")
	}
	cmd := reprise(t, "serve", "--addr", ":0")
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	require.NoError(t, cmd.Start())
	said, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	require.Regexp(t, `^http://localhost:\d+/ `, said)
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	_ = cmd.Wait()
	require.Contains(t, stderr.String(), "reprise: others than this machine can reach it at :0")
}
