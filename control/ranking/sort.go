package ranking

import (
	"cmp"
	"slices"
)

// sortBy sorts indexes of entries, which come in ascending; that order decides ties.
func sortBy(xs []int32, entries []Entry, compare func(a, b *Entry) int) {
	slices.SortStableFunc(xs, func(a, b int32) int { return compare(&entries[a], &entries[b]) })
}

// byScore puts the better score first, and entries without a score last.
func byScore(a, b *Entry) int {
	switch {
	case a.Scored && b.Scored:
		return cmp.Compare(a.Score, b.Score)
	case a.Scored:
		return -1
	case b.Scored:
		return 1
	}
	return 0
}

func bySessions(a, b *Entry) int { return cmp.Compare(a.Sessions, b.Sessions) }
