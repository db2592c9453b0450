package mysql_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/load/mysql"
	"reprise/load/mysql/mysqltest"
)

// opens is the variable by which this program opens a server and waits to be killed.
const opens = "REPRISE_TEST_OPENS"

func TestMain(m *testing.M) {
	if want := os.Getenv(opens); want != "" {
		s, err := mysql.Open(context.Background(), want)
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(s.Config().Addr)
		select {}
	}
	os.Exit(m.Run())
}

// TestSweep kills a process that has a server, as nobody can keep anybody from doing. The next sweep ends and removes the server,
// and leaves alone that of a process that lives.
func TestSweep(t *testing.T) {
	for _, want := range []string{"docker", "local:mysql", "local:mariadb"} {
		t.Run(strings.ReplaceAll(want, ":", "-"), func(t *testing.T) {
			runs := ownCache(t)
			alive := mysqltest.Open(t, want)
			address, kill := openElsewhere(t, want)
			require.Len(t, folders(t, runs), 2)
			removed, err := mysql.Sweep(t.Context())
			require.NoError(t, err)
			require.Empty(t, removed, "both live")

			kill()
			require.NoError(t, dial(address), "the server outlives its process")
			removed, err = mysql.Sweep(t.Context())
			require.NoError(t, err)
			require.Len(t, removed, 2, "the server, and its folder")
			require.Error(t, dial(address))
			require.Len(t, folders(t, runs), 1)
			require.NoError(t, connect(t, alive).PingContext(t.Context()))

			_, kill = openElsewhere(t, want)
			kill()
			next := mysqltest.Open(t, want)
			require.Len(t, folders(t, runs), 2, "Open sweeps: those of the two that live are left")
			require.NoError(t, next.Close())
		})
	}
}

// openElsewhere has another process open a server; kill ends that process, and not the server.
func openElsewhere(t *testing.T, want string) (address string, kill func()) {
	t.Helper()
	program, err := os.Executable()
	require.NoError(t, err)
	other := exec.Command(program)
	other.Env = append(os.Environ(), opens+"="+want)
	output, err := other.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, other.Start())
	kill = func() {
		_ = other.Process.Kill()
		_ = other.Wait()
	}
	t.Cleanup(kill)
	line, err := bufio.NewReader(output).ReadString('\n')
	require.NoError(t, err)
	address = strings.TrimSpace(line)
	require.NoError(t, dial(address), address)
	return address, kill
}

func dial(address string) error {
	connection, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err == nil {
		err = connection.Close()
	}
	return err
}

// TestSweepHalfMade: a folder whose process died before it locked it is removed too, and what is no folder stays.
func TestSweepHalfMade(t *testing.T) {
	runs := ownCache(t)
	require.NoError(t, os.MkdirAll(filepath.Join(runs, "half", "data"), 0o700))
	removed, err := mysql.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"folder " + filepath.Join(runs, "half")}, removed)
	require.FileExists(t, filepath.Join(runs, "lock"))
}

// TestSweepKnowsItsServers: a process that only has the folder in its command line, as an editor would, is not ended.
func TestSweepKnowsItsServers(t *testing.T) {
	runs := ownCache(t)
	half := filepath.Join(runs, "half")
	require.NoError(t, os.MkdirAll(half, 0o700))
	reader := exec.CommandContext(t.Context(), "tail", "-f", "/dev/null", filepath.Join(half, "log"))
	require.NoError(t, reader.Start())
	ended := make(chan error, 1)
	go func() { ended <- reader.Wait() }()
	removed, err := mysql.Sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"folder " + half}, removed)
	select {
	case err := <-ended:
		require.Fail(t, "it was ended", "%v", err)
	default:
	}
	require.NoError(t, reader.Process.Kill())
	<-ended
}
