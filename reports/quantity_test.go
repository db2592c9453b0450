package reports

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestSpan(t *testing.T) {
	for _, c := range []struct {
		d    time.Duration
		want string
	}{
		{0, "0 s"},
		{350 * time.Microsecond, "350 µs"},
		{11 * time.Millisecond, "11 ms"},
		{999_999 * time.Microsecond, "1 s"},
		{1500 * time.Millisecond, "1.5 s"},
		{59_999 * time.Millisecond, "1 m"},
		{90 * time.Second, "1 m 30 s"},
		{8 * time.Minute, "8 m"},
		{time.Hour - time.Millisecond, "1 h"},
		{2*time.Hour + 56*time.Minute + 59*time.Second, "2 h 57 m"},
		{23*time.Hour + 45*time.Minute, "23 h 45 m"},
		{78 * time.Hour, "3 d 6 h"},
		{3650 * day, "3,650 d"},
		{-90 * time.Second, "-1 m 30 s"},
		{math.MinInt64, "-106,751 d 23 h"},
	} {
		require.Equal(t, c.want, Span(c.d), "%v", c.d)
	}
}

func TestQuantity(t *testing.T) {
	for _, c := range []struct {
		value float64
		unit  string
		want  string
	}{
		{0, "", "0"},
		{1234567, "", "1,234,567"},
		{-1234, "", "-1,234"},
		{-123, "", "-123"},
		{12345.6, "", "12,346"},
		{2.5, "", "2.5"},
		{0.12345, "", "0.1235"},
		{0.00001, "", "1e-05"},
		{3e18, "", "3e+18"},
		{480.4, "s", "8 m"},
		{1e12, "s", "1,000,000,000,000 s"},
		{0.53, "share", "53 %"},
		{0, "share", "0 %"},
		{1, "share", "100 %"},
		{0.99999, "share", "> 99.99 %"},
		{0.00001, "share", "< 0.01 %"},
		{49, "servers", "49 servers"},
		{math.NaN(), "s", "-"},
		{math.Inf(-1), "", "-∞"},
	} {
		require.Equal(t, c.want, Quantity(c.value, c.unit), "%v %q", c.value, c.unit)
	}
}

func TestWrapLosesNothingAndKeepsItsWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-z東京é]{1,12}`), 1, 30).Draw(t, "words")
		columns := rapid.IntRange(24, 60).Draw(t, "columns") // 12 wide runes fit
		var text, joined string
		for _, word := range words {
			text += word + "  "
		}
		for _, line := range wrap(text, columns) {
			require.LessOrEqual(t, width(line), columns)
			joined += line + " "
		}
		var want string
		for _, word := range words {
			want += word + " "
		}
		require.Equal(t, want, joined)
	})
}

func TestWidth(t *testing.T) {
	require.Equal(t, 5, width("felis"))
	require.Equal(t, 4, width("東京"))
	require.Equal(t, 4, width("cafe\u0301"), "a combining accent takes no column")
	require.Equal(t, 3, width("├─ "))
}
