package mysql

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// cacheFolder is where servers are unpacked, and run: mysql below $REPRISE_CACHE, or below reprise in the user's cache.
func cacheFolder() (string, error) {
	if named := os.Getenv("REPRISE_CACHE"); named != "" {
		named, err := filepath.Abs(named)
		return filepath.Join(named, "mysql"), err
	}
	users, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("where servers are kept (REPRISE_CACHE names another place): %w", err)
	}
	return filepath.Join(users, "reprise", "mysql"), nil
}

// run is the private folder of one server of ours. Its lock is held for as long as the process lives, whatever ends it: that is
// how Sweep tells the dead from the living.
type run struct {
	folder string
	lock   *os.File
}

func newRun() (*run, error) {
	all, err := lockRuns()
	if err != nil {
		return nil, err
	}
	defer all.Close()
	r := &run{folder: filepath.Join(filepath.Dir(all.Name()), rand.Text()[:12])}
	if err := os.Mkdir(r.folder, 0o700); err != nil {
		return nil, fmt.Errorf("a folder for the server: %w", err)
	}
	if r.lock, err = locked(r.path("lock")); err != nil {
		return nil, errors.Join(err, os.RemoveAll(r.folder))
	}
	return r, nil
}

// remove ends the run: its folder goes, then its lock.
func (r *run) remove() error {
	return errors.Join(os.RemoveAll(r.folder), r.lock.Close())
}

func (r *run) path(name string) string { return filepath.Join(r.folder, name) }

// runsFolder is the folder of all runs.
func runsFolder() (string, error) {
	cache, err := cacheFolder()
	return filepath.Join(cache, "run"), err
}

// lockRuns makes the folder of all runs if need be, and waits for its lock: a folder that is being made is not locked yet, and
// would look dead to a sweep.
func lockRuns() (*os.File, error) {
	folder, err := runsFolder()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("the folder for servers: %w", err)
	}
	return locked(filepath.Join(folder, "lock"))
}

// locked opens a file, makes it if need be, and locks it until it is closed or the process ends.
func locked(file string) (*os.File, error) {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(fmt.Errorf("locking %s: %w", file, err), f.Close())
	}
	return f, nil
}

// isDead reports whether the run of a folder has ended, or its process.
func isDead(folder string) bool {
	f, err := os.OpenFile(filepath.Join(folder, "lock"), os.O_RDWR, 0)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	defer f.Close()
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
