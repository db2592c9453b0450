package delivery

import "strconv"

// Names of the two log events of a request for configs.
const (
	EventIncomplete = "CONFIG_FROM_DB_INCOMPLETE" // SYNC-02
	EventSuccess    = "CONFIG_FROM_DB_SUCCESS"    // SYNC-04
)

// LogEvent is a line of the backend's log: a name and its two counts.
type LogEvent struct {
	Name   string
	Fields [2]Field
}

// Field is one count of a log event.
type Field struct {
	Key   string
	Value int
}

// String prints the event as the log does: `CONFIG_FROM_DB_INCOMPLETE healthyConfigs=26 activeServers=49`.
func (e LogEvent) String() string {
	text := []byte(e.Name)
	for _, f := range e.Fields {
		text = append(text, ' ')
		text = append(text, f.Key...)
		text = append(text, '=')
		text = strconv.AppendInt(text, int64(f.Value), 10)
	}
	return string(text)
}

func incomplete(c Completeness) LogEvent {
	return LogEvent{EventIncomplete, [2]Field{{"healthyConfigs", c.Healthy}, {"activeServers", c.Active}}}
}

// success carries the documented numbers of SYNC-04 ("27 countries, 49 servers"); the field names are ours.
func success(countries, servers int) LogEvent {
	return LogEvent{EventSuccess, [2]Field{{"countries", countries}, {"servers", servers}}}
}
