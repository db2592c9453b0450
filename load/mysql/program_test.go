package mysql

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// onPath installs what `make mysql` fetched as a program of this machine, in a cache where nothing has been fetched.
func onPath(t *testing.T, name string) (path, cache string) {
	t.Helper()
	p, err := fetched(name)
	if err != nil {
		if os.Getenv("CI") == "true" {
			require.NoError(t, err)
		}
		t.Skip("make mysql fetches what this test runs: ", err)
	}
	folder := t.TempDir()
	path = filepath.Join(folder, name)
	script := fmt.Sprintf("#!/bin/sh\nexec '%s' \"$@\" '%s'\n", strings.Join(p.command, "' '"), strings.Join(p.flags, "' '"))
	require.NoError(t, os.WriteFile(path, []byte(script), 0o755))
	t.Setenv("PATH", folder+":"+os.Getenv("PATH"))
	cache = t.TempDir()
	t.Setenv("REPRISE_CACHE", cache)
	return path, cache
}

// TestProgramOfThisMachine: its data folder is made the first time, and kept; nothing else is.
func TestProgramOfThisMachine(t *testing.T) {
	path, cache := onPath(t, "mysqld")
	for _, want := range []string{"local", "local:mysql", "local:mysqld", "local:" + path} {
		s, err := Open(t.Context(), want)
		require.NoError(t, err, want)
		require.Contains(t, s.Why(), path)
		require.NoError(t, s.Close())
		templates, err := filepath.Glob(filepath.Join(cache, "mysql", "templates", "*"))
		require.NoError(t, err)
		require.Len(t, templates, 1)
		require.Contains(t, filepath.Base(templates[0]), "mysql-")
		left, err := filepath.Glob(filepath.Join(cache, "mysql", "run", "*"))
		require.NoError(t, err)
		require.Equal(t, []string{filepath.Join(cache, "mysql", "run", "lock")}, left)
	}
	_, err := Open(t.Context(), "local:mariadb")
	require.EqualError(t, err, "local: no mariadbd on PATH, and none fetched (make mysql)")
}

// TestFamilyOfAProgram: MariaDB installs a mysqld too, and it is MariaDB all the same.
func TestFamilyOfAProgram(t *testing.T) {
	for said, family := range map[string]string{
		"mysqld  Ver 9.7.4-2 for Linux on x86_64 ((Debian))":                             "mysql",
		"/usr/sbin/mysqld  Ver 8.4.6 for Linux on x86_64 (MySQL Community Server - GPL)": "mysql",
		"mysqld  Ver 10.11.18-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian)": "mariadb",
		"cat (GNU coreutils) 9.1": "",
	} {
		path := filepath.Join(t.TempDir(), "program")
		require.NoError(t, os.WriteFile(path, []byte("#!/bin/sh\necho '"+said+"'\n"), 0o755))
		p, err := installed(t.Context(), path)
		if family == "" {
			require.ErrorContains(t, err, "is no MySQL or MariaDB server")
			continue
		}
		require.NoError(t, err)
		require.Equal(t, family, p.family)
	}
}

// TestProgramThatFails: the error says why, from the server's own log, and nothing is left.
func TestProgramThatFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mysqld")
	script := "#!/bin/sh\ncase \"$*\" in *--version) echo 'mysqld  Ver 9' ;; *--initialize*) mkdir \"${2#*=}\" ;; *) echo '[ERROR] no luck'; exit 1 ;; esac\n"
	require.NoError(t, os.WriteFile(path, []byte(script), 0o755))
	cache := t.TempDir()
	t.Setenv("REPRISE_CACHE", cache)
	_, err := Open(t.Context(), "local:"+path)
	require.EqualError(t, err, "local: "+path+": start the server: it ended before it answered: [ERROR] no luck")
	left, err := filepath.Glob(filepath.Join(cache, "mysql", "run", "*"))
	require.NoError(t, err)
	require.Len(t, left, 1, "the lock of all runs")

	_, err = Open(t.Context(), "local:"+path+"-of-yesteryear")
	require.ErrorContains(t, err, "local: ")
	require.ErrorContains(t, err, "mysqld-of-yesteryear")
}
