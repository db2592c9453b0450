package arrivals

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// interval is one line of counts, times in nanoseconds.
type interval struct {
	bound  field  // its start as written, or its end where no column has the start
	name   string // of that column
	at     int64  // that bound, since 1970
	length int64  // 0: not given
	count  int64
}

func (r *reader) counts() (*Trace, error) {
	t := &Trace{}
	for {
		i, err := r.interval()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		if err := r.add(t, i); err != nil {
			return nil, err
		}
	}
	switch {
	case t.n < 2:
		return nil, r.wrong(1, "file", fmt.Sprintf("holds %d arrivals", t.n), "allowed: at least 2")
	case t.cell == 0:
		return nil, r.wrong(1, "file", "holds one interval of unknown length", "allowed: two, or a column seconds")
	}
	if !r.has(starts) {
		t.start -= t.cell
	}
	t.end = t.start + int64(len(t.in))*t.cell
	return t, nil
}

// interval reads the next line.
func (r *reader) interval() (interval, error) {
	fields, err := r.row()
	if err != nil {
		return interval{}, err
	}
	var i interval
	var end int64
	for n, c := range r.columns {
		f := fields[n]
		switch c.role {
		case starts:
			i.bound, i.name = f, c.name
			i.at, err = r.instant(f, c.name)
		case ends:
			end, err = r.instant(f, c.name)
			if !r.has(starts) {
				i.bound, i.name, i.at = f, c.name, end
			}
		case lengths:
			i.length, err = r.seconds(f, c.name)
		case counts:
			i.count, err = r.count(f, c.name)
		}
		if err != nil {
			return interval{}, err
		}
	}
	if r.has(starts) && r.has(ends) {
		i.length = end - i.at
		return i, r.long(i.length, i)
	}
	return i, nil
}

// add takes in an interval that follows on those of the trace. Until the last of them, start is the first bound.
func (r *reader) add(t *Trace, i interval) error {
	n := int64(len(t.in))
	if n == 0 {
		t.start, t.cell = i.at, i.length
	}
	if n == 1 && t.cell == 0 {
		t.cell = i.at - t.start
		if err := r.long(t.cell, i); err != nil {
			return err
		}
	}
	switch expected := t.start + n*t.cell; {
	case i.length != 0 && i.length != t.cell:
		return r.wrong(i.bound.col, i.name, fmt.Sprintf("starts an interval of %v, after others of %v", time.Duration(i.length), time.Duration(t.cell)), "allowed: intervals of one length")
	case i.at != expected:
		const form = "2006-01-02T15:04:05.999999999Z07:00"
		return r.wrong(i.bound.col, i.name, clip(i.bound.text)+" does not follow on the line above: "+time.Unix(0, expected).UTC().Format(form)+" would",
			"allowed: a line for every interval, in order, also for those without arrivals")
	case n == MaxIntervals || n*t.cell > int64(MaxSpan):
		return r.wrong(i.bound.col, i.name, "is one interval too many", fmt.Sprintf("allowed: up to %d, and up to 10 years", MaxIntervals))
	case int64(t.n)+i.count > MaxArrivals:
		return r.wrong(i.bound.col, i.name, fmt.Sprintf("brings the arrivals to %d", int64(t.n)+i.count), fmt.Sprintf("allowed: up to %d", MaxArrivals))
	}
	t.in = append(t.in, int32(i.count))
	t.n += int(i.count)
	return nil
}

// long says whether an interval, or the distance between two, is too short or too long.
func (r *reader) long(length int64, i interval) error {
	if length >= int64(MinInterval) && length <= int64(MaxInterval) {
		return nil
	}
	return r.wrong(i.bound.col, i.name, "starts or follows an interval of "+time.Duration(length).String(),
		fmt.Sprintf("allowed: times in order, %v to %v apart", MinInterval, MaxInterval))
}

// seconds is the length of an interval.
func (r *reader) seconds(f field, name string) (int64, error) {
	n, ok := parseWhole(f.text)
	if !ok || n < int64(MinInterval/time.Second) || n > int64(MaxInterval/time.Second) {
		return 0, r.wrong(f.col, name, clip(f.text)+" is no length of an interval", "allowed: whole seconds, 1 to 3600")
	}
	return n * int64(time.Second), nil
}

// count is how many arrivals an interval has. Programs that keep numbers as floats write 12.0.
func (r *reader) count(f field, name string) (int64, error) {
	whole, zeros, _ := strings.Cut(f.text, ".")
	n, ok := parseWhole(whole)
	if !ok || strings.Trim(zeros, "0") != "" || n > MaxArrivals {
		return 0, r.wrong(f.col, name, clip(f.text)+" is no count", fmt.Sprintf("allowed: whole numbers, 0 to %d", MaxArrivals))
	}
	return n, nil
}
