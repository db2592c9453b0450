package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"reprise/planning"
	"reprise/reports"
	"reprise/scenarios"
	"reprise/scenarios/strict"
)

// fails makes as-was fail: with this threshold no list counts as partial, so that the incident does not come back.
const fails = "config.partial.threshold=0.1"

// testProcess has no terminal, an empty environment, and a clock that goes a millisecond at every look.
func testProcess(args ...string) (p *process, stdout, stderr *bytes.Buffer) {
	stdout, stderr = new(bytes.Buffer), new(bytes.Buffer)
	now := time.Date(2026, 1, 20, 12, 0, 0, 0, time.UTC)
	return &process{
		args:     args,
		env:      func(string) string { return "" },
		stdin:    strings.NewReader(""),
		stdout:   stdout,
		stderr:   stderr,
		readFile: os.ReadFile,
		now:      func() time.Time { now = now.Add(time.Millisecond); return now },
	}, stdout, stderr
}

func TestMisuseIsOneLineOnStderr(t *testing.T) {
	there := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(there, "kept"), nil, 0o644))
	for _, c := range []struct{ args, want string }{
		{"repaly felis", `reprise: unknown command "repaly"; did you mean replay?; commands are alerts, bench, check,`},
		{"replay", "reprise: replay takes one scenario, not 0: a path, or one of " + strings.Join(scenarios.Builtin(), ", ")},
		{"why felis felis", "reprise: why takes one scenario, not 2"},
		{"schema felis", `reprise: schema takes no argument, not "felis"`},
		{"replay felix", "did you mean"},
		{"check felis felix", "felix"},
		{"list felix", "felix"},
		{"replay no-such-file.yaml", "no-such-file.yaml: no such file"},
		{"replay felis --variant resync-pendig", "resync-pending"},
		{"replay felis --seed x", "reprise: --seed x: want a whole number from 0 to 18446744073709551615\n"},
		{"replay felis --seed -1", "reprise: --seed -1: want a whole number from 0"},
		{"replay felis --seed", "reprise: flag needs an argument: --seed"},
		{"check --reps 0", "reprise: --reps 0: want a whole number from 1 to 100000\n"},
		{"check --reps 100001", "reprise: --reps 100001: want a whole number from 1 to 100000\n"},
		{"why felis --format yaml", "reprise: --format yaml: want text or json\n"},
		{"list --color red", "reprise: --color red: want auto or always or never\n"},
		{"replay felis --set threshold", "reprise: --set threshold: want key=value, as in"},
		{"replay felis --set =1", "reprise: --set =1: want key=value, as in"},
		{"replay felis --set config.partial.treshold=1", "config.partial.threshold"},
		{"replay felis --set config.partial.threshold=many", "config.partial.threshold"},
		{"replay felis --loud", "reprise: unknown flag: --loud; `reprise replay --help` lists what is allowed"},
		{"replay felis --out " + there, there + " is there already and is not empty"},
		{"replay felis --out " + there + "/no/run", "no such file"},
		{"replay felis --trace " + there + "/no/trace", "no such file"},
		{"replay felis --trace " + there, "is a directory"},
		{"sweep felis", "reprise: nothing to sweep over; --over key=lo:hi:step or --over key=a,b,c\n"},
		{"sweep", "reprise: sweep takes one scenario, not 0"},
		{"sweep felis --over config.partial.threshold", "reprise: --over config.partial.threshold: no value; key=lo:hi:step or key=a,b,c\n"},
		{"sweep felis --over config.partial.treshold=0,1", `reprise: --over config.partial.treshold=0: unknown setting, did you mean "config.partial.threshold"?`},
		{"sweep felis --over config.partial.threshold=0.5:1.2:0.1", `reprise: --over config.partial.threshold=1.1: "1.1" is out of range; a share from 0 to 1`},
		{"sweep felis --over config.partial.threshold=0:1", "a range without a step; lo:hi:step, or --lhs N for points drawn from it\n"},
		{"sweep felis --over config.partial.threshold=0:1:0.0001 --reps 10", "more than 10000 points, so that points times --reps is above 100000"},
		{"sweep felis --over config.partial.threshold=0:1:0.1 --reps 1", "reprise: --reps 1: want a whole number from 2 to 100000\n"},
		{"sweep felis --over config.partial.threshold=0:1:0.1 --metric no.such", "reprise: --metric no.such: the scenario measures no such"},
		{"sweep felis --over config.partial.threshold=0:1:0.1 --out " + there, there + " is there already and is not empty"},
		{"sweep felis --over config.partial.threshold=0:1:0.1 --state " + there, "is a directory"},
		{"sweep felis --over config.partial.threshold=0:1:0.1 --state run_test.go", "reprise: --state run_test.go: holds no sweep; name another file"},
		{"sweep pool-spike --over account.pool.min-size=600,700", "at account.pool.min-size=600: pool-spike as-was: account.pool.min-size is 600, above account.pool.target-size, which is 500\n"},
		{"compare felis", "reprise: A and B are the same: nothing to compare; --b key=value, "},
		{"compare felis --b sync.workers", "reprise: --b sync.workers: want key=value, as in "},
		{"compare felis --b sync.workres=4", `reprise: --b sync.workres=4: unknown setting, did you mean "sync.workers"?`},
		{"compare felis --a sync.workers=few", "reprise: --a sync.workers=few: "},
		{"compare felis --b-variant resync-pendig", "resync-pending"},
		{"compare felis --b sync.workers=4 --fail-if failed_attempts", `reprise: --fail-if: "failed_attempts" is no limit on a difference; `},
		{"compare felis --b sync.workers=4 --fail-if wait>1", `reprise: --fail-if: unknown metric "wait"`},
		{"compare felis --b sync.workers=4 --until-width until_whole", `reprise: --until-width: "until_whole" names no metric and amount; `},
		{"compare felis --b sync.workers=4 --reps-max 50", "reprise: --reps-max bounds what --until-width adds, and there is none\n"},
		{"compare felis --b sync.workers=4 --least 5", `reprise: --least: "5" is no share of A; `},
		{"compare felis --b sync.workers=4 --undecided perhaps", "reprise: --undecided perhaps: want fail or pass\n"},
		{"compare felis --b sync.workers=4 --out " + there, there + " is there already and is not empty"},
		{"compare felis --b sync.workers=4 --markdown " + there + "/no/comment.md", "no such file"},
		{"plan pool --rate 1200", `reprise: rate: "1200" is no rate; allowed: `},
		{"plan pool --rate 1200/h --min 600", "reprise: min is 600: want from 1 to the target of 500\n"},
		{"plan pool --rate 1200/h --lead 10m", "reprise: lead is 10m0s to 10m0s: want from 0 to at most the review interval of 5m0s"},
		{"plan pool --rate 1200/h --mins 200..50 --max-fallback 1e-4", `reprise: mins: "200..50" is no range; allowed: `},
		{"plan pool --rate 1200/h --max-fallback 1e-4 --method simulate", "reprise: method: a choice is exact; allowed: "},
		{"plan pool --rate 1200/h --reps 1", "reprise: --reps 1: want a whole number from 2 to 10000\n"},
		{"plan pool --rate 1200/h --max-fallback often", "reprise: --max-fallback often: want a number, as in 0.001\n"},
		{"plan pool --rate 1200/h --min few", "reprise: --min few: want a whole number\n"},
		{"load claims", `reprise: unknown command "claims"; did you mean claim?; commands are claim, serve, soak`},
		{"load claim now", `reprise: claim takes no argument, not "now"`},
		{"load claim --db sqlite", `reprise: db: "sqlite" names no server; allowed: auto, docker, docker:IMAGE, local, `},
		{"load claim --db mysql://root:secret@127.0.0.1", "reprise: db: mysql://... names no database; allowed: "},
		{"load claim --db mysql://root:secret@127.0.0.1/x --fault kill@1s", "reprise: fault: kill@1s: the server is not ours to stop; "},
		{"load claim --rate 400", `reprise: rate: "400" is no rate; allowed: `},
		{"load claim --rate -1/s", `reprise: rate: "-1/s" is no rate; allowed: `},
		{"load claim --arrivals bursts", `reprise: arrivals: "bursts" is no `},
		{"load claim --arrivals trace:" + there + "/none.csv", "no such file"},
		{"load claim --arrivals trace:run_test.go", "run_test.go:3:1: "},
		{"load claim --duration 0s", "reprise: duration: 0s; allowed: above 0s, at most 24h0m0s\n"},
		{"load claim --fault kill", `reprise: fault: "kill" is no fault: `},
		{"load claim --fault kill@40s", "reprise: fault: kill@40s strikes when the run has ended; "},
		{"load claim --fault starve:9@1s", "reprise: fault: starve:9@1s takes more connections than the service has; allowed: 1 to 8\n"},
		{"load claim --conns 0", "reprise: conns: 0; allowed: 1 to 128\n"},
		{"load claim --flows 0.5,0.5", "reprise: flows: allowed: three shares, of trial, paid and admin claims, as in 0.8,0.15,0.05\n"},
		{"load claim --flows 0.5,0.5,0.5", "reprise: flows: the shares of the flows sum to 1.5; allowed: 1\n"},
		{"load claim --min 600", "reprise: account.pool.min-size is 600, above account.pool.target-size, which is 500\n"},
		{"load claim --claim blind", "reprise: --claim blind: want for-update or skip-locked or token\n"},
		{"load claim --isolation none", "reprise: --isolation none: want repeatable-read or read-committed\n"},
		{"load claim --configs-from 5s", "reprise: configs: a call takes 5s to 3s; allowed: "},
		{"load claim --knee --compare", "reprise: "},
		{"load claim --knee --fault kill@1s", "reprise: fault: a knee is of a service that nothing strikes\n"},
		{"load claim --out " + there, there + " is there already and is not empty"},
		{"load soak --claims 0", "reprise: claims: 0; allowed: 1 to 10000000\n"},
		{"load soak --kills 0", "reprise: kills: 0; allowed: 1 to 10000, "},
		{"load soak --db mysql://root:secret@127.0.0.1/x", "reprise: db: a soak kills its server; allowed: auto, docker, local\n"},
		{"load soak --state " + there, "is a directory"},
		{"serve felis felis", "reprise: serve takes at most one scenario, not 2"},
		{"serve felix", "did you mean"},
		{"serve --addr nowhere", "reprise: addr: "},
		{"serve --addr 127.0.0.1:99999", "reprise: addr: "},
		{"serve --workers 0", "reprise: --workers 0: want a whole number from 1 to 256\n"},
		{"load serve --listen nowhere:x --db local", "reprise: listen: "},
		{"plan pool --rate 1200/h --create 20", "reprise: --create 20: want a duration, as in 20s or 5m\n"},
		{"plan pool --rate 1200/h --out " + there, there + " is there already and is not empty"},
		{"plan pool --trace " + there + "/kept", there + "/kept:1:1: file: is empty; allowed: "},
		{"plan pool --trace " + there, "is a directory"},
		{"plan pool --trace " + there + "/no.csv", "no such file"},
		{"check --junit " + there + "/kept/junit.xml", "not a directory"},
		{"check --markdown " + there + "/kept/check.md", "not a directory"},
		{"check --shard 5/4", "reprise: --shard 5/4: want i/n, the i-th of n parts, with i from 1 to n and n at most 1000, as in 1/4\n"},
		{"check --shard 0/4", "reprise: --shard 0/4: want i/n"},
		{"check --shard 2", "reprise: --shard 2: want i/n"},
		{"check --warnings all", "reprise: --warnings all: want show or off or fail\n"},
	} {
		t.Run(c.args, func(t *testing.T) {
			p, stdout, stderr := testProcess(strings.Fields(c.args)...)
			require.Equal(t, 2, run(p), stderr)
			require.Empty(t, stdout.String())
			require.Contains(t, stderr.String(), c.want)
			require.Equal(t, 1, strings.Count(stderr.String(), "\n"), "one line, no usage: %s", stderr)
		})
	}
}

func TestAFailedExpectationIsOne(t *testing.T) {
	for _, args := range []string{"replay felis --set " + fails, "check felis --set " + fails} {
		p, stdout, stderr := testProcess(strings.Fields(args)...)
		require.Equal(t, 1, run(p), stderr)
		require.Contains(t, stdout.String(), "✗")
		require.Regexp(t, `an expectation failed; again: reprise (replay|check) felis .*--set `+fails, stderr.String())
	}
}

func TestABrokenLimitIsOne(t *testing.T) {
	for args, want := range map[string]string{
		"--max-fallback 1e-3 --min 100":                       "--max-fallback 0.001 --min 100 --rate 1200/h",
		"--max-stock 5":                                       "--max-stock 5 --rate 1200/h",
		"--max-fallback 1e-30 --mins 20..30 --targets 40..50": "--max-fallback 1e-30 --mins 20..30 --rate 1200/h --targets 40..50",
	} {
		p, stdout, stderr := testProcess(strings.Fields("plan pool --rate 1200/h --lead 120s " + args)...)
		require.Equal(t, 1, run(p), stderr)
		require.Contains(t, stdout.String(), "✗")
		require.Equal(t, "reprise: plan pool: a limit is broken; again: reprise plan pool --lead 120s "+want+"\n", stderr.String())
	}
}

func TestJSONIsAloneOnStdout(t *testing.T) {
	for _, args := range []string{"replay felis", "replay felis --set " + fails, "check felis", "why felis", "list", "version", "schema",
		"compare felis --b-variant resync-pending", "compare felis --b-variant resync-pending --fail-if until_whole<0",
		"plan pool --rate 60/h --lead 20s", "plan pool --rate 60/h --lead 20s --max-stock 1"} {
		t.Run(args, func(t *testing.T) {
			if args != "schema" {
				args += " --format json --color always"
			}
			p, stdout, _ := testProcess(strings.Fields(args)...)
			p.terminal.stdout, p.terminal.stderr = true, true
			run(p)
			decoder := json.NewDecoder(stdout)
			var object map[string]any
			require.NoError(t, decoder.Decode(&object))
			require.NotEmpty(t, object)
			require.ErrorIs(t, decoder.Decode(&object), io.EOF, "one document and nothing after it")
		})
	}
}

func TestReplayTellsHowLongItTook(t *testing.T) {
	p, _, stderr := testProcess("replay", "felis")
	require.Equal(t, 0, run(p))
	require.Regexp(t, `^felis: 3 d 6 h simulated in \d+ ms, [\d,]+ events\n$`, stderr.String())
}

func TestFlagsReachTheRun(t *testing.T) {
	p, stdout, stderr := testProcess("replay", "felis", "--variant", "as-was", "--reps", "2", "--format", "json")
	slow := p.now()
	p.now = func() time.Time { slow = slow.Add(time.Second); return slow }
	p.terminal.stderr = true
	require.Equal(t, 0, run(p))
	require.Contains(t, stdout.String(), `"reps": 2`)
	require.Regexp(t, `\r2/2 felis[^\r]*\r +\rfelis: 3 d 6 h simulated`, stderr.String(), "progress, and then its line is clean")
}

func TestColour(t *testing.T) {
	for _, c := range []struct {
		flag     string
		terminal bool
		env      map[string]string
		want     bool
	}{
		{"auto", true, nil, true},
		{"auto", false, nil, false},
		{"auto", true, map[string]string{"NO_COLOR": "1"}, false},
		{"auto", true, map[string]string{"TERM": "dumb"}, false},
		{"always", false, map[string]string{"NO_COLOR": "1"}, true},
		{"never", true, nil, false},
	} {
		p, stdout, _ := testProcess("list", "--color", c.flag)
		p.terminal.stdout = c.terminal
		p.env = func(key string) string { return c.env[key] }
		require.Equal(t, 0, run(p))
		require.Equal(t, c.want, strings.Contains(stdout.String(), "\x1b["), "%+v", c)
	}
}

func TestColumnsOfTheTerminal(t *testing.T) {
	p, stdout, _ := testProcess("list")
	p.env = func(key string) string { return map[string]string{"COLUMNS": "50"}[key] }
	require.Equal(t, 0, run(p))
	for _, line := range strings.Split(stdout.String(), "\n") {
		require.LessOrEqual(t, len([]rune(line)), 50)
	}
}

// writerFunc is a stdout that does as it is told.
type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

func TestAClosedStdoutEndsQuietly(t *testing.T) {
	for args, code := range map[string]int{"list": 0, "check felis": 0, "check felis --set " + fails: 1} {
		p, _, stderr := testProcess(strings.Fields(args)...)
		p.stdout = writerFunc(func([]byte) (int, error) { return 0, &os.PathError{Op: "write", Err: syscall.EPIPE} })
		require.Equal(t, code, run(p), "the verdict stands, whoever reads it")
		require.NotContains(t, stderr.String(), "pipe")
	}
}

func TestItsOwnFailureIsThree(t *testing.T) {
	p, _, stderr := testProcess("list")
	p.stdout = writerFunc(func([]byte) (int, error) { return 0, errors.New("no space left on device") })
	require.Equal(t, 3, run(p))
	require.Equal(t, "reprise: no space left on device\n", stderr.String())
}

func TestWhoseFaultAnErrorIs(t *testing.T) {
	for _, c := range []struct {
		err  error
		want exitCode
	}{
		{nil, holds},
		{&strict.Error{File: "mine.yaml", Line: 3, Col: 1}, misused},
		{strict.Errors{{File: "mine.yaml", Line: 3, Col: 1}}, misused},
		{fmt.Errorf("replay: %w", &scenarios.UsageError{Text: "no such variant"}), misused},
		{&planning.Wrong{Err: errors.New("min is 6: want from 1 to the target of 5")}, misused},
		{&os.PathError{Op: "open", Err: fs.ErrPermission}, misused},
		{&os.PathError{Op: "write", Err: syscall.ENOSPC}, broken},
		{verdict(reports.Fail, "felis", "reprise replay felis"), failed},
		{verdict(reports.Pass, "felis", ""), holds},
	} {
		require.Equal(t, c.want, codeOf(judged(c.err)), "%v", c.err)
	}
}

func TestAPanicIsThreeAndOneLine(t *testing.T) {
	for debug, stack := range map[string]bool{"": false, "1": true} {
		p, stdout, stderr := testProcess("replay", "some.yaml")
		p.readFile = func(string) ([]byte, error) { panic("out of cheese") }
		p.env = func(key string) string { return map[string]string{"REPRISE_DEBUG": debug}[key] }
		require.Equal(t, 3, run(p))
		require.Empty(t, stdout.String())
		require.Contains(t, stderr.String(), "reprise: panic: out of cheese: a defect of reprise; please report")
		require.Equal(t, stack, strings.Contains(stderr.String(), "goroutine"))
		require.Equal(t, stack, strings.Count(stderr.String(), "\n") > 1)
	}
}

func TestEveryCommandHelpsWithTwoExamples(t *testing.T) {
	p, _, _ := testProcess()
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		require.NotEmpty(t, cmd.Long, cmd.CommandPath())
		require.Equal(t, 2, strings.Count(cmd.Example, "  reprise "), cmd.CommandPath())
		for _, child := range cmd.Commands() {
			walk(child)
		}
	}
	walk(rootCommand(p))
}

func TestHelpGoesToStdout(t *testing.T) {
	for _, args := range []string{"", "help", "--help", "help replay", "replay --help"} {
		p, stdout, stderr := testProcess(strings.Fields(args)...)
		require.Equal(t, 0, run(p))
		require.Contains(t, stdout.String(), "Examples:")
		require.Empty(t, stderr.String())
	}
}
