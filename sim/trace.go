package sim

import (
	"encoding/json"
	"fmt"
	"io"
	"math/bits"
	"strconv"
)

// traceHash folds fired events into 64 bits, three words an event: time; kind above target; A. Each word is xored in
// and the state becomes the xor of the two halves of its 128-bit product with hashMultiplier.
type traceHash uint64

const (
	hashSeed       traceHash = 0x243f6a8885a308d3 // the first digits of pi
	hashMultiplier uint64    = 0x9e3779b97f4a7c15 // 2^64 over the golden ratio
)

func (h traceHash) with(t Time, ev Event) traceHash {
	return h.fold(uint64(t)).fold(uint64(ev.Kind)<<32 | uint64(uint32(ev.Target))).fold(uint64(ev.A))
}

func (h traceHash) fold(word uint64) traceHash {
	high, low := bits.Mul64(uint64(h)^word, hashMultiplier)
	return traceHash(high ^ low)
}

// TraceHash is a hash of every event fired so far (time, kind, target, A, in firing order), as 16 hex digits. Runs with
// different hashes differ; runs with equal ones fired the same events, as surely as 64 bits can tell: what a model
// decides and no event carries is not in it. Kinds count by their number, so the order of registration matters and names
// do not. It is empty after WithoutTraceHash.
func (e *Engine) TraceHash() string {
	if e.unhashed {
		return ""
	}
	return fmt.Sprintf("%016x", uint64(e.hash))
}

// WithoutTraceHash switches the hash off for good, for runs that nobody will compare.
func (e *Engine) WithoutTraceHash() { e.unhashed = true }

// Trace writes every event fired from now on to w, before it is handled, as one JSON line each:
//
//	{"t":1500000000,"kind":"arrive","target":3,"a":0}
//
// with t in nanoseconds. Each line is one Write, so w should be buffered. A write error ends the run. A nil w ends the
// tracing.
func (e *Engine) Trace(w io.Writer) { e.trace = w }

func (e *Engine) writeTrace(ev Event) {
	b := append(e.line[:0], `{"t":`...)
	b = strconv.AppendInt(b, int64(e.now), 10)
	b = append(b, `,"kind":`...)
	b = append(b, e.kinds[ev.Kind].json...)
	b = append(b, `,"target":`...)
	b = strconv.AppendInt(b, int64(ev.Target), 10)
	b = append(b, `,"a":`...)
	b = strconv.AppendInt(b, ev.A, 10)
	b = append(b, '}', '\n')
	e.line = b
	if _, err := e.trace.Write(b); err != nil {
		e.Fail(fmt.Errorf("sim: write trace at t=%v: %w", e.now, err))
	}
}

func jsonString(s string) string {
	quoted, _ := json.Marshal(s) // cannot fail: invalid UTF-8 is replaced
	return string(quoted)
}
