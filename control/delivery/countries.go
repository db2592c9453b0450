package delivery

// countryCounter counts distinct countries, without allocating for those it has met before.
type countryCounter struct {
	counted map[string]*uint64 // by country: the last call that counted it
	call    uint64
}

// count returns how many distinct countries the servers at the given indexes stand in.
func (c *countryCounter) count(servers []Server, indexes []int32) int {
	if c.counted == nil {
		c.counted = make(map[string]*uint64)
	}
	c.call++
	distinct := 0
	for _, i := range indexes {
		last := c.counted[servers[i].Country]
		if last == nil {
			last = new(uint64)
			c.counted[servers[i].Country] = last
		}
		if *last != c.call {
			*last = c.call
			distinct++
		}
	}
	return distinct
}
