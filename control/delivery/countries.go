package delivery

// countryCounter counts distinct countries. It numbers the countries of a fleet once, and counts by number from then on.
type countryCounter struct {
	names  []string         // by server: the country it had when it was numbered
	number []int32          // by server
	known  map[string]int32 // by country
	last   []uint64         // by number: the last call that counted it
	call   uint64
}

// count returns how many distinct countries the servers at the given indexes stand in.
func (c *countryCounter) count(servers []Server, indexes []int32) int {
	c.call++
	distinct := 0
	for _, i := range indexes {
		if int(i) >= len(c.names) || c.names[i] != servers[i].Country {
			c.renumber(servers)
		}
		if last := &c.last[c.number[i]]; *last != c.call {
			*last = c.call
			distinct++
		}
	}
	return distinct
}

// renumber numbers the countries of a fleet that is new, or has changed. Numbers once given stay.
func (c *countryCounter) renumber(servers []Server) {
	if c.known == nil {
		c.known = make(map[string]int32)
	}
	c.names, c.number = c.names[:0], c.number[:0]
	for i := range servers {
		country := servers[i].Country
		n, met := c.known[country]
		if !met {
			n = int32(len(c.last))
			c.known[country] = n
			c.last = append(c.last, 0)
		}
		c.names, c.number = append(c.names, country), append(c.number, n)
	}
}
