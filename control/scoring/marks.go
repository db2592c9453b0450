package scoring

// Marks are what a client is shown beside a server.
type Marks struct {
	Turbo bool // is_turbo: much bandwidth goes through it
	Fast  bool // is_fast: turbo, and little load
}

// Turbo reports whether a server is marked turbo for its moving average in Mbps (LB-19).
func (s *Settings) Turbo(ema float64, status Status) bool {
	return ema >= s.TurboMbps && status != Down
}

// Fast reports whether a server is marked fast (LB-19); score is the rounded one.
func (s *Settings) Fast(ema, score float64, status Status) bool {
	return s.Turbo(ema, status) && score < s.FastScore && status == Healthy
}

// Marks are both marks as the service computes them (LB-19).
func (s *Settings) Marks(ema, score float64, status Status) Marks {
	return Marks{Turbo: s.Turbo(ema, status), Fast: s.Fast(ema, score, status)}
}

// Marking says where the backend takes a server's marks from (LB-33): from its hard-coded lists, as today, or, with
// Dynamic, from the database. What is on the lists is not documented.
type Marking struct {
	Dynamic bool
	Listed  []Marks // the hard-coded marks by server number; servers past its end have none
}

// Of are the marks that clients are shown of a server whose row in the database holds inDB.
func (m *Marking) Of(server int32, inDB Marks) Marks {
	switch {
	case m.Dynamic:
		return inDB
	case int(server) < len(m.Listed):
		return m.Listed[server]
	}
	return Marks{}
}
