package sim

// Slab keeps things that are under way, by number: what does not fit in an Event stands in one, and the event carries its
// number. Numbers of finished things are used again. The zero value is ready for use.
type Slab[T any] struct {
	Items []T // by number; the thing of a number that is free is whatever it was
	free  []int32
}

// Place gives a number. The thing there is blank, or as its last user left it.
func (s *Slab[T]) Place() int32 {
	if n := len(s.free); n > 0 {
		i := s.free[n-1]
		s.free = s.free[:n-1]
		return i
	}
	var blank T
	s.Items = append(s.Items, blank)
	return int32(len(s.Items) - 1)
}

// Put keeps one thing and gives its number.
func (s *Slab[T]) Put(item T) int32 {
	i := s.Place()
	s.Items[i] = item
	return i
}

// Take gives the thing back and its number free.
func (s *Slab[T]) Take(i int32) T {
	s.Release(i)
	return s.Items[i]
}

// Release gives a number free. It must be in use.
func (s *Slab[T]) Release(i int32) { s.free = append(s.free, i) }

// Free are the numbers that are not in use, the next to be given last.
func (s *Slab[T]) Free() []int32 { return s.free }
