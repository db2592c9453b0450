package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/bench"
)

// After the same number of events this peer and reprise are at the same virtual time, to the nanosecond: they run the
// same model.
func TestSameModelAsReprise(t *testing.T) {
	for name, model := range map[string]bench.Model{
		"hold 1":    bench.NewHold(1, false),
		"hold 1000": bench.NewHold(1000, false),
		"mm1 0":     bench.NewMM1(1, false),
	} {
		t.Run(name, func(t *testing.T) {
			var replies bytes.Buffer
			require.NoError(t, run(strings.Fields(name), strings.NewReader("1\n5000\n40000\n"), &replies))
			for _, events := range []int{1, 5000, 40_000} {
				require.NoError(t, model.Advance(events))
				var seconds float64
				var now int64
				_, err := fmt.Fscanln(&replies, &seconds, &now)
				require.NoError(t, err)
				require.EqualValues(t, model.Now(), now)
			}
		})
	}
}

// Events at one instant fire in the order in which they were scheduled.
func TestTiesFireInOrder(t *testing.T) {
	var s simulator
	for i := range 100 {
		s.after(0, &event{kind: kind(i)})
	}
	var order recorder
	s.run(&order, 100)
	for i, k := range order {
		require.Equal(t, kind(i), k)
	}
}

type recorder []kind

func (r *recorder) fire(ev *event) { *r = append(*r, ev.kind) }

func TestMisuse(t *testing.T) {
	for _, c := range []struct{ args, input, want string }{
		{"hold", "", "usage"},
		{"hold many", "", "pending"},
		{"hold 3", "0\n", "no number above 0"},
		{"hold 3", "x\n", "no number above 0"},
	} {
		require.ErrorContains(t, run(strings.Fields(c.args), strings.NewReader(c.input), &bytes.Buffer{}), c.want)
	}
}
