package mysql

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strconv"
)

// openLocal runs the first of the programs that a want after `local:` names that starts.
func openLocal(ctx context.Context, want string) (Server, error) {
	found, err := programs(ctx, want)
	if err != nil {
		return nil, fmt.Errorf("local: %w", err)
	}
	var failed error
	for _, p := range found {
		s, err := openProgram(ctx, p)
		if err == nil {
			return s, nil
		}
		failed = errors.Join(failed, fmt.Errorf("local: %s: %w", p.name, err))
		if ctx.Err() != nil {
			break
		}
	}
	return nil, failed
}

// openProgram runs a program on a copy of its template.
func openProgram(ctx context.Context, p program) (Server, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	r, err := newRun()
	if err != nil {
		return nil, err
	}
	config := configOf(loopback(port), "reprise", rand.Text(), database)
	if err := furnish(ctx, r, p, config.Passwd); err != nil {
		return nil, errors.Join(err, r.remove())
	}
	return opened(ctx, &ours{
		body:   &process{run: r, arguments: p.serve(r, port)},
		run:    r,
		kind:   "local",
		why:    fmt.Sprintf("%s, on port %d of loopback", p.name, port),
		config: config,
	})
}

// furnish puts into a run's folder what a server needs to start: its data, and the statements that it runs as it does.
func furnish(ctx context.Context, r *run, p program, password string) error {
	template, err := p.prepared(ctx, r)
	if err != nil {
		return err
	}
	if err := os.CopyFS(r.path("data"), os.DirFS(template)); err != nil {
		return fmt.Errorf("copying the data folder: %w", err)
	}
	if err := os.Mkdir(r.path("tmp"), 0o700); err != nil {
		return err
	}
	return os.WriteFile(r.path("init.sql"), []byte(welcome(password)), 0o600)
}

// welcome are the statements that let the caller in: on loopback, by password. Each start runs them; the first matters.
func welcome(password string) string {
	return "CREATE DATABASE IF NOT EXISTS " + database + ";\n" +
		"CREATE USER IF NOT EXISTS 'reprise'@'127.0.0.1' IDENTIFIED BY '" + password + "';\n" +
		"GRANT ALL ON *.* TO 'reprise'@'127.0.0.1' WITH GRANT OPTION;\n"
}

// serve is the command that serves a run's data.
func (p program) serve(r *run, port int) []string {
	arguments := append(p.onData(r.path("data")),
		"--port="+strconv.Itoa(port), "--bind-address=127.0.0.1", "--skip-name-resolve",
		"--socket=mysqld.sock", "--pid-file=mysqld.pid", // in the data folder: a whole path could be too long for a socket
		"--tmpdir="+r.path("tmp"), "--init-file="+r.path("init.sql"))
	arguments = append(arguments, settings...)
	if p.family == "mariadb" {
		return append(arguments, "--innodb-log-file-size=96M")
	}
	return append(arguments, "--innodb-redo-log-capacity=96M", "--mysqlx=OFF", "--secure-file-priv=NULL")
}

// onData is the command on a data folder, whatever it is to do there.
func (p program) onData(folder string) []string {
	arguments := append(append([]string{}, p.command...), "--no-defaults", "--datadir="+folder)
	if os.Getuid() == 0 {
		arguments = append(arguments, "--user=root") // which a server wants to be told
	}
	return append(arguments, p.flags...)
}

// settings are those of every server of ours, in a container too. A commit is on the disk before it is acknowledged, as in
// production: the audit depends on it. There is no binary log, since there is nobody to read it.
var settings = []string{
	"--innodb-flush-log-at-trx-commit=1", "--transaction-isolation=REPEATABLE-READ", "--skip-log-bin",
	"--max-connections=300", "--innodb-buffer-pool-size=256M", "--performance-schema=OFF",
	"--character-set-server=utf8mb4", "--default-time-zone=+00:00",
}
