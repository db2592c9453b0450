package world

// slab keeps things that are under way, by number, and uses the numbers of finished ones again.
type slab[T any] struct {
	items []T
	free  []int32
}

// place gives a number. The thing there is blank, or as its last user left it.
func (s *slab[T]) place() int32 {
	if n := len(s.free); n > 0 {
		i := s.free[n-1]
		s.free = s.free[:n-1]
		return i
	}
	var blank T
	s.items = append(s.items, blank)
	return int32(len(s.items) - 1)
}

// put keeps one thing and gives its number.
func (s *slab[T]) put(item T) int32 {
	i := s.place()
	s.items[i] = item
	return i
}

// take gives the thing back and its number free.
func (s *slab[T]) take(i int32) T {
	s.release(i)
	return s.items[i]
}

// release gives a number free.
func (s *slab[T]) release(i int32) { s.free = append(s.free, i) }
