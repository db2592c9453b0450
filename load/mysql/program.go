package mysql

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// program is a server of this machine that can be run.
type program struct {
	family   string   // "mysql" or "mariadb"
	name     string   // for people: what and where it is
	command  []string // what runs it, before any flag
	flags    []string // where it finds its own files
	template string   // a data folder to copy; empty: it is yet to be made (template.go)
}

// families are the servers there are, by the name of their program.
var families = map[string]string{"mysqld": "mysql", "mariadbd": "mariadb"}

// programs are those that a want after `local:` names, in the order in which they are tried: those on PATH, then those that `make
// mysql` unpacked. There is at least one, or an error.
func programs(ctx context.Context, want string) ([]program, error) {
	if want != "" && want != "mysql" && want != "mariadb" {
		p, err := installed(ctx, want)
		return []program{p}, err
	}
	var found []program
	for _, name := range []string{"mysqld", "mariadbd"} {
		if p, err := installed(ctx, name); err == nil {
			found = append(found, p)
		}
	}
	for _, name := range []string{"mysqld", "mariadbd"} {
		if p, err := fetched(name); err == nil {
			found = append(found, p)
		}
	}
	found = slices.DeleteFunc(found, func(p program) bool { return want != "" && p.family != want })
	if len(found) == 0 {
		names := map[string]string{"": "mysqld or mariadbd", "mysql": "mysqld", "mariadb": "mariadbd"}[want]
		return nil, fmt.Errorf("no %s on PATH, and none fetched (make mysql)", names)
	}
	return found, nil
}

// installed is a program of this machine, by its path or by its name.
func installed(ctx context.Context, name string) (program, error) {
	path, err := lookUp(name)
	if err != nil {
		return program{}, err
	}
	said, err := exec.CommandContext(ctx, path, "--no-defaults", "--version").Output()
	if err != nil {
		return program{}, fmt.Errorf("asking %s for its version: %w", path, err)
	}
	_, version, isServer := strings.Cut(string(said), " Ver ")
	if !isServer {
		return program{}, fmt.Errorf("%s is no MySQL or MariaDB server: its --version says none", path)
	}
	p := program{family: "mysql", name: path, command: []string{path}}
	if strings.Contains(version, "MariaDB") { // which installs a mysqld too
		p.family = "mariadb"
	}
	return p, nil
}

// lookUp finds a program on PATH, or where servers are that only root has on it.
func lookUp(name string) (string, error) {
	path, err := exec.LookPath(name)
	if err == nil {
		return filepath.Abs(path)
	}
	for _, folder := range []string{"/usr/sbin", "/usr/local/sbin", "/usr/libexec"} {
		if path, inFolder := exec.LookPath(filepath.Join(folder, name)); inFolder == nil {
			return path, nil
		}
	}
	return "", err
}

// fetched is a program that `make mysql` unpacked, with all that it needs: it runs with the C library that it came with.
func fetched(name string) (program, error) {
	cache, err := cacheFolder()
	if err != nil {
		return program{}, err
	}
	root := filepath.Join(cache, families[name])
	template := filepath.Join(root, "var", "lib", "mysql")
	if _, err := os.Stat(template); err != nil {
		return program{}, err
	}
	loaders, err := filepath.Glob(filepath.Join(root, "usr", "lib", "*-linux-gnu*", "ld-linux*.so.*"))
	if err != nil || len(loaders) == 0 {
		return program{}, errors.Join(fmt.Errorf("%s has no dynamic loader", root), err)
	}
	share := filepath.Join(root, "usr", "share", "mysql")
	return program{
		family:  families[name],
		name:    "the " + name + " that make mysql fetched",
		command: []string{loaders[0], "--library-path", filepath.Dir(loaders[0]), filepath.Join(root, "usr", "sbin", name)},
		flags: []string{"--basedir=" + filepath.Join(root, "usr"), "--plugin-dir=" + filepath.Join(root, "usr", "lib", "mysql", "plugin"),
			"--lc-messages-dir=" + share, "--character-sets-dir=" + filepath.Join(share, "charsets")},
		template: template,
	}, nil
}
