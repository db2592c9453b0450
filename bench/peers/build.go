package main

import (
	"context"
	_ "embed"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

//go:embed ns3/hold.cc
var ns3Source string

const ns3Flags = "-O3 -std=c++17"

// missingError says what to install.
type missingError struct{ what string }

func (e *missingError) Error() string {
	return e.what + " is missing; on Debian or Ubuntu: apt-get install g++ libns3-dev"
}

// programs are the peers that were built, and what with.
type programs struct {
	ns3, heap string // paths
	versions  versions
}

// versions say which peers the figures are of.
type versions struct {
	NS3      string `json:"ns3"`
	Logging  bool   `json:"ns3_logging"` // compiled into ns-3, where it costs a call now and then though it is off
	Compiler string `json:"compiler"`
}

func (v versions) String() string {
	logging := "without logging"
	if v.Logging {
		logging = "logging compiled in, and off"
	}
	return fmt.Sprintf("ns-3 %s (%s), %s", v.NS3, logging, v.Compiler)
}

// build compiles the peers into a folder.
func build(ctx context.Context, folder string) (programs, error) {
	p := programs{ns3: filepath.Join(folder, "ns3"), heap: filepath.Join(folder, "heap")}
	if _, err := exec.LookPath("g++"); err != nil {
		return p, &missingError{"g++"}
	}
	if _, err := compile(ctx, "#include <ns3/simulator.h>\n", "-fsyntax-only"); err != nil {
		return p, &missingError{"ns-3 (ns3/simulator.h)"}
	}
	// pkg-config would do, but for the flags in Debian's ns3-core.pc, which hold a stray `;`.
	if out, err := compile(ctx, ns3Source, "-o", p.ns3, "-lns3-core"); err != nil {
		return p, fmt.Errorf("compile ns3/hold.cc: %w\n%s", err, out)
	}
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", p.heap, "reprise/bench/peers/heap").CombinedOutput(); err != nil {
		return p, fmt.Errorf("build the container/heap peer: %w\n%s", err, out)
	}
	logs, err := ns3Logs(ctx, p.ns3)
	if err != nil {
		return p, fmt.Errorf("try the ns-3 peer: %w", err)
	}
	p.versions = versions{NS3: ns3Version(ctx), Logging: logs, Compiler: compilerVersion(ctx)}
	return p, nil
}

// compile runs g++ on a source; options come after it, as libraries must.
func compile(ctx context.Context, source string, options ...string) (string, error) {
	args := append(strings.Fields(ns3Flags), "-x", "c++", "-", "-x", "none")
	cmd := exec.CommandContext(ctx, "g++", append(args, options...)...)
	cmd.Stdin = strings.NewReader(source)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// ns3Version is what pkg-config says; ns-3 itself does not, in its headers.
func ns3Version(ctx context.Context) string {
	out, err := exec.CommandContext(ctx, "pkg-config", "--modversion", "ns3-core").Output()
	if err != nil {
		return "of unknown version"
	}
	return strings.TrimSpace(string(out))
}

// ns3Logs reports whether logging is compiled into ns-3: an optimised build of it stays silent whatever NS_LOG asks for.
func ns3Logs(ctx context.Context, peer string) (bool, error) {
	cmd := exec.CommandContext(ctx, peer, "Map", "reused", "hold", "1")
	cmd.Env = append(cmd.Environ(), "NS_LOG=DefaultSimulatorImpl=all")
	cmd.Stdin = strings.NewReader(gaps() + "1\n")
	var log strings.Builder
	cmd.Stderr = &log
	err := cmd.Run()
	return strings.Contains(log.String(), "DefaultSimulatorImpl"), err
}

func compilerVersion(ctx context.Context) string {
	version := "of unknown version"
	if out, err := exec.CommandContext(ctx, "g++", "-dumpfullversion").Output(); err == nil {
		version = strings.TrimSpace(string(out))
	}
	return "g++ " + version + " " + ns3Flags
}
