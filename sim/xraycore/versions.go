package xraycore

import (
	"context"
	"fmt"

	"reprise/sim/xraycore/cores"
)

// CheckWith puts a config to xray-core of another version, one of cores.Versions. That runs in a process of its own and has
// cores.Limit to answer. The error is not the config's: the version is unknown, or not built (make xray-matrix builds
// it), or does not run.
func CheckWith(version string, config []byte) (Verdict, error) {
	program, err := cores.Built(version)
	if err != nil {
		return Verdict{}, err
	}
	answers, err := cores.Ask(context.Background(), program, []cores.Question{{Name: "config", Config: config}})
	if err != nil {
		return Verdict{}, err
	}
	return verdictOf(version, answers[0])
}

// verdictOf is the verdict that an answer holds.
func verdictOf(version string, a cores.Answer) (Verdict, error) {
	v := Verdict{Core: version, Error: a.Error}
	if err := v.Stage.UnmarshalText([]byte(a.Stage)); err != nil {
		return Verdict{}, fmt.Errorf("xray-core %s: %w", version, err)
	}
	return v, nil
}
