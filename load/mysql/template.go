package mysql

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
)

// prepared is the data folder of a server that has never run. An unpacked program came with one; for one of the machine it is
// made the first time, in a run's folder, and kept in the cache.
func (p program) prepared(ctx context.Context, r *run) (folder string, err error) {
	if p.template != "" {
		return p.template, nil
	}
	cache, err := cacheFolder()
	if err != nil {
		return "", err
	}
	info, err := os.Stat(p.command[0])
	if err != nil {
		return "", err
	}
	identity := sha256.Sum256(fmt.Append(nil, p.command[0], info.Size(), info.ModTime())) // an upgrade makes another
	folder = filepath.Join(cache, "templates", fmt.Sprintf("%s-%x", p.family, identity[:6]))
	if _, err := os.Stat(folder); err == nil {
		return folder, nil
	}
	if err := p.initialise(ctx, r); err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o700); err != nil {
		return "", err
	}
	if err := os.Rename(r.path("template"), folder); err != nil && !errors.Is(err, fs.ErrExist) { // another run was faster
		return "", fmt.Errorf("keeping the data folder: %w", err)
	}
	return folder, nil
}

// initialise makes a data folder in a run's folder.
func (p program) initialise(ctx context.Context, r *run) error {
	arguments := append(p.onData(r.path("template")), "--initialize-insecure")
	if p.family == "mariadb" {
		script, err := mariadbInstaller(p.command[0])
		if err != nil {
			return err
		}
		p.command = []string{script}
		arguments = append(p.onData(r.path("template")), "--auth-root-authentication-method=normal", "--skip-test-db", "--force") // without DNS too
	}
	command := exec.CommandContext(ctx, arguments[0], arguments[1:]...)
	command.Dir = r.folder
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("making its data folder: %w: %s", err, complaintOf(string(output)))
	}
	return nil
}

// mariadbInstaller is the program that makes data folders for MariaDB: beside the server, or where programs are.
func mariadbInstaller(server string) (string, error) {
	const name = "mariadb-install-db"
	prefix := filepath.Dir(filepath.Dir(server))
	for _, folder := range []string{"bin", "scripts"} {
		if path, err := exec.LookPath(filepath.Join(prefix, folder, name)); err == nil {
			return path, nil
		}
	}
	return lookUp(name)
}
