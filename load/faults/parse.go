package faults

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// forms are how faults are written: KIND[:WHAT][+FOR]@AT[/EVERY]. WHAT is a delay with or without a jitter, or a number; FOR
// how long it lasts; AT when it strikes, since the run's start; EVERY from one strike to the next.
var forms = []form{
	{kind: Kill, lasts: maybe, like: "kill@10s or kill+3s@10s"},
	{kind: Stall, lasts: always, like: "stall+2s@5s"},
	{kind: Latency, what: aDelay, lasts: maybe, like: "latency:50ms+10s@5s or latency:50ms~20ms@0s"},
	{kind: Reset, like: "reset@8s"},
	{kind: Cut, what: aCount, like: "cut:5@8s"},
	{kind: Starve, what: aCount, lasts: maybe, like: "starve:7+5s@10s"},
	{kind: Drain, like: "drain@5s"},
	{kind: ConfigsDown, lasts: maybe, like: "configs-down+10s@5s"},
}

// form is how a kind of fault is written.
type form struct {
	kind  Kind
	what  what
	lasts lasts
	like  string // examples
}

// what is behind the colon of a kind.
type what uint8

const (
	nothing what = iota
	aDelay
	aCount
)

// lasts says whether a kind has a length.
type lasts uint8

const (
	never lasts = iota
	maybe
	always
)

// The bounds of what a fault may say.
const (
	longest     = 7 * 24 * time.Hour // any length and any time
	longestWait = time.Minute        // a delay
	shortestGap = 100 * time.Millisecond
	mostOfThem  = 1_000_000 // commits or connections
)

// Parse reads faults, as in `kill@10s`, `latency:50ms+10s@5s` or `kill@10s/20s`. Its errors are one line, and say what is
// allowed.
func Parse(texts []string) ([]Fault, error) {
	var faults []Fault
	for _, text := range texts {
		f, err := parse(text)
		if err != nil {
			return nil, err
		}
		faults = append(faults, f)
	}
	return faults, nil
}

func parse(text string) (Fault, error) {
	head, when, timed := strings.Cut(text, "@")
	head, length, lasting := strings.Cut(head, "+")
	name, what, more := strings.Cut(head, ":")
	at := slices.IndexFunc(forms, func(form form) bool { return form.kind == Kind(name) })
	if at < 0 {
		return Fault{}, fmt.Errorf("%.40q is no fault; allowed: %s; each again and again with /EVERY, as in kill@10s/20s", text, likes())
	}
	f, form := Fault{Kind: forms[at].kind}, forms[at]
	err := cmp.Or(f.readWhat(form.what, what, more), f.readLength(form.lasts, length, lasting), f.readTimes(when, timed))
	if err == nil && f.Every > 0 && (f.For >= f.Every || f.For == 0 && f.lastsToTheEnd()) {
		err = errors.New("it would strike again before it has ended")
	}
	if err != nil {
		return Fault{}, fmt.Errorf("%.40q is no fault: %w; allowed: as in %s", text, err, form.like)
	}
	return f, nil
}

// likes are the examples of all kinds.
func likes() string {
	var all []string
	for _, form := range forms {
		all = append(all, form.like)
	}
	return strings.Join(all, ", ")
}

// lastsToTheEnd reports whether the fault has no end but the run's where no length is given.
func (f Fault) lastsToTheEnd() bool {
	return f.Kind == Latency || f.Kind == Starve || f.Kind == ConfigsDown
}

func (f *Fault) readWhat(wanted what, text string, given bool) (err error) {
	switch {
	case given != (wanted != nothing):
		return wrongPart(given, "a colon")
	case wanted == aCount:
		f.Count, err = strconv.Atoi(text)
		if err != nil || f.Count < 1 || f.Count > mostOfThem {
			return fmt.Errorf("behind its colon is a number from 1 to %d", mostOfThem)
		}
	case wanted == aDelay:
		delay, jitter, both := strings.Cut(text, "~")
		f.Delay, err = duration(delay)
		if both && err == nil {
			f.Jitter, err = duration(jitter)
		}
		if err != nil || f.Delay == 0 || f.Delay > longestWait || f.Jitter > f.Delay || both && f.Jitter == 0 {
			return fmt.Errorf("behind its colon is a delay up to %s, and behind a ~ a jitter up to the delay", short(longestWait))
		}
	}
	return nil
}

func (f *Fault) readLength(wanted lasts, text string, given bool) (err error) {
	if given && wanted == never || !given && wanted == always {
		return wrongPart(given, "a + with its length")
	}
	if given {
		if f.For, err = duration(text); err != nil || f.For == 0 {
			return errors.New("behind its + is a length, up to a week")
		}
	}
	return nil
}

func (f *Fault) readTimes(text string, given bool) (err error) {
	if !given {
		return wrongPart(given, "an @ with its time")
	}
	at, every, again := strings.Cut(text, "/")
	if f.At, err = duration(at); err != nil {
		return errors.New("behind its @ is a time, up to a week")
	}
	if again {
		if f.Every, err = duration(every); err != nil || f.Every < shortestGap {
			return fmt.Errorf("behind its / is the time to the next strike, from %s up to a week", short(shortestGap))
		}
	}
	return nil
}

func wrongPart(given bool, part string) error {
	if given {
		return fmt.Errorf("it has no %s", strings.TrimPrefix(part, "a "))
	}
	return fmt.Errorf("it needs %s", part)
}

// duration reads one from 0 to longest, without a sign.
func duration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || strings.ContainsAny(text, "+-") || d > longest {
		return 0, errors.New("no such duration")
	}
	return d, nil
}
