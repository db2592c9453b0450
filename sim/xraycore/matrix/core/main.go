// Command core is one version of xray-core as a program: it reads configs from standard input, one JSON object a line
// with the name of a config and its bytes in base64, and answers each with a line of its own: how far this core comes with
// it, its error, and where some requests go when it runs. The matrix builds it once a version, each from a module file of
// its own, so it uses of xray-core only what all of them have. It dials nobody, listens on loopback only, and writes no
// file but its own geo data.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/xtls/xray-core/core"
)

// question is one line of the input.
type question struct {
	Name   string `json:"name"`
	Config []byte `json:"config"`
}

// answer is one line of the output.
type answer struct {
	Name  string `json:"name"`
	Core  string `json:"core"`
	Stage string `json:"stage"`
	Error string `json:"error"`
	// Routes are where requests go, by their hosts: the tag of an outbound, or in words where it is no single one. There
	// are none of a config that does not run.
	Routes map[string]string `json:"routes,omitempty"`
}

// maxLine is the longest line that is read: a config of 1 MiB in base64.
const maxLine = 2 << 20

func main() {
	answers := os.Stdout
	os.Stdout = os.Stderr // what the core prints is no answer
	if err := run(os.Stdin, answers); err != nil {
		fmt.Fprintln(os.Stderr, "core:", err)
		os.Exit(1)
	}
}

// run answers the lines of in until it ends.
func run(in io.Reader, out io.Writer) error {
	folder, err := keepOut()
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	encoder := json.NewEncoder(out)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			return fmt.Errorf("reading a question: %w", err)
		}
		a := limited(asked.Config)
		a.Name, a.Core = asked.Name, core.Version()
		if err := encoder.Encode(a); err != nil {
			return fmt.Errorf("writing an answer: %w", err)
		}
	}
	return lines.Err()
}
