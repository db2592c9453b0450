package strict

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// The bounds of a file. They hold before anything in it is looked at.
const (
	MaxBytes = 1 << 20
	MaxDepth = 64
)

// Parse reads a file as YAML, and refuses every construct that could mean two things. The error is Errors.
func Parse(file string, data []byte) (*Document, error) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF")) // editors on Windows put a byte order mark there
	doc := &Document{File: file, text: data}
	if err := doc.checkBytes(data); err != nil {
		return nil, Join(err)
	}
	root, err := doc.parseYAML(data)
	if err != nil {
		return nil, Join(err)
	}
	doc.root = root
	if err := Join(check(doc.Root(), 1)); err != nil {
		return nil, err
	}
	return doc, nil
}

// at is an error about the file as a whole.
func (d *Document) at(line, col int, problem, allowed string) *Error {
	return &Error{File: d.File, Line: line, Col: col, Key: "document", Problem: problem, Allowed: allowed}
}

// checkBytes refuses what is no text a person wrote.
func (d *Document) checkBytes(data []byte) error {
	if len(data) > MaxBytes {
		return d.at(1, 1, fmt.Sprintf("has %d bytes", len(data)), fmt.Sprintf("at most %d", MaxBytes))
	}
	line, col := 1, 1
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return d.at(line, col, fmt.Sprintf("byte 0x%02X is no UTF-8", data[i]), "expected text in UTF-8")
		case !printable(r):
			return d.at(line, col, fmt.Sprintf("character U+%04X is not printable", r), "expected printable text; escape it in double quotes")
		case r == '\n':
			line, col = line+1, 0
		}
		i, col = i+size, col+1
	}
	return nil
}

// printable reports whether YAML lets a character stand in a file unescaped; byte order marks have no business inside.
func printable(r rune) bool {
	switch {
	case r == '\t' || r == '\n' || r == '\r' || r == 0x85:
		return true
	case r < ' ' || r >= 0x7F && r < 0xA0:
		return false
	}
	return r != 0xFEFF && r != 0xFFFE && r != 0xFFFF
}

// parseYAML reads the one document of a file.
func (d *Document) parseYAML(data []byte) (root *yaml.Node, err error) {
	defer func() { // the parser panics where it meets what it holds to be impossible
		if p := recover(); p != nil {
			root, err = nil, d.at(1, 1, "cannot be read as YAML", "expected valid YAML")
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var first, second yaml.Node
	switch err := decoder.Decode(&first); {
	case errors.Is(err, io.EOF):
		return nil, d.at(1, 1, "is empty", "expected a mapping of keys to values")
	case err != nil:
		return nil, d.syntax(err, data)
	}
	switch err := decoder.Decode(&second); {
	case err == nil:
		return nil, d.at(second.Line, second.Column, "is a second document", "one document a file")
	case !errors.Is(err, io.EOF):
		return nil, d.syntax(err, data)
	}
	root = first.Content[0]
	if root.ShortTag() == nullTag && root.Kind == yaml.ScalarNode && root.Value == "" {
		return nil, d.at(1, 1, "is empty", "expected a mapping of keys to values")
	}
	return root, nil
}

// syntax turns an error of the parser, `yaml: line 3: did not find expected key`, into ours.
func (d *Document) syntax(err error, data []byte) *Error {
	problem := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 1
	if rest, found := strings.CutPrefix(problem, "line "); found {
		digits, message, _ := strings.Cut(rest, ": ")
		if n, err := strconv.Atoi(digits); err == nil {
			line, problem = n, message
		}
		if parserMessages[problem] {
			line++ // the parser counts from 0 where its scanner counts from 1
		}
	}
	if name, found := strings.CutPrefix(problem, "unknown anchor '"); found { // this one error has no line
		name, _, _ = strings.Cut(name, "'")
		before, _, _ := bytes.Cut(data, []byte("*"+name))
		line = 1 + bytes.Count(before, []byte("\n"))
		return d.at(line, 1, "alias *"+join("", name), aliasGrammar)
	}
	lines := strings.Split(string(data), "\n")
	line = min(line, len(lines))
	text := lines[line-1]
	indent := len(text) - len(strings.TrimLeft(text, " \t"))
	allowed := "expected valid YAML"
	switch {
	case strings.Contains(text[:indent], "\t"):
		problem, allowed = "a tab in the indentation", "indent with spaces"
		indent = strings.Index(text, "\t")
	case strings.Contains(problem, "block scalar") || problem == "did not find expected comment or line break":
		allowed = `quote a value that starts with > or |, as in ">= 1"`
	}
	return d.at(line, indent+1, "is no YAML: "+strings.Join(strings.Fields(problem), " "), allowed)
}

// parserMessages are those of the YAML parser proper, as against its scanner.
var parserMessages = map[string]bool{
	"did not find expected key":              true,
	"did not find expected node content":     true,
	"did not find expected '-' indicator":    true,
	"did not find expected ',' or ']'":       true,
	"did not find expected ',' or '}'":       true,
	"did not find expected <document start>": true,
	"found undefined tag handle":             true,
}

const aliasGrammar = "write the value out: anchors, aliases and merge keys are not read"

// check refuses aliases, tags, duplicate keys and too many levels, anywhere below n.
func check(n Node, depth int) Errors {
	y := n.yaml
	switch {
	case depth > MaxDepth:
		return Errors{n.Wrong("is too deep", fmt.Sprintf("at most %d levels", MaxDepth))}
	case y.Kind == yaml.AliasNode:
		return Errors{n.Wrong("is an alias", aliasGrammar)}
	case y.Anchor != "":
		return Errors{n.Wrong("has an anchor", aliasGrammar)}
	case y.Style&yaml.TaggedStyle != 0:
		return Errors{n.Wrong("has the tag "+clip(y.Tag), "no tags; the key says what its value is")}
	case strings.ContainsRune(y.Value, 0):
		return Errors{n.Wrong("holds a NUL character", "expected printable text")}
	}
	var errs Errors
	switch y.Kind {
	case yaml.MappingNode:
		errs = append(errs, checkKeys(n)...)
		if len(errs) > 0 { // below a key that is no name, paths would mislead
			return errs
		}
		for _, e := range n.Entries() {
			errs = append(errs, check(e.Value, depth+1)...)
		}
	case yaml.SequenceNode:
		for _, item := range n.Items() {
			errs = append(errs, check(item, depth+1)...)
		}
	}
	return errs
}

func checkKeys(n Node) Errors {
	var errs Errors
	first := map[string]int{}
	for i := 0; i+1 < len(n.yaml.Content); i += 2 {
		key := Node{n.doc, n.yaml.Content[i], n.key}
		problem, allowed := "", "keys are plain text"
		switch y := key.yaml; {
		case y.Kind == yaml.AliasNode || y.Anchor != "" || y.ShortTag() == "!!merge":
			problem, allowed = "has a merge key, alias or anchor", aliasGrammar
		case y.Kind != yaml.ScalarNode || y.Style&yaml.TaggedStyle != 0:
			problem = "has a key that is " + key.describe()
		case y.ShortTag() != strTag && y.ShortTag() != timestampTag:
			problem = "has a key that is " + key.describe()
		}
		if problem != "" {
			errs = append(errs, key.Wrong(problem, allowed))
			continue
		}
		key.key = join(n.key, key.yaml.Value)
		if line, twice := first[key.yaml.Value]; twice {
			errs = append(errs, key.Wrong(fmt.Sprintf("stands there twice, first on line %d", line), "each key once"))
		}
		first[key.yaml.Value] = key.yaml.Line
	}
	return errs
}
