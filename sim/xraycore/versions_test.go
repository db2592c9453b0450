package xraycore

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/control/xray"
	"reprise/sim/xraycore/cores"
)

// TestCheckWith asks a script that stands in for a built core.
func TestCheckWith(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the user's cache is set by XDG_CACHE_HOME on Linux only")
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	_, err := CheckWith("25.8.3", []byte("{}"))
	require.ErrorContains(t, err, "make xray-matrix builds it")
	_, err = CheckWith("../../sh", []byte("{}"))
	require.ErrorContains(t, err, "allowed: 25.3.6")

	program, err := cores.Path("25.8.3")
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Dir(program), 0o755))
	for stage, want := range map[string]xray.Stage{"decode": xray.Decode, "build": xray.Build, "new": xray.New, "start": xray.Start, "ok": xray.OK} {
		script := "#!/bin/sh\nread line\necho '{\"name\":\"config\",\"stage\":\"" + stage + "\",\"error\":\"why\"}'\n"
		require.NoError(t, os.WriteFile(program, []byte(script), 0o755))
		verdict, err := CheckWith("25.8.3", []byte("{}"))
		require.NoError(t, err)
		require.Equal(t, Verdict{Core: "25.8.3", Stage: want, Error: "why"}, verdict)
	}
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\nread line\necho '{\"name\":\"config\",\"stage\":\"late\"}'\n"), 0o755))
	_, err = CheckWith("25.8.3", []byte("{}"))
	require.ErrorContains(t, err, "late")
}
