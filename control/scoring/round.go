package scoring

import "strconv"

// round is Python's round(x, places): the decimal number of so many places that is nearest to the exact binary value of
// x, the even one of two that are equally near, and of that the nearest double. So round(0.03125, 4) is 0.0312, and
// round(2.675, 2) is 2.67, since the double 2.675 lies below its decimal.
func round(x float64, places int) float64 {
	var digits [32]byte // enough for a score or a bandwidth; longer numbers are put elsewhere
	rounded, _ := strconv.ParseFloat(string(strconv.AppendFloat(digits[:0], x, 'f', places, 64)), 64)
	return rounded
}
