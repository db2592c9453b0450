package alerts

import "fmt"

// Error is what is wrong with a file of rules, and where. Its fields are those of strict.Error in scenarios, and convert to it.
type Error struct {
	File      string
	Line, Col int    // from 1; Col counts bytes
	Key       string // dotted path, as in groups[0].rules[2].expr, or `file`
	Problem   string
	Allowed   string
}

// Error is the line `file:line:col: key: what is wrong; what is allowed`.
func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s: %s; %s", e.File, e.Line, e.Col, e.Key, e.Problem, e.Allowed)
}

// clip quotes text from a file, and not too much of it.
func clip(text string) string {
	const most = 60
	if len(text) > most {
		return fmt.Sprintf("%.*q...", most, text)
	}
	return fmt.Sprintf("%q", text)
}
