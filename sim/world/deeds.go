package world

import "time"

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

// Disconnect is a user who switches the VPN off.
type Disconnect struct{ Client int32 }

func (d Disconnect) who() int32               { return d.Client }
func (d Disconnect) line() (EventID, []Field) { return Disconnected, nil }
func (d Disconnect) apply(w *World, _ int32) {
	w.wake(d.Client)
	w.disconnect(d.Client)
}

// disconnect switches a client's VPN off, and forgets a wish to connect.
func (w *World) disconnect(c int32) {
	w.clients[c].wants = None
	w.quit(c)
}

// KeepTrying is a user who connects for a while, time after time: Times in all, Every so often, each time anew.
type KeepTrying struct {
	Client, Country int32
	Code            string
	Times           int
	Every           time.Duration
}

func (d KeepTrying) who() int32 { return d.Client }

func (d KeepTrying) line() (EventID, []Field) {
	return KeptTrying, []Field{{"country", d.Code}, {"times", int64(d.Times)}, {"every", length(d.Every)}}
}

func (d KeepTrying) apply(*World, int32)  {}
func (d KeepTrying) lasts() time.Duration { return time.Duration(d.Times) * d.Every }

// end switches the VPN off after the last time.
func (d KeepTrying) end(w *World) { w.disconnect(d.Client) }

func (d KeepTrying) turn(w *World, cause int32, _ int64) (next time.Duration, more bool) {
	w.disconnect(d.Client)
	w.wake(d.Client)
	w.connect(d.Client, d.Country, w.causeEntry[cause])
	return d.Every, true
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
