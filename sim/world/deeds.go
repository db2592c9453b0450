package world

// clientDeed is what the user of a named client does.
type clientDeed interface{ who() int32 }

// OpenApp is a user who starts the app; on the desktop its daemon, and the list it holds, have run on since before.
type OpenApp struct{ Client int32 }

func (d OpenApp) who() int32               { return d.Client }
func (d OpenApp) line() (EventID, []Field) { return AppOpened, nil }
func (d OpenApp) apply(w *World, entry int32) {
	w.wake(d.Client)
	w.open(d.Client, entry)
}

// TapConnect is a user who taps connect, for a country by number or, with None, for the user's own.
type TapConnect struct {
	Client  int32
	Country int32
	Code    string // the country's code, for the log; empty with None
}

func (d TapConnect) who() int32 { return d.Client }

func (d TapConnect) line() (EventID, []Field) {
	if d.Country == None {
		return ConnectTapped, nil
	}
	return ConnectTapped, []Field{{"country", d.Code}}
}

func (d TapConnect) apply(w *World, entry int32) {
	country := d.Country
	if country == None {
		country = w.clients[d.Client].home
	}
	w.wake(d.Client)
	w.connect(d.Client, country, entry)
}

// RestartApp is a user who restarts the app, its daemon included: a list that does not survive that is gone (SYNC-08).
type RestartApp struct{ Client int32 }

func (d RestartApp) who() int32               { return d.Client }
func (d RestartApp) line() (EventID, []Field) { return AppRestarted, nil }
func (d RestartApp) apply(w *World, entry int32) {
	w.wake(d.Client)
	w.restart(d.Client, entry)
}

// Sleep is a computer that falls asleep: its timers stand still.
type Sleep struct{ Client int32 }

func (d Sleep) who() int32               { return d.Client }
func (d Sleep) line() (EventID, []Field) { return ComputerAsleep, nil }
func (d Sleep) apply(w *World, _ int32)  { w.sleep(d.Client) }

// Wake is a computer that wakes.
type Wake struct{ Client int32 }

func (d Wake) who() int32               { return d.Client }
func (d Wake) line() (EventID, []Field) { return ComputerAwake, nil }
func (d Wake) apply(w *World, _ int32)  { w.wake(d.Client) }
