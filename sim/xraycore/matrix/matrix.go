package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"reprise/fixtures"
	"reprise/sim/xraycore/cores"
)

// matrix is every config on every version. Its JSON is what -format json prints.
type matrix struct {
	Versions []string  `json:"versions"`          // those that were built, as asked for
	Missing  []missing `json:"missing,omitempty"` // those that were not
	Configs  []row     `json:"configs"`
}

// missing is a version that could not be built or run, and why.
type missing struct {
	Version string `json:"version"`
	Error   string `json:"error"`
}

// row is one config: a verdict for each of the matrix's versions, in their order.
type row struct {
	Name     string    `json:"name"`
	Verdicts []verdict `json:"verdicts"`
}

// verdict is how far a version comes with a config (decode, build, new, start or ok), its error, and where requests go, as
// in cores.Answer.
type verdict struct {
	Version string            `json:"version"`
	Stage   string            `json:"stage"`
	Error   string            `json:"error"`
	Routes  map[string]string `json:"routes,omitempty"`
}

// fill builds the versions one after the other, and puts the corpus to each. It fails when none could be had.
func fill(ctx context.Context, versions []string, progress io.Writer) (*matrix, error) {
	root, err := moduleRoot(ctx)
	if err != nil {
		return nil, err
	}
	questions, err := corpus()
	if err != nil {
		return nil, err
	}
	m := &matrix{}
	for _, q := range questions {
		m.Configs = append(m.Configs, row{Name: q.Name})
	}
	for _, version := range versions {
		fmt.Fprintf(progress, "matrix: building xray-core %s (the first time takes a minute)\n", version)
		program, err := build(ctx, root, version)
		var answers []cores.Answer
		if err == nil {
			answers, err = cores.Ask(ctx, program, questions)
		}
		if err != nil {
			m.Missing = append(m.Missing, missing{version, err.Error()})
			continue
		}
		m.add(version, answers)
	}
	if len(m.Versions) == 0 {
		return nil, errors.New("no version could be built: " + m.Missing[0].Error)
	}
	return m, ctx.Err()
}

// add adds the column of a version.
func (m *matrix) add(version string, answers []cores.Answer) {
	m.Versions = append(m.Versions, version)
	for i, a := range answers {
		m.Configs[i].Verdicts = append(m.Configs[i].Verdicts, verdict{version, a.Stage, a.Error, a.Routes})
	}
}

// corpus are the configs of fixtures/xray, in the order of their names.
func corpus() ([]cores.Question, error) {
	files, err := fs.Glob(fixtures.Xray, "xray/*.json")
	if err != nil {
		return nil, fmt.Errorf("the corpus: %w", err)
	}
	var questions []cores.Question
	for _, file := range files {
		config, err := fixtures.Xray.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("the corpus: %w", err)
		}
		questions = append(questions, cores.Question{Name: strings.TrimSuffix(path.Base(file), ".json"), Config: config})
	}
	return questions, nil
}
