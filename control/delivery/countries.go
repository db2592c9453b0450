package delivery

// countryCounter counts distinct countries without allocating or hashing on a fleet it has seen before. It remembers
// each server's country as a small number and checks the memory against the server on every use, so that a changed
// fleet costs a lookup and never a wrong count.
type countryCounter struct {
	numbers map[string]int // a number for every country ever seen
	byIndex []numbered     // by server index: the country last seen there
	counted []uint64       // by country number: the last call that counted it
	call    uint64
}

type numbered struct {
	country string
	number  int
}

// count returns how many distinct countries the servers at the given indexes stand in.
func (c *countryCounter) count(servers []Server, indexes []int32) int {
	c.call++
	distinct := 0
	for _, i := range indexes {
		n := c.number(i, servers[i].Country)
		if c.counted[n] != c.call {
			c.counted[n] = c.call
			distinct++
		}
	}
	return distinct
}

func (c *countryCounter) number(i int32, country string) int {
	if int(i) < len(c.byIndex) && c.byIndex[i].country == country && c.byIndex[i].number >= 0 {
		return c.byIndex[i].number
	}
	return c.remember(int(i), country)
}

// remember is the slow path: a server index or a country at it that is new to the counter.
func (c *countryCounter) remember(i int, country string) int {
	if c.numbers == nil {
		c.numbers = make(map[string]int)
	}
	n, known := c.numbers[country]
	if !known {
		n = len(c.counted)
		c.numbers[country] = n
		c.counted = append(c.counted, 0)
	}
	for len(c.byIndex) <= i {
		c.byIndex = append(c.byIndex, numbered{number: -1})
	}
	c.byIndex[i] = numbered{country, n}
	return n
}
