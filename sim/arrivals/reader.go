package arrivals

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// reader goes through a file line by line: what is held in memory is what was found sound so far.
type reader struct {
	file    string
	in      *bufio.Reader
	line    int   // the last one read
	size    int64 // of all lines read, bytes
	comma   string
	columns []column
	fields  []field // of the last line split
	written form    // how the instants are written; empty before the first
}

// field is the text of a column in one line.
type field struct {
	text string
	col  int // from 1, in bytes
}

// next is the next line that is not blank; io.EOF after the last.
func (r *reader) next() (string, error) {
	for {
		bytes, err := r.in.ReadSlice('\n')
		if len(bytes) == 0 && err != nil {
			return "", err
		}
		r.line++
		r.size += int64(len(bytes))
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			return "", r.wrong(1, "file", "has a line that is too long", fmt.Sprintf("allowed: lines under %d bytes", maxLine))
		case err != nil && !errors.Is(err, io.EOF):
			return "", err
		case r.size > MaxBytes:
			return "", r.wrong(1, "file", "is too large", fmt.Sprintf("allowed: up to %d MiB", MaxBytes>>20))
		}
		if line := strings.TrimRight(string(bytes), "\r\n"); strings.TrimSpace(line) != "" {
			return line, nil
		}
	}
}

// row is the fields of the next line, one for each column.
func (r *reader) row() ([]field, error) {
	line, err := r.next()
	if err != nil {
		return nil, err
	}
	fields := r.split(line)
	if len(fields) != len(r.columns) {
		return nil, r.wrong(1, "row", fmt.Sprintf("has %d columns", len(fields)), fmt.Sprintf("the header has %d", len(r.columns)))
	}
	return fields, nil
}

// split takes a line apart; the fields last until the next. Blanks and quotes around a field are no part of it, and no
// field of a sound file holds a comma.
func (r *reader) split(line string) []field {
	r.fields = r.fields[:0]
	col := 1
	for text := range strings.SplitSeq(line, r.comma) {
		blanks := len(text) - len(strings.TrimLeft(text, " "))
		bare := strings.TrimSpace(text)
		if len(bare) >= 2 && bare[0] == '"' && bare[len(bare)-1] == '"' {
			bare = bare[1 : len(bare)-1]
		}
		r.fields = append(r.fields, field{bare, col + blanks})
		col += len(text) + len(r.comma)
	}
	return r.fields
}

// instant is the time in a field, in nanoseconds since 1970.
func (r *reader) instant(f field, name string) (int64, error) {
	at, written, ok := parseInstant(f.text)
	if !ok {
		return 0, r.wrong(f.col, name, clip(f.text)+" is no time", instantGrammar)
	}
	if r.written != "" && r.written != written {
		return 0, r.wrong(f.col, name, clip(f.text)+" is "+string(written)+", the first time was "+string(r.written), instantGrammar)
	}
	r.written = written
	return at, nil
}

// wrong is an error on the last line read.
func (r *reader) wrong(col int, key, problem, allowed string) error {
	return &Error{File: r.file, Line: max(r.line, 1), Col: col, Key: key, Problem: problem, Allowed: allowed}
}

// ended is what a file without a header is told.
func (r *reader) ended(err error) error {
	if errors.Is(err, io.EOF) {
		return r.wrong(1, "file", "is empty", headerGrammar)
	}
	return err
}
