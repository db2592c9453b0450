package delivery_test

import (
	"encoding"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"reprise/control/delivery"
)

// enumeration holds the names of one type and what it offers for them, with the type taken away.
type enumeration struct {
	name    string
	names   string // as the scenario files spell them, in the order of the constants
	format  func(v uint8) encoding.TextMarshaler
	parse   func(text string) (fmt.Stringer, error)
	receive func() encoding.TextUnmarshaler
}

func enumerate[E interface {
	~uint8
	fmt.Stringer
	encoding.TextMarshaler
}, P interface {
	*E
	encoding.TextUnmarshaler
}](names string, parse func(string) (E, error)) enumeration {
	return enumeration{
		name:    strings.TrimPrefix(fmt.Sprintf("%T", E(0)), "delivery."),
		names:   names,
		format:  func(v uint8) encoding.TextMarshaler { return E(v) },
		parse:   func(text string) (fmt.Stringer, error) { return parse(text) },
		receive: func() encoding.TextUnmarshaler { return P(new(E)) },
	}
}

var enumerations = []enumeration{
	enumerate("serve error empty", delivery.ParsePartialPolicy),
	enumerate("full partial error empty-list", delivery.ParseAnswerKind),
	enumerate("none pending delete", delivery.ParseResync),
	enumerate("account row", delivery.ParsePendingScope),
	enumerate("POOL TRIAL PAID", delivery.ParsePayStatus),
	enumerate("transport-params panel-http none", delivery.ParsePushPath),
	enumerate("desktop android ios", delivery.ParsePlatform),
	enumerate("at-start on-use on-expiry", delivery.ParseRefresh),
	enumerate("keep drop", delivery.ParseOnError),
	enumerate("keep store", delivery.ParseOnEmpty),
	enumerate("retry wait stop", delivery.ParseAfterFailure),
	enumerate("wall awake", delivery.ParseAgeClock),
	enumerate("start connect expiry restart invalidated", delivery.ParseMoment),
	enumerate("replace keep clear", delivery.ParseEffect),
}

func TestNames(t *testing.T) {
	for _, e := range enumerations {
		t.Run(e.name, func(t *testing.T) {
			names := strings.Fields(e.names)
			for i, name := range names {
				v := e.format(uint8(i))
				require.Equal(t, name, fmt.Sprint(v))
				text, err := v.MarshalText()
				require.NoError(t, err)
				require.Equal(t, name, string(text))

				parsed, err := e.parse(name)
				require.NoError(t, err)
				require.Equal(t, v, parsed)
			}
			beyond := e.format(uint8(len(names)))
			require.Contains(t, fmt.Sprint(beyond), fmt.Sprintf("(%d)", len(names)))
			_, err := beyond.MarshalText()
			require.ErrorContains(t, err, "allowed: "+strings.Join(names, ", "))
		})
	}
}

func TestParseSaysWhatIsAllowed(t *testing.T) {
	_, err := delivery.ParsePartialPolicy("Serve")
	require.EqualError(t, err, `unknown partial policy "Serve"; allowed: serve, error, empty`)

	kept := delivery.OnExpiry
	require.Error(t, kept.UnmarshalText([]byte("daily")))
	require.Equal(t, delivery.OnExpiry, kept, "a failed read changes nothing")
}

// Whatever text comes in, Parse and UnmarshalText agree, and take exactly the texts that String gives.
func FuzzParse(f *testing.F) {
	for i, e := range enumerations {
		for _, name := range strings.Fields(e.names) {
			f.Add(uint8(i), name)
		}
	}
	f.Add(uint8(0), "")
	f.Add(uint8(1), "empty-list ")
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		e := enumerations[int(which)%len(enumerations)]
		parsed, err := e.parse(text)
		into := e.receive()
		require.Equal(t, err, into.UnmarshalText([]byte(text)))
		if err != nil {
			return
		}
		require.Equal(t, text, parsed.String())
		require.Equal(t, text, fmt.Sprint(into))
	})
}
