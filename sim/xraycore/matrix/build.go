package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"reprise/sim/xraycore/cores"
)

// moduleRoot is the folder of the go.mod that the command runs under.
func moduleRoot(ctx context.Context) (string, error) {
	found, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("asking go for the module: %w", err)
	}
	file := strings.TrimSpace(string(found))
	if filepath.Base(file) != "go.mod" {
		return "", fmt.Errorf("run this from within the module")
	}
	return filepath.Dir(file), nil
}

// build builds the program of a version, and gives its path. Go's cache makes the second time quick; checksums are those
// of the version's own .sum file.
func build(ctx context.Context, root, version string) (program string, err error) {
	if program, err = cores.Path(version); err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(program), 0o755); err != nil {
		return "", fmt.Errorf("the folder for cores: %w", err)
	}
	modules := filepath.Join("sim", "xraycore", "matrix", "versions", version+".mod")
	command := exec.CommandContext(ctx, "go", "build", "-modfile="+modules, "-o", program, "./sim/xraycore/matrix/core")
	command.Dir = root
	if output, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building xray-core %s: %w: %s", version, err, complaint(string(output)))
	}
	return program, nil
}

// complaint is the line of go's output that says what failed, past what it fetched and whose package it was in.
func complaint(output string) string {
	for line := range strings.Lines(output) {
		if !strings.HasPrefix(line, "go: downloading") && !strings.HasPrefix(line, "#") {
			return strings.TrimSpace(line)
		}
	}
	return "it did not say why"
}
