package mysql

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// process is a body: a server that runs as a process of this machine, with the data, the socket and the log in the run's folder.
type process struct {
	run       *run
	arguments []string

	command *exec.Cmd // nil before the first start
	ended   chan struct{}
}

func (p *process) start(context.Context) (<-chan struct{}, error) {
	log, err := os.OpenFile(p.run.path("log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	p.command = exec.Command(p.arguments[0], p.arguments[1:]...)
	p.command.Dir = p.run.folder
	p.command.Stdout, p.command.Stderr = log, log
	p.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a Ctrl-C is for us, who then end it
	ended := make(chan struct{})
	p.ended = ended
	if err := p.command.Start(); err != nil {
		close(ended)
		return nil, err
	}
	go func(command *exec.Cmd) {
		defer close(ended)
		_ = command.Wait() // how it ended stands in its log
	}(p.command)
	return ended, nil
}

func (p *process) kill(context.Context) error {
	err := p.signal(syscall.SIGKILL)
	if err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-p.ended
	return nil
}

func (p *process) freeze(context.Context) error { return p.signal(syscall.SIGSTOP) }

func (p *process) thaw(context.Context) error { return p.signal(syscall.SIGCONT) }

func (p *process) signal(s syscall.Signal) error { return p.command.Process.Signal(s) }

func (p *process) remove(ctx context.Context) error {
	if p.command == nil || p.command.Process == nil {
		return nil
	}
	return p.kill(ctx)
}

func (p *process) lastWords(context.Context) string {
	log, err := os.ReadFile(p.run.path("log"))
	if err != nil {
		return fmt.Sprintf("it left no log (%v)", err)
	}
	return complaintOf(string(log))
}

// complaintOf is the line of a server's log that says why it ended: the first that is an error, or else the last.
func complaintOf(log string) string {
	complaint := "its log is empty"
	for line := range strings.Lines(log) {
		if line = strings.TrimSpace(line); line != "" {
			complaint = line
		}
		if strings.Contains(line, "[ERROR]") || strings.HasPrefix(line, "FATAL ERROR") { // as of mariadb-install-db
			return line
		}
	}
	return complaint
}
