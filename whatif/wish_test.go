package whatif

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzWish: whatever is sent, a wish is within its bounds or refused in one way or the other, and reads back as itself.
func FuzzWish(f *testing.F) {
	for _, text := range []string{
		`{"scenario": "felis", "variant": "as-was", "set": ["config.partial.threshold=0.5"], "seed": 1}`,
		`{"scenario": "felis", "seed": "18446744073709551615"}`, `{"seed": ""}`, `{"seed": null}`, `{"set": null}`, `{}`, `{} {}`, `[`, `null`, `{"set": [1]}`,
		`{"scenario": "\u0000", "set": ["=", "a", "\ud800"]}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		wish, err := readWish(strings.NewReader(text))
		if err != nil {
			var shape *shapeError
			var refused *refusedError
			require.True(t, errors.As(err, &shape) || errors.As(err, &refused), "%v", err)
			return
		}
		require.NoError(t, wish.bounded())
		again, err := json.Marshal(wish)
		require.NoError(t, err)
		same, err := readWish(strings.NewReader(string(again)))
		require.NoError(t, err)
		require.Equal(t, wish, same)
	})
}

// FuzzLink: the same of links.
func FuzzLink(f *testing.F) {
	for _, text := range []string{"set=a%3Db&seed=7&variant=x", "seed=-1", "set=&set=", "%zz", "variant=%00"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		query, _ := url.ParseQuery(text)
		wish, err := wishOf("felis", query)
		require.NoError(t, wish.bounded())
		require.Equal(t, "felis", wish.Scenario)
		if err == nil && query.Get("seed") == "" {
			require.Equal(t, seed(1), wish.Seed)
		}
	})
}
