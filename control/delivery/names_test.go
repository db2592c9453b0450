package delivery_test

import (
	"encoding"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
)

// enumeration holds the names of one type and what prints and reads them, with the type taken away.
type enumeration struct {
	name   string
	names  string // as the scenario files spell them, in the order of the constants
	number func(v uint8) fmt.Stringer
	read   func(text string) (fmt.Stringer, error) // nil: none is read
}

type named interface {
	~uint8
	fmt.Stringer
}

func printed[E named](names string) enumeration {
	return enumeration{
		name:   strings.TrimPrefix(fmt.Sprintf("%T", E(0)), "delivery."),
		names:  names,
		number: func(v uint8) fmt.Stringer { return E(v) },
	}
}

func parsed[E named](names string, parse func(string) (E, error)) enumeration {
	e := printed[E](names)
	e.read = func(text string) (fmt.Stringer, error) { return parse(text) }
	return e
}

func unmarshalled[E named, P interface {
	*E
	encoding.TextUnmarshaler
}](names string) enumeration {
	return parsed(names, func(text string) (v E, err error) {
		err = P(&v).UnmarshalText([]byte(text))
		return v, err
	})
}

var enumerations = []enumeration{
	printed[delivery.AnswerKind]("full partial error empty-list"),
	printed[delivery.PushPath]("transport-params panel-http none"),
	printed[delivery.Moment]("start connect expiry restart invalidated"),
	parsed("desktop android ios", delivery.ParsePlatform),
	parsed("none pending delete", delivery.ParseResync),
	unmarshalled[delivery.Resync]("none pending delete"),
	unmarshalled[delivery.PartialPolicy]("serve error empty"),
	unmarshalled[delivery.PendingScope]("account row"),
	unmarshalled[delivery.Refresh]("at-start on-use on-expiry"),
	unmarshalled[delivery.OnError]("keep drop"),
	unmarshalled[delivery.OnEmpty]("keep store"),
	unmarshalled[delivery.AfterFailure]("retry wait stop"),
	unmarshalled[delivery.AgeClock]("wall awake"),
	unmarshalled[delivery.OnMissing]("fail crash"),
}

func TestNames(t *testing.T) {
	for _, e := range enumerations {
		t.Run(e.name, func(t *testing.T) {
			names := strings.Fields(e.names)
			for i, name := range names {
				v := e.number(uint8(i))
				require.Equal(t, name, v.String())
				if e.read != nil {
					read, err := e.read(name)
					require.NoError(t, err)
					require.Equal(t, v, read)
				}
			}
			require.Contains(t, e.number(uint8(len(names))).String(), fmt.Sprintf("(%d)", len(names)))
		})
	}
}

func TestReadingSaysWhatIsAllowed(t *testing.T) {
	_, err := delivery.ParsePlatform("Desktop")
	require.EqualError(t, err, `unknown platform "Desktop"; allowed: desktop, android, ios`)

	kept := delivery.OnExpiry
	require.EqualError(t, kept.UnmarshalText([]byte("daily")), `unknown refresh "daily"; allowed: at-start, on-use, on-expiry`)
	require.Equal(t, delivery.OnExpiry, kept, "a failed read changes nothing")
}

// Whatever text comes in, exactly the texts that String gives are read.
func FuzzRead(f *testing.F) {
	for i, e := range enumerations {
		for _, name := range strings.Fields(e.names) {
			f.Add(uint8(i), name)
		}
	}
	f.Add(uint8(3), "")
	f.Add(uint8(6), "empty ")
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		e := enumerations[int(which)%len(enumerations)]
		if e.read == nil {
			return
		}
		read, err := e.read(text)
		require.Equal(t, slices.Contains(strings.Fields(e.names), text), err == nil)
		if err == nil {
			require.Equal(t, text, read.String())
		}
	})
}
