package strict

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Decodable reads itself from a node. An error without a place is placed at the node.
type Decodable interface {
	DecodeNode(Node) error
}

// Node is one value of a document together with its key.
type Node struct {
	doc  *Document
	yaml *yaml.Node
	key  string
}

// Pos is where the value stands.
func (n Node) Pos() Pos { return Pos{n.yaml.Line, n.yaml.Column} }

// IsMapping reports whether the value is a mapping.
func (n Node) IsMapping() bool { return n.yaml.Kind == yaml.MappingNode }

// IsList reports whether the value is a list.
func (n Node) IsList() bool { return n.yaml.Kind == yaml.SequenceNode }

// Items are the values of a list.
func (n Node) Items() []Node {
	items := make([]Node, 0, len(n.yaml.Content))
	for i, item := range n.yaml.Content {
		items = append(items, Node{n.doc, item, fmt.Sprintf("%s[%d]", n.key, i)})
	}
	return items
}

// Entries are the keys and values of a mapping, in the order written.
func (n Node) Entries() []Entry[Node] {
	entries := make([]Entry[Node], 0, len(n.yaml.Content)/2)
	for i := 0; i+1 < len(n.yaml.Content); i += 2 {
		key, value := n.yaml.Content[i], n.yaml.Content[i+1]
		entries = append(entries, Entry[Node]{
			Key: key.Value, Pos: Pos{key.Line, key.Column}, Value: Node{n.doc, value, join(n.key, key.Value)},
		})
	}
	return entries
}

// At is the value of one key of a mapping. For a key that was left out it is an empty mapping, in n's place.
func (n Node) At(key string) Node {
	for _, e := range n.Entries() {
		if e.Key == key {
			return e.Value
		}
	}
	empty := &yaml.Node{Kind: yaml.MappingNode, Line: n.yaml.Line, Column: n.yaml.Column}
	return Node{n.doc, empty, join(n.key, key)}
}

// Wrong is an error at this value.
func (n Node) Wrong(problem, allowed string) *Error {
	return n.wrongAt(n.Pos(), n.key, problem, allowed)
}

// Decode reads the value into what into points at. The error is Errors: everything that is wrong.
func (n Node) Decode(into any) error {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return n.Wrong(fmt.Sprintf("cannot be read into a %T", into), "a program must pass a pointer")
	}
	return Join(decode(n, v.Elem()))
}

// Scalar is the value as text, number or bool.
func (n Node) Scalar() (Scalar, error) {
	if n.yaml.Kind != yaml.ScalarNode || n.yaml.ShortTag() == nullTag {
		return Scalar{}, n.Wrong("is "+n.describe(), "allowed: text, a number, true or false")
	}
	if !n.plain() {
		return Scalar{Pos: n.Pos(), kind: Text, text: n.yaml.Value}, nil
	}
	s, err := ParseScalar(n.yaml.Value)
	s.Pos = n.Pos()
	return s, n.place(err)
}

// Text is the value as text. What YAML takes for a number or a bool is text only in quotes.
func (n Node) Text() (string, error) {
	if n.yaml.Kind != yaml.ScalarNode || n.yaml.ShortTag() == nullTag {
		return "", n.Wrong("is "+n.describe(), "expected text")
	}
	if tag := n.yaml.ShortTag(); n.plain() && tag != strTag && tag != timestampTag {
		return "", n.Wrong("is "+n.describe(), "expected text; quote it to mean text")
	}
	return n.yaml.Value, nil
}

const (
	nullTag      = "!!null"
	strTag       = "!!str"
	timestampTag = "!!timestamp"
)

const quoted = yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle

// plain reports whether a scalar is written without quotes.
func (n Node) plain() bool { return n.yaml.Style&quoted == 0 }

// describe says what the value is, to go after "is".
func (n Node) describe() string {
	switch n.yaml.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	if n.yaml.ShortTag() == nullTag {
		return "empty"
	}
	s, err := ParseScalar(n.yaml.Value)
	switch {
	case !n.plain() || err == nil && s.kind == Text:
		return "the text " + clip(n.yaml.Value)
	case err == nil && s.kind == Number:
		return "the number " + s.text
	}
	return clip(n.yaml.Value)
}

// place gives the errors of err that have no place this value's.
func (n Node) place(err error) error {
	all := Flatten(err)
	for i, e := range all {
		if e.Line == 0 {
			all[i] = n.Wrong(e.Problem, e.Allowed)
		}
	}
	return Join(all)
}

func (n Node) wrongAt(pos Pos, key, problem, allowed string) *Error {
	if key == "" {
		key = "document"
	}
	return &Error{File: n.doc.File, Line: pos.Line, Col: pos.Col, Key: key, Problem: problem, Allowed: allowed}
}

// join is the path to a key of a mapping. A key that could break the line is quoted.
func join(path, key string) string {
	if strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r == ':' || r > '~' }) || key == "" {
		key = strconv.QuoteToASCII(key)
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

// clip quotes what a person wrote, on one line and not too long.
func clip(text string) string {
	const longest = 40
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest]) + "..."
	}
	return strconv.Quote(text)
}
