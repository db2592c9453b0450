package delivery

// Completeness compares the configs an account could be served with the servers it should have: the two numbers of
// the CONFIG_FROM_DB_INCOMPLETE event (SYNC-02). Healthy is never above Active.
type Completeness struct {
	Healthy int // active servers on which the account's row is healthy
	Active  int // active servers
}

// Measure counts over the active servers; inactive ones do not count, whatever rows the account still has there.
func Measure(servers []Server, rows []Row) Completeness {
	var c Completeness
	for i := range servers {
		if !servers[i].Active {
			continue
		}
		c.Active++
		if rowAt(rows, i).Healthy() {
			c.Healthy++
		}
	}
	return c
}

// Ratio is Healthy over Active, from 0 to 1; 0 of 0 is 1, since nothing is missing.
func (c Completeness) Ratio() float64 {
	if c.Active == 0 {
		return 1
	}
	return float64(c.Healthy) / float64(c.Active)
}

// Whole reports whether no active server lacks a healthy config.
func (c Completeness) Whole() bool { return c.Healthy == c.Active }

// Missing appends the indexes of the active servers without a healthy config to dst, in ascending order.
func Missing(servers []Server, rows []Row, dst []int32) []int32 {
	for i := range servers {
		if servers[i].Active && !rowAt(rows, i).Healthy() {
			dst = append(dst, int32(i))
		}
	}
	return dst
}

// appendHealthy is the complement of Missing among the active servers.
func appendHealthy(servers []Server, rows []Row, dst []int32) []int32 {
	for i := range servers {
		if servers[i].Active && rowAt(rows, i).Healthy() {
			dst = append(dst, int32(i))
		}
	}
	return dst
}
