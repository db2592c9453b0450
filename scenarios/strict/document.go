package strict

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Pos is a place in a file, from 1. A struct field of this type is filled with the place of its mapping.
type Pos struct{ Line, Col int }

// Document is one file that is sound as YAML; what its values mean is not known yet.
type Document struct {
	File string
	text []byte
	root *yaml.Node
}

// Decode reads data into the struct that into points at. The error is Errors: everything that is wrong.
func Decode(file string, data []byte, into any) error {
	doc, err := Parse(file, data)
	if err != nil {
		return err
	}
	return doc.Decode(into)
}

// Decode reads the document into the struct that into points at. The error is Errors: everything that is wrong.
func (d *Document) Decode(into any) error { return d.Root().Decode(into) }

// Text is the file as it was written.
func (d *Document) Text() []byte { return d.text }

// Root is the whole document.
func (d *Document) Root() Node { return Node{doc: d, yaml: d.root} }

// Wrong is an error at a key given by its dotted path, as in `timeline[2].at`. It stands where the key's value stands;
// for a key that is not there, where the nearest one around it does.
func (d *Document) Wrong(key, problem, allowed string) *Error {
	pos := d.Pos(key)
	return &Error{File: d.File, Line: pos.Line, Col: pos.Col, Key: key, Problem: problem, Allowed: allowed}
}

// Pos is the place of a key's value, or of the nearest value around it.
func (d *Document) Pos(key string) Pos {
	n := find(d.root, key)
	return Pos{n.Line, n.Column}
}

// find follows a dotted path. Keys may hold dots themselves (`settings.sync.workers`), so the longest key that the
// path starts with is the one that is meant.
func find(n *yaml.Node, path string) *yaml.Node {
	var next *yaml.Node
	var rest string
	switch n.Kind {
	case yaml.MappingNode:
		longest := -1
		for i := 0; i+1 < len(n.Content); i += 2 {
			name := n.Content[i].Value
			after, found := strings.CutPrefix(path, name)
			if found && len(name) > longest && (after == "" || after[0] == '.' || after[0] == '[') {
				longest, next, rest = len(name), n.Content[i+1], strings.TrimPrefix(after, ".")
			}
		}
	case yaml.SequenceNode:
		digits, after, found := strings.Cut(strings.TrimPrefix(path, "["), "]")
		if i, err := strconv.Atoi(digits); found && err == nil && i >= 0 && i < len(n.Content) {
			next, rest = n.Content[i], strings.TrimPrefix(after, ".")
		}
	}
	if next == nil || path == "" {
		return n
	}
	return find(next, rest)
}
