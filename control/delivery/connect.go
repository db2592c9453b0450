package delivery

// Tries is how many of the held servers of a country a client tries before an attempt has failed: the desktop takes one
// (LB-13), Android goes through them one by one at last (LB-11). iOS leaves it to the core's balancer (LB-07), which is
// taken to find one that answers.
func Tries(p Platform, held int) int {
	if p == Desktop {
		return min(held, 1)
	}
	return held
}
