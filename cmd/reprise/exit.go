package main

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"

	"reprise/load"
	"reprise/planning"
	"reprise/reports"
	"reprise/scenarios"
	"reprise/scenarios/strict"
	"reprise/sim/arrivals"
	"reprise/whatif"
)

// exitCode is what the caller learns; these four are a contract.
type exitCode int

const (
	holds   exitCode = 0 // everything that was asked holds
	failed  exitCode = 1 // an expectation or a gate failed
	misused exitCode = 2 // the command or a file is at fault
	broken  exitCode = 3 // reprise itself failed
)

// exitError is an error that has its code.
type exitError struct {
	code exitCode
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

func misuse(err error) error { return &exitError{misused, err} }

// judged gives an error of a subcommand its code: files and names that are at fault are the caller's to mend.
func judged(err error) error {
	var known *exitError
	if err == nil || errors.As(err, &known) {
		return err
	}
	var record *arrivals.Error
	if errors.As(err, &record) {
		place := strict.Error(*record)
		return misuse(&place)
	}
	var file *strict.Error
	var usage *scenarios.UsageError
	var question *planning.Wrong
	var loading *load.Wrong
	var serving *whatif.Wrong
	if errors.As(err, &file) || errors.As(err, &usage) || errors.As(err, &question) || errors.As(err, &loading) || errors.As(err, &serving) {
		return misuse(err)
	}
	for _, cause := range []error{fs.ErrNotExist, fs.ErrExist, fs.ErrPermission, syscall.ENOTDIR, syscall.EISDIR} {
		if errors.Is(err, cause) {
			return misuse(err)
		}
	}
	return &exitError{broken, err}
}

// codeOf is the code of what the command line came to; what has none is about the command line itself.
func codeOf(err error) exitCode {
	var known *exitError
	switch {
	case err == nil:
		return holds
	case errors.As(err, &known):
		return known.code
	}
	return misused
}

// message is what stderr shows. What is wrong with a file starts with its place, for editors to jump to.
func message(err error) string {
	var file *strict.Error
	if errors.As(err, &file) && file.Line > 0 {
		return err.Error()
	}
	return "reprise: " + strings.TrimSpace(err.Error())
}

// inLines is a message as a terminal may have it. A file's errors are a line each; any other is one, whatever names are in it.
func inLines(text string, err error) string {
	var file *strict.Error
	if !errors.As(err, &file) {
		return reports.Visible(text)
	}
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = reports.Visible(lines[i])
	}
	return strings.Join(lines, "\n")
}
