package world

// slab keeps things that are under way, by number, and uses the numbers of finished ones again.
type slab[T any] struct {
	items []T
	free  []int32
}

// put keeps one thing and gives its number.
func (s *slab[T]) put(item T) int32 {
	if n := len(s.free); n > 0 {
		i := s.free[n-1]
		s.free = s.free[:n-1]
		s.items[i] = item
		return i
	}
	s.items = append(s.items, item)
	return int32(len(s.items) - 1)
}

// take gives the thing back and its number free.
func (s *slab[T]) take(i int32) T {
	s.free = append(s.free, i)
	return s.items[i]
}
