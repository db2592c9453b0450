package reports

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"
)

// GitHub writes a check as workflow commands, each on a line of its own: `::error` for every failed expectation and `::warning`
// for every warning, at the line of the scenario's file. GitHub shows the first ten of each of a step.
func GitHub(w io.Writer, c *Check) error {
	var lines strings.Builder
	for _, run := range c.Runs {
		for _, e := range run.Expectations {
			if e.Verdict != Pass {
				title := run.Scenario + " " + run.Variant + ": " + e.ID
				annotate(&lines, "error", e.File, e.Line, title, fmt.Sprintf("%s, limit %s, margin %s", e.Actual, e.Limit, e.Margin), "again: "+run.Again)
			}
		}
	}
	for _, warning := range c.Warnings {
		annotate(&lines, "warning", warning.File, warning.Line, warning.Scenario+": "+warning.Key, warning.Message)
	}
	_, err := io.WriteString(w, lines.String())
	return err
}

// annotate writes one workflow command. What was read from standard input has no place.
func annotate(w *strings.Builder, level, file string, line int, title string, message ...string) {
	at := ""
	if file != "" && file != "-" {
		at = fmt.Sprintf("file=%s,line=%d,", property(path.Clean(filepath.ToSlash(file))), line)
	}
	for i := range message {
		message[i] = Visible(message[i])
	}
	fmt.Fprintf(w, "::%s %stitle=%s::%s\n", level, at, property(title), commandText.Replace(strings.Join(message, "\n")))
}

// property is any text as the value of a property of a workflow command.
func property(text string) string { return commandProperty.Replace(Visible(text)) }

// What GitHub's own toolkit escapes in workflow commands.
var (
	commandText     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	commandProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// Uncommanded writes what a view writes between two commands that switch commands off and on again: in a log of GitHub's, text that
// looks like a command stays text. The word that ends it is a hash of the text, which so cannot hold it.
func Uncommanded(w io.Writer, view func(io.Writer) error) error {
	var text bytes.Buffer
	if err := view(&text); err != nil {
		return err
	}
	word := fmt.Sprintf("%x", sha256.Sum256(text.Bytes()))
	_, err := fmt.Fprintf(w, "::stop-commands::%s\n%s::%s::\n", word, text.String(), word)
	return err
}
