// Package cores asks xray-core of other versions than the one that is linked in. Each is a program of its own, which
// sim/xraycore/matrix builds; here is which there are, where they lie, and how one is asked.
package cores

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Versions are the versions of the matrix, oldest first. Phones run 25.7.25 (LB-08).
var Versions = []string{"25.3.6", "25.7.25", "25.8.3", "25.12.8", "26.3.27"}

// Path is where the program of a version lies once it is built: in the user's cache. A version that is not of the matrix is
// an error that says which are.
func Path(version string) (string, error) {
	if !slices.Contains(Versions, version) {
		return "", fmt.Errorf("unknown version of xray-core %q; allowed: %s", version, strings.Join(Versions, ", "))
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("where cores are built: %w", err)
	}
	return filepath.Join(cache, "reprise", "xray", version), nil
}

// Built is the path of a version's program; an error says how to build one that is not there.
func Built(version string) (string, error) {
	program, err := Path(version)
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(program); err != nil {
		return "", fmt.Errorf("xray-core %s is not there: make xray-matrix builds it (%w)", version, err)
	}
	return program, nil
}
