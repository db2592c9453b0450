package random

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"reprise/sim/stats"
)

// MaxObservations bounds how many numbers an empirical distribution may hold.
const MaxObservations = 1_000_000

// Empirical draws from observed numbers, each as likely as the others, with no smoothing between them.
type Empirical struct {
	sorted []float64
	mean   float64
}

// NewEmpirical copies the observations; it refuses none at all, more than MaxObservations, and any that is not finite.
func NewEmpirical(observations []float64) (Empirical, error) {
	if len(observations) == 0 {
		return Empirical{}, errors.New("empirical: no observations")
	}
	if len(observations) > MaxObservations {
		return Empirical{}, fmt.Errorf("empirical: %d observations; at most %d", len(observations), MaxObservations)
	}
	var sample stats.Sample
	for _, v := range observations {
		if err := requireFinite("empirical", "observation", v); err != nil {
			return Empirical{}, err
		}
		sample.Add(v)
	}
	sorted := slices.Clone(observations)
	slices.Sort(sorted)
	return Empirical{sorted: sorted, mean: sample.Mean()}, nil
}

// ReadEmpirical reads one number a line; blank lines and what follows '#' are left out. Errors carry the line number.
func ReadEmpirical(r io.Reader) (Empirical, error) {
	var observations []float64
	lines := bufio.NewScanner(r)
	line := 0
	for lines.Scan() {
		line++
		text, _, _ := strings.Cut(lines.Text(), "#")
		text = strings.TrimSpace(text)
		if text == "" {
			continue
		}
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || requireFinite("empirical", "observation", v) != nil {
			return Empirical{}, fmt.Errorf("empirical: line %d: %q is not a finite number", line, text)
		}
		if len(observations) == MaxObservations {
			return Empirical{}, fmt.Errorf("empirical: line %d: more than %d observations", line, MaxObservations)
		}
		observations = append(observations, v)
	}
	if err := lines.Err(); err != nil {
		return Empirical{}, fmt.Errorf("empirical: line %d: %w", line+1, err)
	}
	return NewEmpirical(observations)
}

// Draw returns the observation at the rank of one uniform.
func (d Empirical) Draw(s *Stream) float64 {
	// The product is below len for any count under 2^53, Float64 being at most 1-2^-53.
	return d.sorted[int(s.Float64()*float64(len(d.sorted)))]
}

func (d Empirical) Mean() float64  { return d.mean }
func (d Empirical) String() string { return fmt.Sprintf("empirical of %d observations", len(d.sorted)) }
