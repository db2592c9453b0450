package reports

import (
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// whole is a felis that JSON can hold.
func whole() *Replay {
	r := felis()
	r.Remedies.Rows[1].Values[4] = 0
	return r
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	found := []string{}
	for _, e := range entries {
		found = append(found, e.Name())
	}
	return found
}

func TestWriteRun(t *testing.T) {
	parent := t.TempDir()
	empty := filepath.Join(parent, "empty")
	require.NoError(t, os.Mkdir(empty, 0o755))
	for _, dir := range []string{filepath.Join(parent, "new"), empty} {
		require.NoError(t, WriteRun(dir, whole()))
		require.Equal(t, []string{"report.md", "result.json", "timeline.csv"}, names(t, dir))
		info, err := os.Stat(dir)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o755), info.Mode().Perm())
	}
	require.Equal(t, []string{"empty", "new"}, names(t, parent), "no draft is left")
}

func TestWritePoolPlan(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "with a chart")
	require.NoError(t, WritePoolPlan(dir, chosenPool(), func(w io.Writer) error {
		_, err := io.WriteString(w, "<svg/>")
		return err
	}))
	require.Equal(t, []string{"chart.svg", "report.md", "result.json"}, names(t, dir))
	report, err := os.ReadFile(filepath.Join(dir, "report.md"))
	require.NoError(t, err)
	require.Contains(t, string(report), "](chart.svg)")

	dir = filepath.Join(parent, "without")
	require.NoError(t, WritePoolPlan(dir, simulatedPool(), nil))
	require.Equal(t, []string{"report.md", "result.json"}, names(t, dir))

	dir = filepath.Join(parent, "broken")
	require.ErrorIs(t, WritePoolPlan(dir, chosenPool(), func(io.Writer) error { return io.ErrClosedPipe }), io.ErrClosedPipe)
	require.NoDirExists(t, dir)
}

func TestWriteRunNeverOverwrites(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	require.NoError(t, WriteRun(dir, whole()))
	before, err := os.ReadFile(filepath.Join(dir, "report.md"))
	require.NoError(t, err)

	other := whole()
	other.Title = "another"
	require.ErrorContains(t, WriteRun(dir, other), dir+" is there already and is not empty")
	after, err := os.ReadFile(filepath.Join(dir, "report.md"))
	require.NoError(t, err)
	require.Equal(t, before, after)
}

func TestWriteRunLeavesNothingBehind(t *testing.T) {
	parent := t.TempDir()
	file := filepath.Join(parent, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))

	require.ErrorContains(t, WriteRun(filepath.Join(file, "run"), whole()), "not a directory")
	require.ErrorContains(t, WriteRun(file, whole()), "not a directory")
	require.ErrorContains(t, WriteRun(filepath.Join(parent, "no", "run"), whole()), "no such file")

	unfit := whole()
	unfit.Metrics["x"] = math.NaN()
	require.ErrorContains(t, WriteRun(filepath.Join(parent, "run"), unfit), "unsupported value")

	full := errors.New("no space left")
	require.ErrorIs(t, writeFolder(filepath.Join(parent, "run"), []File{
		{"first", func(w io.Writer) error { _, err := io.WriteString(w, "written"); return err }},
		{"second", func(io.Writer) error { return full }},
	}), full)
	require.Equal(t, []string{"file"}, names(t, parent))
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "junit.xml")
	say := func(words string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, words); return err }
	}
	require.NoError(t, WriteFile(path, say("one")))
	require.NoError(t, WriteFile(path, say("two")), "a file is replaced")

	broken := errors.New("broken")
	require.ErrorIs(t, WriteFile(path, func(w io.Writer) error { return errors.Join(say("half")(w), broken) }), broken)
	require.ErrorContains(t, WriteFile(filepath.Join(dir, "no", "file"), say("x")), "no such file")
	require.ErrorContains(t, WriteFile(dir, say("x")), "is a directory")

	link := filepath.Join(dir, "link")
	require.NoError(t, os.Symlink(path, link))
	require.NoError(t, WriteFile(link, say("three")))
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "three", string(got), "a link goes on pointing at its file")
	require.Equal(t, []string{"junit.xml", "link"}, names(t, dir))

	require.NoError(t, WriteFile(os.DevNull, say("x")))
	info, err := os.Stat(os.DevNull)
	require.NoError(t, err)
	require.False(t, info.Mode().IsRegular(), "a device stays one")
}
