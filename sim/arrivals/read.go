package arrivals

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"time"
)

// Bounds of a file. Where it breaks one, Read stops.
const (
	MaxBytes     = 512 << 20
	MaxArrivals  = 10_000_000 // in all
	MaxIntervals = 2_000_000
	MaxSpan      = 10 * 366 * 24 * time.Hour
	MinInterval  = time.Second
	MaxInterval  = time.Hour // a longer one says nothing about the hours of a week

	maxLine = 1024 // bytes
)

// Read reads a record of arrivals. name is what errors call the file.
//
// The first line names the columns. It is required: of a file that starts with data the first arrival would be lost, or
// its columns guessed. Columns are separated by commas, tabs (as `mysql --batch` does) or semicolons; blank lines are
// passed over. There are two kinds of record:
//
//   - instants: one column under any name, a line an arrival, in order of time; ties are allowed.
//   - counts: a line an interval, each following on the one before and as long. `start` (or `time`, or `timestamp`) or
//     `end` bounds the interval, `count` (or `count(*)`, `claims`, `value`) is how many arrivals came from the start up
//     to the end. Its length is given by both bounds, or by `seconds`, or else by the distance to the next.
//     It is MinInterval to MaxInterval. An interval without arrivals has a line too: a GROUP BY leaves it out, and what
//     is missing could as well be an outage of whatever counted.
//
// An instant is RFC 3339; or such a date without a zone, with a T or a blank before the hour, which is UTC; or UNIX
// seconds, or milliseconds where the number is 1e11 or more; all with or without decimals, and all alike in a file.
//
// The error is an *Error for what is wrong with the file, and else that of the reader.
func Read(name string, in io.Reader) (*Trace, error) {
	r := &reader{file: name, in: bufio.NewReaderSize(in, maxLine), comma: ","}
	t, err := r.trace()
	var own *Error
	if err == nil || errors.As(err, &own) {
		return t, err
	}
	return nil, fmt.Errorf("read %s: %w", name, err)
}

func (r *reader) trace() (*Trace, error) {
	if err := r.header(); err != nil {
		return nil, err
	}
	if r.columns[0].role == instants {
		return r.instants()
	}
	return r.counts()
}

func (r *reader) instants() (*Trace, error) {
	name := r.columns[0].name
	t := &Trace{}
	unit := 0 // the coarsest that all instants so far are multiples of
	for {
		fields, err := r.row()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		at, err := r.instant(fields[0], name)
		if err != nil {
			return nil, err
		}
		if err := r.follows(t, at, fields[0], name); err != nil {
			return nil, err
		}
		for at%resolutions[unit] != 0 {
			unit++
		}
		t.at = append(t.at, at)
	}
	t.n = len(t.at)
	if t.n == 0 || t.at[0] == t.at[t.n-1] {
		return nil, r.wrong(1, "file", fmt.Sprintf("holds %d arrivals, and not two at different times", t.n), "allowed: at least 2")
	}
	t.cell = resolutions[unit]
	t.start, t.end = t.at[0], t.at[t.n-1]+t.cell
	return t, nil
}

// follows says what is wrong with an instant after those of a trace.
func (r *reader) follows(t *Trace, at int64, f field, name string) error {
	switch n := len(t.at); {
	case n == 0:
		return nil
	case at < t.at[n-1]:
		return r.wrong(f.col, name, clip(f.text)+" is before the time above it", "allowed: times in order")
	case at-t.at[0] > int64(MaxSpan):
		return r.wrong(f.col, name, clip(f.text)+" is too long after the first time", "allowed: up to 10 years")
	case n == MaxArrivals:
		return r.wrong(f.col, name, "is one arrival too many", fmt.Sprintf("allowed: up to %d", MaxArrivals))
	}
	return nil
}
