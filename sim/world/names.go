package world

import (
	"fmt"
	"slices"
	"strings"
)

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
	sources    = []string{"mysql", "vcs", "none"}
	followings = []string{"none", "turbo", "fast"}
	strategies = []string{"leastPing", "random"}
)

func (v ScoreSource) String() string { return sources[v] }
func (v Following) String() string   { return followings[v] }
func (v Strategy) String() string    { return strategies[v] }

// UnmarshalText reads what String prints; an error says what is allowed.
func (v *ScoreSource) UnmarshalText(text []byte) error { return read(v, "source", sources, text) }

// UnmarshalText reads what String prints; an error says what is allowed.
func (v *Following) UnmarshalText(text []byte) error { return read(v, "mark", followings, text) }

// UnmarshalText reads what String prints; an error says what is allowed.
func (v *Strategy) UnmarshalText(text []byte) error { return read(v, "strategy", strategies, text) }

func read[T ~uint8](v *T, what string, names []string, text []byte) error {
	i := slices.Index(names, string(text))
	if i < 0 {
		return fmt.Errorf("unknown %s %q; allowed: %s", what, text, strings.Join(names, ", "))
	}
	*v = T(i)
	return nil
}
