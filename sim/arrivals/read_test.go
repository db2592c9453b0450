package arrivals

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"
)

func read(t *testing.T, text string) *Trace {
	t.Helper()
	trace, err := Read("trace.csv", strings.NewReader(text))
	require.NoError(t, err)
	return trace
}

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// Each of these is three arrivals: two at noon, one 90 s later.
func TestReadInstants(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		cell time.Duration
	}{
		"RFC 3339":              {"time\n2026-03-01T12:00:00Z\n2026-03-01T13:00:00+01:00\n2026-03-01T12:01:30Z\n", time.Second},
		"decimals":              {"time\n2026-03-01T12:00:00.000Z\n2026-03-01T12:00:00.125Z\n2026-03-01T12:01:30.5Z\n", time.Millisecond},
		"MySQL":                 {"created_at\n2026-03-01 12:00:00\n2026-03-01 12:00:00\n2026-03-01 12:01:30\n", time.Second},
		"MySQL, DATETIME(6)":    {"created_at\n2026-03-01 12:00:00.000000\n2026-03-01 12:00:00.000001\n2026-03-01 12:01:30.000000\n", time.Microsecond},
		"with a T and no zone":  {"at\n2026-03-01T12:00:00\n2026-03-01T12:00:00\n2026-03-01T12:01:30\n", time.Second},
		"a blank and a zone":    {"at\n2026-03-01 12:00:00+00:00\n2026-03-01 12:00:00+00:00\n2026-03-01 12:01:30+00:00\n", time.Second},
		"UNIX seconds":          {"time\n1772366400\n1772366400\n1772366490\n", time.Second},
		"UNIX, nanoseconds":     {"time\n1772366400.000000001\n1772366400.000000001\n1772366490\n", time.Nanosecond},
		"UNIX milliseconds":     {"Time\n1772366400000\n1772366400000\n1772366490000\n", time.Second},
		"milliseconds' parts":   {"Time\n1772366400000\n1772366400000.25\n1772366490000\n", 10 * time.Microsecond},
		"quotes and CRLF":       {"\uFEFF\"time\"\r\n\"1772366400\"\r\n\r\n 1772366400 \r\n1772366490", time.Second},
		"a name in any letters": {"Zeitpunkt der Anfrage\n1772366400\n1772366400\n1772366490\n", time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			trace := read(t, test.text)
			require.Equal(t, 3, trace.Len())
			require.False(t, trace.Counted())
			require.Equal(t, test.cell, trace.Cell())
			require.Equal(t, start, trace.Start().Round(10*time.Nanosecond))
			require.WithinDuration(t, start.Add(90*time.Second).Add(test.cell), trace.End(), time.Second)
		})
	}
	minutes := read(t, "time\n1772366400\n1772366460\n1772366460\n")
	require.Equal(t, time.Minute, minutes.Cell(), "all on whole minutes")
	require.Equal(t, 2*time.Minute, minutes.Span())
	require.InDelta(t, 90, minutes.PerHour(), 1e-9)
}

// Each of these is 3, 0 and 5 arrivals in the five minutes from noon on, and the two times five after.
func TestReadCounts(t *testing.T) {
	for name, text := range map[string]string{
		"start":          "start,count\n2026-03-01T12:00:00Z,3\n2026-03-01T12:05:00Z,0\n2026-03-01T12:10:00Z,5\n",
		"end":            "end,count\n2026-03-01T12:05:00Z,3\n2026-03-01T12:10:00Z,0\n2026-03-01T12:15:00Z,5\n",
		"start and end":  "start,end,count\n1772366400,1772366700,3\n1772366700,1772367000,0\n1772367000,1772367300,5\n",
		"in any order":   "count,end,start\n3,1772366700,1772366400\n0,1772367000,1772366700\n5,1772367300,1772367000\n",
		"seconds":        "start,seconds,count\n1772366400,300,3\n1772366700,300,0\n1772367000,300,5\n",
		"end, seconds":   "end,seconds,count\n1772366700,300,3\n1772367000,300,0\n1772367300,300,5\n",
		"MySQL":          "start\tCOUNT(*)\n2026-03-01 12:00:00\t3\n2026-03-01 12:05:00\t0\n2026-03-01 12:10:00\t5\n",
		"Grafana":        "\"Time\",\"Value\"\n1772366400000,3\n1772366700000,0\n1772367000000,5\n",
		"semicolons":     "timestamp;claims\n1772366400;3\n1772366700;0\n1772367000;5\n",
		"counts kept as": "start,count\n1772366400,3.0\n1772366700,0.\n1772367000,5.00\n",
	} {
		t.Run(name, func(t *testing.T) {
			trace := read(t, text)
			require.Equal(t, 8, trace.Len())
			require.True(t, trace.Counted())
			require.Equal(t, 5*time.Minute, trace.Cell())
			require.Equal(t, start, trace.Start())
			require.Equal(t, start.Add(15*time.Minute), trace.End())
			require.InDelta(t, 32, trace.PerHour(), 1e-9)
			require.Equal(t, []int32{3, 0, 5}, trace.in)
		})
	}
	require.Equal(t, time.Hour, read(t, "start,seconds,count\n0,3600,2\n").Span(), "a lone interval of known length")
}

var refused = []struct{ name, text, want string }{
	{"nothing", "", "1:1: file: is empty; " + headerGrammar},
	{"blank lines", "\n\r\n  \n", "3:1: file: is empty; " + headerGrammar},
	{"no header", "2026-03-01T12:00:00Z\n2026-03-01T12:00:01Z\n", `1:1: header: is missing: the first line is "2026-03-01T12:00:00Z"; ` + headerGrammar},
	{"no header of counts", "1772366400,3\n1772366700,4\n", `1:1: header: is missing: the first line is "1772366400,3"; ` + headerGrammar},
	{"a nameless column", "start,,count\n", `1:7: header: is missing: the first line is "start,,count"; ` + headerGrammar},
	{"an unknown column", "start,flow,count\n", `1:7: header: column "flow" is unknown; ` + headerGrammar},
	{"a column twice", "start,time,count\n", `1:7: header: column "time" is a second start; ` + headerGrammar},
	{"no counts", "start,end\n", "1:1: header: names no times, or no counts; " + headerGrammar},
	{"no times", "count\n3\n", "1:1: header: names no times, or no counts; " + headerGrammar},
	{"lengths but no times", "seconds,count\n", "1:1: header: names no times, or no counts; " + headerGrammar},
	{"three ways to say a length", "start,end,seconds,count\n", "1:1: header: gives the length of an interval by end and by seconds; " + headerGrammar},
	{"a header alone", "time\n", "1:1: file: holds 0 arrivals, and not two at different times; allowed: at least 2"},
	{"one arrival", "time\n1772366400\n", "2:1: file: holds 1 arrivals, and not two at different times; allowed: at least 2"},
	{"all at once", "time\n1772366400\n1772366400\n", "3:1: file: holds 2 arrivals, and not two at different times; allowed: at least 2"},
	{"NaN for a time", "time\n1772366400\nNaN\n", `3:1: time: "NaN" is no time; ` + instantGrammar},
	{"NULL", "created_at\nNULL\n", `2:1: created_at: "NULL" is no time; ` + instantGrammar},
	{"MySQL's zero", "created_at\n0000-00-00 00:00:00\n", `2:1: created_at: "0000-00-00 00:00:00" is no time; ` + instantGrammar},
	{"infinity", "time\nInf\n", `2:1: time: "Inf" is no time; ` + instantGrammar},
	{"before 1970", "time\n-1\n", `2:1: time: "-1" is no time; ` + instantGrammar},
	{"a date before 1970", "time\n1969-12-31T23:59:59Z\n", `2:1: time: "1969-12-31T23:59:59Z" is no time; ` + instantGrammar},
	{"after 2199", "time\n2200-01-01T00:00:00Z\n", `2:1: time: "2200-01-01T00:00:00Z" is no time; ` + instantGrammar},
	{"seconds after 2199", "time\n7258118400\n", `2:1: time: "7258118400" is no time; ` + instantGrammar},
	{"milliseconds after 2199", "time\n7258118400000\n", `2:1: time: "7258118400000" is no time; ` + instantGrammar},
	{"no such day", "time\n2026-02-30 12:00:00\n", `2:1: time: "2026-02-30 12:00:00" is no time; ` + instantGrammar},
	{"an exponent", "time\n1.7e9\n", `2:1: time: "1.7e9" is no time; ` + instantGrammar},
	{"ten decimals", "time\n1.0000000001\n", `2:1: time: "1.0000000001" is no time; ` + instantGrammar},
	{"a point alone", "time\n1.\n", `2:1: time: "1." is no time; ` + instantGrammar},
	{"a long text", "time\n" + strings.Repeat("x", 60) + "\n", `2:1: time: "` + strings.Repeat("x", 40) + `"... is no time; ` + instantGrammar},
	{"unsorted", "time\n1772366400\n1772366399\n", `3:1: time: "1772366399" is before the time above it; allowed: times in order`},
	{"mixed kinds", "time\n2026-03-01T12:00:00Z\n2026-03-01 12:00:01\n", `3:1: time: "2026-03-01 12:00:01" is a date without a zone, the first time was a date with its zone; ` + instantGrammar},
	{"mixed units", "time\n1772366400\n1772366401000\n", `3:1: time: "1772366401000" is UNIX milliseconds, the first time was UNIX seconds; ` + instantGrammar},
	{"a column too many", "time\n1772366400,3\n", "2:1: row: has 2 columns; the header has 1"},
	{"a column too few", "start,count\n1772366400\n", "2:1: row: has 1 columns; the header has 2"},
	{"eleven years", "time\n2014-01-01 00:00:00\n2026-03-01 12:00:00\n", `3:1: time: "2026-03-01 12:00:00" is too long after the first time; allowed: up to 10 years`},
	{"a negative count", "start,count\n1772366400,-3\n", `2:12: count: "-3" is no count; allowed: whole numbers, 0 to 10000000`},
	{"a fraction", "start, count\n1772366400, 3.5\n", `2:13: count: "3.5" is no count; allowed: whole numbers, 0 to 10000000`},
	{"NaN for a count", "start,value\n1772366400,NaN\n", `2:12: value: "NaN" is no count; allowed: whole numbers, 0 to 10000000`},
	{"infinitely many", "start,count\n1772366400,+Inf\n", `2:12: count: "+Inf" is no count; allowed: whole numbers, 0 to 10000000`},
	{"an empty count", "start,count\n1772366400,\n", `2:12: count: "" is no count; allowed: whole numbers, 0 to 10000000`},
	{"too many at once", "start,count\n1772366400,10000001\n", `2:12: count: "10000001" is no count; allowed: whole numbers, 0 to 10000000`},
	{"too many in all", "start,count\n1772366400,10000000\n1772366700,1\n", "3:1: start: brings the arrivals to 10000001; allowed: up to 10000000"},
	{"no arrivals", "start,count\n1772366400,0\n1772366700,1\n", "3:1: file: holds 1 arrivals; allowed: at least 2"},
	{"an interval of unknown length", "start,count\n1772366400,5\n", "2:1: file: holds one interval of unknown length; allowed: two, or a column seconds"},
	{"a gap", "start,count\n1772366400,5\n1772366700,5\n1772367300,5\n", `4:1: start: "1772367300" does not follow on the line above: 2026-03-01T12:10:00Z would; allowed: a line for every interval, in order, also for those without arrivals`},
	{"a gap, by end", "start,end,count\n1772366400,1772366700,5\n1772367000,1772367300,5\n", `3:1: start: "1772367000" does not follow on the line above: 2026-03-01T12:05:00Z would; allowed: a line for every interval, in order, also for those without arrivals`},
	{"a start twice", "start,count\n1772366400,5\n1772366400,5\n", "3:1: start: starts or follows an interval of 0s; allowed: times in order, 1s to 1h0m0s apart"},
	{"counts unsorted", "start,count\n1772366400,5\n1772366100,5\n", "3:1: start: starts or follows an interval of -5m0s; allowed: times in order, 1s to 1h0m0s apart"},
	{"a count a day", "start,count\n2026-03-01 00:00:00,5\n2026-03-02 00:00:00,5\n", "3:1: start: starts or follows an interval of 24h0m0s; allowed: times in order, 1s to 1h0m0s apart"},
	{"an end before its start", "start,end,count\n1772366400,1772366100,5\n", "2:1: start: starts or follows an interval of -5m0s; allowed: times in order, 1s to 1h0m0s apart"},
	{"intervals of two lengths", "start,end,count\n1772366400,1772366700,5\n1772366700,1772366760,5\n", "3:1: start: starts an interval of 1m0s, after others of 5m0s; allowed: intervals of one length"},
	{"no length", "start,seconds,count\n1772366400,0,5\n", `2:12: seconds: "0" is no length of an interval; allowed: whole seconds, 1 to 3600`},
	{"too long a length", "start,seconds,count\n1772366400,86400,5\n", `2:12: seconds: "86400" is no length of an interval; allowed: whole seconds, 1 to 3600`},
	{"a long line", "time\n" + strings.Repeat("1", 2000) + "\n", "2:1: file: has a line that is too long; allowed: lines under 1024 bytes"},
	{"no text", "\x1f\x8b\x08\x00\n\x00\x01\n", `2:1: \x1f\x8b\b\x00: "\x00\x01" is no time; ` + instantGrammar},
}

func TestReadRefuses(t *testing.T) {
	for _, test := range refused {
		t.Run(test.name, func(t *testing.T) {
			_, err := Read("trace.csv", strings.NewReader(test.text))
			require.EqualError(t, err, "trace.csv:"+test.want)
			var own *Error
			require.True(t, errors.As(err, &own))
		})
	}
}

// endless is a header and then one line over and over.
func endless(header, line string) io.Reader {
	return io.MultiReader(strings.NewReader(header), repeat(line))
}

type repeat string

func (r repeat) Read(p []byte) (int, error) {
	n := 0
	for n+len(r) <= len(p) {
		n += copy(p[n:], r)
	}
	return n, nil
}

func TestReadStopsAtItsBounds(t *testing.T) {
	if testing.Short() {
		t.Skip("half a gigabyte to read")
	}
	_, err := Read("trace.csv", endless("time\n", "1772366400\n"))
	require.EqualError(t, err, fmt.Sprintf("trace.csv:%d:1: time: is one arrival too many; allowed: up to 10000000", MaxArrivals+2))
	_, err = Read("trace.csv", endless("time\n", strings.Repeat(" ", 500)+"\n"))
	require.ErrorContains(t, err, ":1: file: is too large; allowed: up to 512 MiB")

	in, out := io.Pipe()
	go func() {
		_, _ = fmt.Fprintln(out, "start,count")
		for i := 0; ; i++ {
			if _, err := fmt.Fprintf(out, "%d,0\n", 1772366400+i); err != nil {
				return
			}
		}
	}()
	_, err = Read("trace.csv", in)
	require.NoError(t, in.Close())
	require.EqualError(t, err, fmt.Sprintf("trace.csv:%d:1: start: is one interval too many; allowed: up to 2000000, and up to 10 years", MaxIntervals+2))
}

// A reader that fails is no fault of the file's.
func TestReadPassesOnErrors(t *testing.T) {
	_, err := Read("trace.csv", io.MultiReader(strings.NewReader("time\n1772366400\n"), iotest.ErrReader(io.ErrUnexpectedEOF)))
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.EqualError(t, err, "read trace.csv: unexpected EOF")
}

var errorLine = regexp.MustCompile(`^trace\.csv:[1-9][0-9]*:[1-9][0-9]*: \S.*: \S.*; \S.*$`)

// Whatever the bytes, Read does not panic, every error is one line with a place in the file, and what is read replays as
// many arrivals as it says, in order and in its span.
func FuzzRead(f *testing.F) {
	for _, test := range refused {
		f.Add(test.text)
	}
	f.Add("time\n1772366400\n1772366400\n1772366490\n")
	f.Add("start,end,count\n1772366400,1772366700,3\n1772366700,1772367000,0\n1772367000,1772367300,5\n")
	f.Add("created_at\n2026-03-01 12:00:00.25\n2026-03-01 12:00:00.5\n2026-03-02 12:01:30\n")
	f.Fuzz(func(t *testing.T, text string) {
		trace, err := Read("trace.csv", strings.NewReader(text))
		if err != nil {
			var own *Error
			require.True(t, errors.As(err, &own))
			require.Regexp(t, errorLine, err.Error())
			require.LessOrEqual(t, own.Line, 1+strings.Count(text, "\n"))
			return
		}
		if trace.Len() < 10_000 && trace.Span() < 30*24*time.Hour {
			requireSound(t, trace)
		}
	})
}
