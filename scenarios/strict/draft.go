package strict

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Draft is a mapping to be written into a document.
type Draft struct{ yaml *yaml.Node }

// NewDraft is a mapping without entries.
func NewDraft() Draft { return Draft{&yaml.Node{Kind: yaml.MappingNode}} }

// Draft is a copy of the entries of a mapping that have one of these keys, comments left out.
func (n Node) Draft(keys ...string) Draft {
	d := NewDraft()
	for i := 0; i+1 < len(n.yaml.Content); i += 2 {
		if slices.Contains(keys, n.yaml.Content[i].Value) {
			d.yaml.Content = append(d.yaml.Content, copied(n.yaml.Content[i]), copied(n.yaml.Content[i+1]))
		}
	}
	return d
}

// copied is a node without its comments and its place.
func copied(n *yaml.Node) *yaml.Node {
	out := &yaml.Node{Kind: n.Kind, Style: n.Style, Tag: n.Tag, Value: n.Value}
	for _, child := range n.Content {
		out.Content = append(out.Content, copied(child))
	}
	return out
}

// bare is a text that needs no quotes, where it is no number or bool.
var bare = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._-]*$`)

// Put sets a key to a scalar.
func (d Draft) Put(key string, s Scalar) {
	value := &yaml.Node{Kind: yaml.ScalarNode, Value: s.text}
	if s.kind == Text && !bare.MatchString(s.text) {
		value.Style = yaml.DoubleQuotedStyle
	}
	d.put(key, value)
}

// PutText sets a key to a text.
func (d Draft) PutText(key, text string) {
	d.put(key, &yaml.Node{Kind: yaml.ScalarNode, Value: text, Style: yaml.DoubleQuotedStyle})
}

// Under is the mapping at a key, made where there is none.
func (d Draft) Under(key string) Draft {
	for i := 0; i+1 < len(d.yaml.Content); i += 2 {
		if d.yaml.Content[i].Value == key && d.yaml.Content[i+1].Kind == yaml.MappingNode {
			return Draft{d.yaml.Content[i+1]}
		}
	}
	under := NewDraft()
	d.put(key, under.yaml)
	return under
}

func (d Draft) put(key string, value *yaml.Node) {
	for i := 0; i+1 < len(d.yaml.Content); i += 2 {
		if d.yaml.Content[i].Value == key {
			d.yaml.Content[i+1] = value
			return
		}
	}
	d.yaml.Content = append(d.yaml.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key, Style: keyStyle(key)}, value)
}

func keyStyle(key string) yaml.Style {
	if bare.MatchString(key) {
		return 0
	}
	return yaml.DoubleQuotedStyle
}

// With is the text of the document with an entry at the head of one of its mappings. A mapping that is not there is put before
// the key that follows. All else stands as it was written, unless braces are around it: then the whole is written anew.
func (d *Document) With(mapping, before, key string, value Draft) ([]byte, error) {
	entry := NewDraft()
	entry.put(key, value.yaml)
	if d.root.Style&yaml.FlowStyle != 0 {
		return d.rewritten(mapping, entry)
	}
	for i := 0; i+1 < len(d.root.Content); i += 2 {
		name, content := d.root.Content[i], d.root.Content[i+1]
		switch {
		case name.Value == mapping && (content.Style&yaml.FlowStyle != 0 || len(content.Content) == 0):
			return d.rewritten(mapping, entry)
		case name.Value == mapping:
			return d.inserted(name.Line+1, content.Content[0].Column, entry)
		}
	}
	whole := NewDraft()
	whole.put(mapping, entry.yaml)
	for i := 0; i < len(d.root.Content); i += 2 {
		if name := d.root.Content[i]; name.Value == before {
			return d.inserted(name.Line, name.Column, whole)
		}
	}
	return nil, fmt.Errorf("%s has neither %s nor %s", d.File, mapping, before)
}

// inserted is the text with a mapping put in front of a line, its keys at a column.
func (d *Document) inserted(line, column int, entry Draft) ([]byte, error) {
	text, err := encoded(entry.yaml)
	if err != nil {
		return nil, err
	}
	indent := strings.Repeat(" ", column-1)
	var out bytes.Buffer
	lines := bytes.SplitAfter(d.text, []byte("\n"))
	for i, l := range lines {
		if i == line-1 {
			for l := range strings.Lines(text) {
				out.WriteString(indent + l)
			}
		}
		out.Write(l)
	}
	return out.Bytes(), nil
}

// rewritten is the document with the entry in it, written anew.
func (d *Document) rewritten(mapping string, entry Draft) ([]byte, error) {
	root := Draft{copied(d.root)}
	under := root.Under(mapping)
	under.yaml.Content = append(entry.yaml.Content, under.yaml.Content...)
	text, err := encoded(root.yaml)
	return []byte(text), err
}

func encoded(n *yaml.Node) (string, error) {
	var out strings.Builder
	e := yaml.NewEncoder(&out)
	e.SetIndent(2)
	if err := e.Encode(n); err != nil {
		return "", err
	}
	return out.String(), e.Close()
}
