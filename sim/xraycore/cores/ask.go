package cores

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// Question is a config that is put to a core, under a name that the answer repeats.
type Question struct {
	Name   string `json:"name"`
	Config []byte `json:"config"` // in base64 on its way: a config need not be text
}

// Answer is how far a core came with a config: its version, the stage (decode, build, new, start or ok), its error, and
// where some requests go when it runs.
type Answer struct {
	Name  string `json:"name"`
	Core  string `json:"core"`
	Stage string `json:"stage"`
	Error string `json:"error"`
	// Routes are, by the host of a request, the tag of the outbound that takes it from the first inbound before any probe has
	// ended; "any of " and the tags where it is left to chance or goes in turn, "random" where those are many; "untagged" for a
	// first outbound without a tag; "dropped" where none takes it. There are none with a stage other than ok.
	Routes map[string]string `json:"routes,omitempty"`
}

// Limit is how long a core may take for one config.
const Limit = 5 * time.Second

// Ask puts configs to a program that the matrix built, and gives an answer for each, in their order. A config that ends the
// program, or that it does not answer within Limit, has an answer that says so, at the stage start: what goes wrong
// before that the program itself catches. The error is that of a program which does not run at all.
func Ask(ctx context.Context, program string, questions []Question) ([]Answer, error) {
	return ask(ctx, program, questions, Limit)
}

func ask(ctx context.Context, program string, questions []Question, limit time.Duration) ([]Answer, error) {
	var answers []Answer
	for len(answers) < len(questions) {
		left := questions[len(answers):]
		got, err := session(ctx, program, left, limit)
		answers = append(answers, got...)
		var ended *endedError
		switch {
		case err == nil && len(got) == len(left):
		case errors.As(err, &ended) && ctx.Err() == nil:
			answers = append(answers, Answer{Name: left[len(got)].Name, Stage: "start", Error: ended.Error()})
		default:
			return nil, fmt.Errorf("asking %s: %w", program, errors.Join(err, ctx.Err()))
		}
	}
	return answers, nil
}

// endedError is why a program stopped before it had answered everything.
type endedError struct{ why string }

func (e *endedError) Error() string { return e.why }

// session runs the program once, for as many answers as it gives.
func session(ctx context.Context, program string, questions []Question, limit time.Duration) (answers []Answer, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var lines bytes.Buffer
	encoder := json.NewEncoder(&lines)
	for _, q := range questions {
		if err := encoder.Encode(q); err != nil {
			return nil, fmt.Errorf("writing %s: %w", q.Name, err)
		}
	}
	command := exec.CommandContext(ctx, program)
	command.Env = slices.DeleteFunc(os.Environ(), ofTheCore)
	command.Stdin = &lines
	var complaint bytes.Buffer
	command.Stderr = &complaint
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	silent := &endedError{fmt.Sprintf("no answer within %v", limit)}
	watch := time.AfterFunc(limit, func() { cancel(silent) })
	answers = read(output, questions, func() { watch.Reset(limit) })
	watch.Stop()
	if len(answers) == len(questions) {
		return answers, command.Wait()
	}
	cause := context.Cause(ctx)
	cancel(nil)
	waited := command.Wait()
	if cause != nil {
		return answers, cause
	}
	return answers, &endedError{fmt.Sprintf("the core ended: %v: %s", waited, firstLine(complaint.String()))}
}

// read reads answers, one to a question and in their order, and calls heard after each.
func read(output io.Reader, questions []Question, heard func()) (answers []Answer) {
	decoder := json.NewDecoder(output)
	for _, q := range questions {
		var a Answer
		if decoder.Decode(&a) != nil || a.Name != q.Name {
			break
		}
		heard()
		answers = append(answers, a)
	}
	return answers
}

// ofTheCore reports whether a variable of the environment is one that the core reads.
func ofTheCore(variable string) bool {
	name := strings.ToLower(variable)
	return strings.HasPrefix(name, "xray") || strings.HasPrefix(name, "v2ray")
}

// firstLine is the line of a crash that says what it was.
func firstLine(text string) string {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "panic:") || strings.HasPrefix(line, "fatal error:") {
			return strings.TrimSpace(line)
		}
	}
	return "it did not say why"
}
