package sim_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/sim"
)

// The hash is part of what a replay prints: this value may change only together with a note to whoever compares them.
func TestTraceHashStaysAsItIs(t *testing.T) {
	e := sim.NewEngine(sim.Limits{})
	require.Equal(t, "243f6a8885a308d3", e.TraceHash(), "of nothing")
	first := e.Register("first", func(sim.Event) {})
	second := e.Register("second", func(sim.Event) {})
	e.At(0, sim.Event{Kind: first})
	e.At(1, sim.Event{Kind: second, Target: -1, A: math.MinInt64})
	e.Cancel(e.At(2, sim.Event{Kind: first}))
	e.At(math.MaxInt64, sim.Event{Kind: first, Target: math.MaxInt32, A: -1})
	require.NoError(t, e.Run())
	require.Equal(t, "9271019fe19f467e", e.TraceHash())
}

func TestTraceHashSeesEveryField(t *testing.T) {
	hash := func(at sim.Time, ev sim.Event) string {
		e := sim.NewEngine(sim.Limits{})
		e.Register("one", func(sim.Event) {})
		e.Register("two", func(sim.Event) {})
		e.At(at, ev)
		require.NoError(t, e.Run())
		return e.TraceHash()
	}
	seen := map[string]string{}
	for name, h := range map[string]string{
		"as is":  hash(1, sim.Event{Kind: 1, Target: 1, A: 1}),
		"time":   hash(2, sim.Event{Kind: 1, Target: 1, A: 1}),
		"kind":   hash(1, sim.Event{Kind: 2, Target: 1, A: 1}),
		"target": hash(1, sim.Event{Kind: 1, Target: 2, A: 1}),
		"A":      hash(1, sim.Event{Kind: 1, Target: 1, A: 2}),
	} {
		require.Len(t, h, 16)
		require.NotContains(t, seen, h, "%s and %s", name, seen[h])
		seen[h] = name
	}
}

func TestTraceLinesAgreeWithTheHash(t *testing.T) {
	var trace bytes.Buffer
	e := clinic(7)
	e.Trace(&trace)
	require.NoError(t, e.Run())

	kinds, seen := map[string]uint64{}, map[string]bool{}
	for i, name := range clinicKinds {
		kinds[name] = uint64(i + 1)
	}
	hash, lines := uint64(0x243f6a8885a308d3), uint64(0)
	for scanner := bufio.NewScanner(&trace); scanner.Scan(); lines++ {
		var line struct {
			T      int64
			Kind   string
			Target int32
			A      int64
		}
		decoder := json.NewDecoder(bytes.NewReader(scanner.Bytes()))
		decoder.DisallowUnknownFields()
		require.NoError(t, decoder.Decode(&line), scanner.Text())
		require.Contains(t, kinds, line.Kind)
		seen[line.Kind] = true
		target := uint64(uint32(line.Target))
		for _, word := range []uint64{uint64(line.T), kinds[line.Kind]<<32 | target, uint64(line.A)} {
			high, low := bits.Mul64(hash^word, 0x9e3779b97f4a7c15)
			hash = high ^ low
		}
	}
	require.Equal(t, e.Fired(), lines)
	require.Len(t, seen, len(clinicKinds)-1, "the model should show all but the patience of those who want a nurse")
	require.Equal(t, e.TraceHash(), fmt.Sprintf("%016x", hash))
}

func TestWithoutTraceHashNothingElseChanges(t *testing.T) {
	var with, without bytes.Buffer
	hashed, unhashed := clinic(7), clinic(7)
	hashed.Trace(&with)
	unhashed.Trace(&without)
	unhashed.WithoutTraceHash()
	require.NoError(t, hashed.Run())
	require.NoError(t, unhashed.Run())
	require.Empty(t, unhashed.TraceHash())
	require.Equal(t, with.String(), without.String())
}

func TestTraceLine(t *testing.T) {
	var trace bytes.Buffer
	e := sim.NewEngine(sim.Limits{})
	odd := e.Register("say \"hi\"\n\x00\xff", func(sim.Event) {})
	e.At(1500, sim.Event{Kind: odd})
	e.At(math.MaxInt64, sim.Event{Kind: odd, Target: math.MinInt32, A: math.MinInt64})
	require.NoError(t, e.RunUntil(1500))
	e.Trace(&trace)
	require.NoError(t, e.Run())
	require.Equal(t, `{"t":9223372036854775807,"kind":"say \"hi\"\n\u0000\ufffd",`+
		`"target":-2147483648,"a":-9223372036854775808}`+"\n", trace.String(), "only what fires after Trace")

	e.Trace(nil)
	e.At(math.MaxInt64, sim.Event{Kind: odd})
	require.NoError(t, e.Run())
	require.Equal(t, 1, bytes.Count(trace.Bytes(), []byte("\n")))
}

func TestTraceWriteErrorsEndTheRun(t *testing.T) {
	full := errors.New("no space left")
	e := sim.NewEngine(sim.Limits{})
	note := e.Register("note", func(sim.Event) { t.Error("handled although it could not be traced") })
	e.At(5, sim.Event{Kind: note})
	e.At(6, sim.Event{Kind: note})
	e.Trace(brokenWriter{full})
	err := e.Run()
	require.ErrorIs(t, err, full)
	require.EqualError(t, err, "sim: write trace at t=5ns: no space left")
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }
