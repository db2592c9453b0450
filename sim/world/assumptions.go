package world

// Assumption is something that the model takes to be so, where the documents do not say.
type Assumption struct {
	About, Reason string
	Crowd         bool // it concerns a population only
}

// Assumptions are those that no setting changes. They hold in every run, and reports list them with the assumed settings.
func Assumptions() []Assumption {
	return []Assumption{
		{"model.desktop", "the desktop's daemon, and the list it holds, run on when the app is closed and opened; only a restart ends them", false},
		{"model.sync", "a sync sets the rows it works on to PENDING, and an account has one sync at a time", false},
		{"model.pipeline", "a visit takes its time at a panel and writes to the database also where it finds nothing to push", false},
		{"model.phones", "a phone tries the servers of a country until one answers; what its balancer would have picked first is left open", true},
		{"model.home", "an unnamed user connects to the country of a server of the fleet drawn evenly", true},
		{"model.restart", "an unnamed user whose attempt failed restarts the app once, and else comes back at the next start", true},
	}
}
