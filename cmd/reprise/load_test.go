package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/load/mysql/mysqltest"
	"reprise/reports"
)

// reprise is the program itself, as a process of its own.
func reprise(t *testing.T, args ...string) *exec.Cmd {
	program, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Args = append([]string{"reprise"}, args...) // by which testscript.Main knows it
	return cmd
}

// here skips a test where no local server starts, as mysqltest does, and in short runs those that are about a process of its own.
func here(t *testing.T) {
	if testing.Short() {
		t.Skip("a process of its own, which the race detector does not see")
	}
	require.NoError(t, mysqltest.Open(t, "local").Close())
}

// leftovers are the servers that runs have left, and their folders.
func leftovers(t *testing.T, cache string) []string {
	left, err := filepath.Glob(filepath.Join(cache, "mysql", "run", "*", "*"))
	require.NoError(t, err)
	return left
}

// apart gives the test's own cache of servers, which shares what was fetched, so that what is left there is this test's.
func apart(t *testing.T) (cache string) {
	cache = t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(cache, "mysql"), 0o700))
	home, err := os.UserCacheDir()
	require.NoError(t, err)
	for _, kind := range []string{"mysql", "mariadb"} {
		require.NoError(t, os.Symlink(filepath.Join(home, "reprise", "mysql", kind), filepath.Join(cache, "mysql", kind)))
	}
	t.Setenv("REPRISE_CACHE", cache)
	return cache
}

// TestLoadClaim: a first run, as JSON that other programs may rely on, and kept in a folder.
func TestLoadClaim(t *testing.T) {
	require.NoError(t, mysqltest.Open(t, "local").Close())
	out := filepath.Join(t.TempDir(), "run")
	p, stdout, stderr := testProcess("load", "claim", "--db", "local", "--rate", "100/s", "--duration", "2s", "--fault", "reset@1s", "--out", out, "--format", "json")
	code := run(p)
	var r reports.LoadClaim
	require.NoError(t, json.Unmarshal(stdout.Bytes(), &r), stderr)
	require.Equal(t, map[bool]int{true: 0, false: 1}[r.Holds()], code)
	require.Equal(t, reports.Pass, r.Audit.Verdict)
	require.Equal(t, 200, r.Audit.Claims)
	require.Equal(t, "local", r.DB.Kind)
	require.Equal(t, "reprise load claim --db local --duration 2s --fault 'reset@1s' --rate 100/s", r.Again)
	kept, err := os.ReadFile(filepath.Join(out, "result.json"))
	require.NoError(t, err)
	require.JSONEq(t, stdout.String(), string(kept))
	require.FileExists(t, filepath.Join(out, "report.md"))
	page, err := os.ReadFile(filepath.Join(out, "report.html"))
	require.NoError(t, err)
	require.Contains(t, string(page), "<code>reprise load claim --db local --duration 2s --fault &#39;reset@1s&#39; --rate 100/s</code>")
}

// endedBySignal is the exit code of a program that had not yet come to listen.
const endedBySignal = -1

// TestInterruptedLoad: Ctrl-C at any time leaves no server and no folder behind.
func TestInterruptedLoad(t *testing.T) {
	here(t)
	cache := apart(t)
	for _, after := range []time.Duration{50 * time.Millisecond, 300 * time.Millisecond, time.Second, 3 * time.Second} {
		cmd := reprise(t, "load", "claim", "--db", "local", "--rate", "50/s", "--duration", "1m", "--fault", "kill@1s")
		require.NoError(t, cmd.Start())
		time.Sleep(after)
		require.NoError(t, cmd.Process.Signal(os.Interrupt))
		var exit *exec.ExitError
		require.ErrorAs(t, cmd.Wait(), &exit)
		require.Contains(t, []int{int(interrupted), endedBySignal}, exit.ExitCode(), "after %v", after)
		require.Empty(t, leftovers(t, cache), "after %v", after)
	}
}

// TestKilledLoad: what a run leaves that was killed itself, the next one removes.
func TestKilledLoad(t *testing.T) {
	here(t)
	cache := apart(t)
	cmd := reprise(t, "load", "claim", "--db", "local", "--rate", "50/s", "--duration", "1m")
	require.NoError(t, cmd.Start())
	require.Eventually(t, func() bool { return len(leftovers(t, cache)) > 0 }, time.Minute, 10*time.Millisecond)
	time.Sleep(time.Second) // its server may be up by now, or may not
	require.NoError(t, cmd.Process.Signal(syscall.SIGKILL))
	_ = cmd.Wait()
	require.NotEmpty(t, leftovers(t, cache))

	output, _ := reprise(t, "load", "claim", "--db", "local", "--rate", "50/s", "--duration", "1s").CombinedOutput()
	require.Contains(t, string(output), "none twice, none lost")
	require.Empty(t, leftovers(t, cache))
}

// TestLoadServe: anybody's client may speak to the service, and Ctrl-C ends it (POOL-12, POOL-13).
func TestLoadServe(t *testing.T) {
	here(t)
	cache := apart(t)
	cmd := reprise(t, "load", "serve", "--db", "local", "--stock", "3", "--min", "0", "--configs-from", "0s", "--configs-to", "0s")
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewScanner(stdout)
	said := ""
	for !strings.Contains(said, "Ctrl-C") && lines.Scan() {
		said += lines.Text() + "\n"
	}
	url := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(said)
	token, err := os.ReadFile(regexp.MustCompile(`cat ([^)]+)`).FindStringSubmatch(said)[1])
	require.NoError(t, err)
	require.NotContains(t, said, string(token))

	for range 2 {
		require.Contains(t, ask(t, "POST", url+"/claim?device_id=phone-1&flow=trial", ""), `"pay_status":"TRIAL"`)
	}
	require.Eventually(t, func() bool {
		return strings.TrimSpace(ask(t, "GET", url+"/pool/status", "")) == `{"size":2,"min":0,"target":500}` // a moment old at most
	}, time.Minute, 50*time.Millisecond, "one account for one device")
	require.Contains(t, ask(t, "POST", url+"/pool/fill?count=2", ""), `"error"`)
	require.JSONEq(t, `{"count":2}`, ask(t, "POST", url+"/pool/fill?count=2", string(token)))
	require.Contains(t, ask(t, "GET", url+"/metrics", ""), "account_pool_size")

	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	_, _ = io.Copy(io.Discard, stdout)
	var exit *exec.ExitError
	require.ErrorAs(t, cmd.Wait(), &exit)
	require.Equal(t, int(interrupted), exit.ExitCode())
	require.Empty(t, leftovers(t, cache))
}

// ask sends a request and is the body of its answer, whatever its status.
func ask(t *testing.T, method, url, token string) string {
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return string(body)
}

// TestSoakGoesOn: interrupted, the same command goes on from its file; another does not take it for its own.
func TestSoakGoesOn(t *testing.T) {
	here(t)
	file := filepath.Join(t.TempDir(), "soak.json")
	soak := func(args ...string) *exec.Cmd {
		return reprise(t, append([]string{"load", "soak", "--db", "local", "--claims", "900", "--kills", "3", "--state", file}, args...)...)
	}
	cmd := soak()
	require.NoError(t, cmd.Start())
	require.Eventually(t, func() bool { _, err := os.Stat(file); return err == nil }, time.Minute, 10*time.Millisecond)
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	_ = cmd.Wait()
	var before, after reports.LoadSoak
	require.NoError(t, json.Unmarshal(read(t, file), &before))

	output, err := soak("--format", "json").Output()
	require.NoError(t, err, string(output))
	require.NoError(t, json.Unmarshal(output, &after))
	require.GreaterOrEqual(t, before.Stretches, 1)
	require.GreaterOrEqual(t, after.Audit.Claims, 900)
	require.Equal(t, 300*after.Stretches, after.Audit.Claims, "what was done is counted, and not done again")
	require.Greater(t, after.Stretches, before.Stretches)

	var stderr bytes.Buffer
	other := soak("--conns", "4")
	other.Stderr = &stderr
	var exit *exec.ExitError
	require.ErrorAs(t, other.Run(), &exit)
	require.Equal(t, int(misused), exit.ExitCode())
	require.Contains(t, stderr.String(), fmt.Sprintf("reprise: %s: it is of another soak, `reprise load soak --claims 900 ", file))
}

func read(t *testing.T, file string) []byte {
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return text
}

// TestNoPasswordIsShown: not in what failed, and not in the command that shows it again.
func TestNoPasswordIsShown(t *testing.T) {
	p, stdout, stderr := testProcess("load", "claim", "--db", "mysql://root:hidden@127.0.0.1:1/claims", "--duration", "1s")
	require.Equal(t, int(broken), run(p))
	require.NotContains(t, stdout.String()+stderr.String(), "hidden")
	require.Contains(t, stderr.String(), "127.0.0.1:1")
}
