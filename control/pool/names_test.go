package pool_test

import (
	"encoding"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
)

// enumeration holds the names of one type and what prints and reads them, with the type taken away.
type enumeration struct {
	name   string
	names  string // in the order of the constants
	number func(v uint8) fmt.Stringer
	read   func(text string) (fmt.Stringer, error) // nil: none is read
}

type named interface {
	~uint8
	fmt.Stringer
}

func printed[E named](names string) enumeration {
	return enumeration{fmt.Sprintf("%T", E(0)), names, func(v uint8) fmt.Stringer { return E(v) }, nil}
}

func unmarshalled[E named, P interface {
	*E
	encoding.TextUnmarshaler
}](names string) enumeration {
	e := printed[E](names)
	e.read = func(text string) (fmt.Stringer, error) {
		var v E
		err := P(&v).UnmarshalText([]byte(text))
		return v, err
	}
	return e
}

var enumerations = []enumeration{
	unmarshalled[pool.PayStatus]("POOL TRIAL PAID"),
	unmarshalled[pool.Flow]("trial paid admin"),
	unmarshalled[pool.PushFailure]("mark abandon"),
	unmarshalled[pool.Schedule]("fixedRate fixedDelay"),
	printed[pool.Route]("pool fallback owned"),
	printed[pool.Step]("create-account fill-configs mark-pool"),
	printed[pool.Depletion]("traffic-spike fill-configs-failing scheduler-stopped none-of-the-three"),
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
	kept := pool.FixedDelay
	require.EqualError(t, kept.UnmarshalText([]byte("cron")), `unknown schedule "cron"; allowed: fixedRate, fixedDelay`)
	require.Equal(t, pool.FixedDelay, kept, "a failed read changes nothing")
}

// Whatever text comes in, exactly the texts that String gives are read.
func FuzzRead(f *testing.F) {
	for i, e := range enumerations {
		for _, name := range strings.Fields(e.names) {
			f.Add(uint8(i), name)
		}
	}
	f.Add(uint8(0), "Pool")
	f.Add(uint8(3), "")
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
