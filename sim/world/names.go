package world

import "reprise/control/names"

// ScoreSource is what the ranking's rebuild reads. The documents say both: LB-27 has the scores come by way of MySQL, and
// the diagram of the documents' section 9 has the backend ask the VPN Config Service.
type ScoreSource uint8

// The sources.
const (
	FromMySQL   ScoreSource = iota // "mysql"
	FromService                    // "vcs"
	FromNowhere                    // "none": no scores, so that the legacy weights count (LB-22)
)

// Following is which marks some users connect to, where a country has servers that bear them.
type Following uint8

// The marks.
const (
	NoMarks Following = iota // "none"
	Turbo                    // "turbo"
	Fast                     // "fast"
)

var (
	sources    = names.For[ScoreSource]("source", "mysql", "vcs", "none")
	followings = names.For[Following]("mark", "none", "turbo", "fast")
)

func (v ScoreSource) String() string { return sources.Text(v) }
func (v Following) String() string   { return followings.Text(v) }

// UnmarshalText reads what String prints; an error says what is allowed.
func (v *ScoreSource) UnmarshalText(text []byte) error { return sources.Unmarshal(v, text) }

// UnmarshalText reads what String prints; an error says what is allowed.
func (v *Following) UnmarshalText(text []byte) error { return followings.Unmarshal(v, text) }
