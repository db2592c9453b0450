package mysql

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Sweep ends and removes what runs left whose process is dead, and says what that was: servers, containers and folders. Those of
// a run that lives it leaves alone. Without a Docker engine there are no containers to remove.
func Sweep(ctx context.Context) (removed []string, err error) {
	removed, err = sweepFolders(ctx)
	e, noEngine := engine(ctx)
	if noEngine != nil {
		return removed, err
	}
	defer e.Close()
	folders, failed := runsFolder()
	if failed != nil {
		return removed, errors.Join(err, failed)
	}
	containers, failed := removeContainers(ctx, e, func(folder string) bool {
		return filepath.Dir(folder) == folders && isDead(folder)
	})
	return append(removed, containers...), errors.Join(err, failed)
}

// sweepFolders ends the servers of dead runs, and removes their folders.
func sweepFolders(ctx context.Context) (removed []string, err error) {
	all, err := lockRuns()
	if err != nil {
		return nil, err
	}
	defer all.Close()
	entries, err := os.ReadDir(filepath.Dir(all.Name()))
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		folder := filepath.Join(filepath.Dir(all.Name()), entry.Name())
		if !entry.IsDir() || !isDead(folder) {
			continue
		}
		ended, failed := endServers(ctx, folder)
		removed = append(removed, ended...)
		if failed == nil {
			failed = os.RemoveAll(folder)
		}
		if failed != nil {
			err = errors.Join(err, fmt.Errorf("what a dead run left in %s: %w", folder, failed))
			continue
		}
		removed = append(removed, "folder "+folder)
	}
	return removed, err
}

// endServers kills the servers on the data in a folder, and waits until they have ended.
func endServers(ctx context.Context, folder string) (ended []string, err error) {
	const within = 10 * time.Second
	pids, err := serversOn(folder)
	if err != nil {
		return nil, err
	}
	for _, pid := range pids {
		process, err := os.FindProcess(pid)
		if err != nil || !serves(pid, folder) { // asked again: from here on nobody else can be given its id
			continue
		}
		if err := process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return ended, fmt.Errorf("ending the server %d: %w", pid, err)
		}
		for deadline := time.Now().Add(within); !hasEnded(pid); time.Sleep(5 * time.Millisecond) {
			if ctx.Err() != nil || time.Now().After(deadline) {
				return ended, fmt.Errorf("the server %d has not ended within %v", pid, within)
			}
		}
		ended = append(ended, fmt.Sprintf("server %d", pid))
	}
	return ended, nil
}

// serversOn are the processes that serve data in a folder. It takes a Linux to tell.
func serversOn(folder string) (pids []int, err error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, fmt.Errorf("looking for servers: %w", err)
	}
	for _, entry := range entries {
		if pid, err := strconv.Atoi(entry.Name()); err == nil && serves(pid, folder) {
			pids = append(pids, pid)
		}
	}
	return pids, nil
}

// serves reports whether a process is a server on data in a folder, by its command line: one argument is exactly what we started
// it with, so that an editor that has its log open is none.
func serves(pid int, folder string) bool {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil {
		return false
	}
	return slices.ContainsFunc(bytes.Split(line, []byte{0}), func(argument []byte) bool {
		return strings.HasPrefix(string(argument), "--datadir="+folder+string(filepath.Separator))
	})
}

// hasEnded reports whether nothing of a process runs any more, though its parent may not have taken note of it yet. Its command line
// goes before its ports do.
func hasEnded(pid int) bool {
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		return true
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, state, _ := bytes.Cut(stat[bytes.LastIndexByte(stat, ')')+1:], []byte(" "))
	return err != nil || len(threads) == 1 && bytes.HasPrefix(state, []byte("Z"))
}
