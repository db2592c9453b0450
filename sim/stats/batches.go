package stats

import (
	"errors"
	"fmt"
)

// mserBatch is the 5 of MSER-5.
const mserBatch = 5

// BatchMeans is the interval for the mean of one long stationary run of dependent observations: the means of equal
// batches are taken for independent. It is sound where batches are much longer than the dependence lasts; few large
// batches (10 to 30) serve better than many small ones.
// Observations that do not fill a batch are left out at the start, where what is left of a warm-up would be.
func BatchMeans(xs []float64, batches int, level float64) (Interval, error) {
	means, err := Batches(xs, batches)
	if err != nil {
		return Interval{}, err
	}
	return Confidence(means, level)
}

// Batches are the means BatchMeans works on; at least 2 batches, of at least one observation each.
func Batches(xs []float64, batches int) ([]float64, error) {
	if batches < 2 {
		return nil, fmt.Errorf("batch means: %d batches; at least 2 are needed", batches)
	}
	size := len(xs) / batches
	if size == 0 {
		return nil, fmt.Errorf("batch means: %d observations do not fill %d batches", len(xs), batches)
	}
	return meansOf(xs[len(xs)-size*batches:], size)
}

// MSER5 says how many observations to delete from the start of a run as its warm-up (White 1997): of the truncation
// points within the first half, in steps of 5, the one at which the mean of the rest has the smallest standard error.
// At a tie the shortest wins. An answer of about half of the run says that the run is too short to judge.
// Fewer than 10 observations, or one that is not finite, is an error.
func MSER5(xs []float64) (int, error) {
	count := len(xs) / mserBatch
	if count < 2 {
		return 0, fmt.Errorf("mser-5: %d observations; at least %d are needed", len(xs), 2*mserBatch)
	}
	means, err := meansOf(xs[:count*mserBatch], mserBatch)
	if err != nil {
		return 0, fmt.Errorf("mser-5: %w", err)
	}
	// From the end towards the start, each truncation point adds one batch to the rest.
	var rest Sample
	best, least := 0, 0.0
	for d := count - 1; d >= 0; d-- {
		rest.Add(means[d])
		if d > count/2 {
			continue
		}
		n := float64(rest.n)
		if statistic := rest.m2 / (n * n); d == count/2 || statistic <= least {
			best, least = d, statistic
		}
	}
	if err := rest.Err(); err != nil {
		return 0, fmt.Errorf("mser-5: %w", err)
	}
	return best * mserBatch, nil
}

// meansOf gives the means of consecutive groups of size observations, which must fill xs exactly.
func meansOf(xs []float64, size int) ([]float64, error) {
	means := make([]float64, 0, len(xs)/size)
	for ; len(xs) > 0; xs = xs[size:] {
		var batch Sample
		for _, x := range xs[:size] {
			batch.Add(x)
		}
		if batch.Err() != nil {
			return nil, errors.New("an observation is not finite, or too large to sum")
		}
		means = append(means, batch.mean)
	}
	return means, nil
}
