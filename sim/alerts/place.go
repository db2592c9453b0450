package alerts

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// document is a file as its lines, which errors point into.
type document struct {
	file  string
	lines []string
}

func newDocument(file string, data []byte) *document {
	return &document{file, strings.Split(string(data), "\n")}
}

// place is a line and a byte of it, both from 1.
type place struct{ line, col int }

// wrong is an error at a place. The file's one value has no key, and goes by `file`.
func (d *document) wrong(p place, key, problem, allowed string) *Error {
	key = cmp.Or(key, "file")
	return &Error{File: d.file, Line: p.line, Col: p.col, Key: key, Problem: problem, Allowed: allowed}
}

// spot is a value in a document, and its key.
type spot struct {
	doc  *document
	yaml *yaml.Node
	key  string
}

// newSpot is a value, or what it is an alias of.
func newSpot(doc *document, n *yaml.Node, key string) spot {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return spot{doc, n, key}
}

// at is the value of a key of a mapping. Where there is none it is the mapping itself, under that key.
func (s spot) at(key string) spot {
	path := strings.TrimPrefix(s.key+"."+key, ".")
	if s.yaml.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(s.yaml.Content); i += 2 {
			if s.yaml.Content[i].Value == key {
				return newSpot(s.doc, s.yaml.Content[i+1], path)
			}
		}
	}
	return spot{s.doc, s.yaml, path}
}

// items are the values of a list.
func (s spot) items() []spot {
	if s.yaml.Kind != yaml.SequenceNode {
		return nil
	}
	all := make([]spot, len(s.yaml.Content))
	for i, n := range s.yaml.Content {
		all[i] = newSpot(s.doc, n, fmt.Sprintf("%s[%d]", s.key, i))
	}
	return all
}

// item is a value of a list. Where there is none it is the list itself, under that key.
func (s spot) item(i int) spot {
	if all := s.items(); i < len(all) {
		return all[i]
	}
	return spot{s.doc, s.yaml, fmt.Sprintf("%s[%d]", s.key, i)}
}

// place is where the value begins. YAML counts characters, an Error counts bytes.
func (s spot) place() place {
	line, col := max(s.yaml.Line, 1), max(s.yaml.Column, 1)
	if line > len(s.doc.lines) {
		return place{line, col}
	}
	text, bytes := s.doc.lines[line-1], 0
	for range col - 1 {
		_, size := utf8.DecodeRuneInString(text[bytes:])
		bytes += size
	}
	return place{line, bytes + 1}
}

func (s spot) wrong(problem, allowed string) *Error {
	return s.doc.wrong(s.place(), s.key, problem, allowed)
}

// wrongWithin is an error at a byte of a text. Where that byte cannot be found in the file, it is at the text.
func (s spot) wrongWithin(offset int, problem, allowed string) *Error {
	return s.doc.wrong(s.within(offset), s.key, problem, allowed)
}

// within is the place of a byte of a text. What YAML makes of a text differs from what is written in blanks and line breaks
// (block styles) and in escapes, so it looks for the text's bytes one after the other and lets blanks pass.
func (s spot) within(offset int) place {
	const blanks = " \t\r\n"
	begin := s.place()
	if begin.line > len(s.doc.lines) || s.yaml.Style&yaml.DoubleQuotedStyle != 0 && strings.Contains(s.doc.lines[begin.line-1], `\`) {
		return begin
	}
	line, col := begin.line-1, begin.col-1 // from 0 in here
	switch {
	case s.yaml.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		line, col = line+1, 0 // behind the indicator
	case s.yaml.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		col++
	}
	text := s.yaml.Value
	for i := range min(offset+1, len(text)) {
		if strings.IndexByte(blanks, text[i]) >= 0 {
			continue
		}
		for line < len(s.doc.lines) &&
			(col >= len(s.doc.lines[line]) || strings.IndexByte(blanks, s.doc.lines[line][col]) >= 0) {
			if col++; col >= len(s.doc.lines[line]) {
				line, col = line+1, 0
			}
		}
		if line >= len(s.doc.lines) || s.doc.lines[line][col] != text[i] {
			return begin
		}
		if i == offset {
			return place{line + 1, col + 1}
		}
		if col++; text[i] == '\'' && s.yaml.Style&yaml.SingleQuotedStyle != 0 {
			col++ // written twice
		}
	}
	return place{line + 1, col + 1} // at its end, or at a blank
}
