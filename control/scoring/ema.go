package scoring

// EMA is the moving average of a server's bandwidth in Mbps after one more sample, taken once a minute (LB-18). The first
// sample (has is false: there is no old average) is taken as it is, not even rounded; later ones are rounded to 2 places.
func (s *Settings) EMA(old float64, has bool, mbps float64) float64 {
	if !has {
		return mbps
	}
	return round(float64(s.EMAAlpha*mbps)+float64((1-s.EMAAlpha)*old), 2)
}
