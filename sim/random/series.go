package random

import "math/rand/v2"

// Series is many streams of one name: one for each entity and occasion, made where it is needed and forgotten after
// it. A million entities need no memory for what they will draw, and what one draws on its tenth occasion does not
// depend on how much it drew on the ninth.
type Series struct{ high, low uint64 }

// NewSeries is the streams of one name in one replication. They are others than those that New gives for that name.
func NewSeries(seed uint64, name string, replication uint64) Series {
	const tenth, eleventh = 0xa4093822299f31d0, 0x082efa98ec4e6c89 // digits of pi
	return Series{
		high: streamHash(tenth, seed, name, 0, replication),
		low:  streamHash(eleventh, seed, name, 0, replication),
	}
}

// Stream is an entity's on one occasion, at its first draw.
func (s Series) Stream(entity, occasion uint64) Stream {
	return Stream{pcg: *rand.NewPCG(mix(mix(s.high^entity)^occasion), mix(mix(s.low^entity)^occasion))}
}
