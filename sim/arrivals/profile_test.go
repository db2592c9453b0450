package arrivals

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Monday and Tuesday, 8:00 to 12:00, and half of Wednesday's 8:00 hour; 10 an hour, 20 from 9:00 on, 35 that Wednesday.
func TestProfile(t *testing.T) {
	var text strings.Builder
	text.WriteString("start,seconds,count\n")
	monday := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	for at := monday; at.Before(monday.Add(48*time.Hour + 30*time.Minute)); at = at.Add(30 * time.Minute) {
		count := 0
		switch hour := at.Hour(); {
		case at.Day() == 4 && hour == 8:
			count = 35
		case hour == 8:
			count = 5
		case hour >= 9 && hour < 12:
			count = 10
		}
		fmt.Fprintf(&text, "%d,1800,%d\n", at.Unix(), count)
	}
	trace := read(t, text.String())
	p := trace.Profile()
	require.Equal(t, Hour{Rate: 10, Source: Seen, Arrivals: 10, Covered: time.Hour}, p[8])
	require.Equal(t, Hour{Rate: 20, Source: Seen, Arrivals: 20, Covered: time.Hour}, p[24+9])
	require.Equal(t, Hour{Rate: 70, Source: Seen, Arrivals: 35, Covered: 30 * time.Minute}, p[48+8])
	require.Equal(t, Hour{Rate: 0, Source: Seen, Covered: time.Hour}, p[12])
	require.Equal(t, Hour{Rate: 22, Source: HourOfDay}, p[5*24+8], "Saturday: 55 arrivals in 2.5 hours of all days' 8:00")
	require.Equal(t, 48+8, p.Peak())
	require.Equal(t, "Wed 08:00", HourName(p.Peak()))
	require.InDelta(t, (10+10+70+4*22)/7.0, p.HoursOfDay()[8], 1e-9)
	require.InDelta(t, 20, p.HoursOfDay()[9], 1e-9)
}

// Two hours and a little of the hours before and after: those are not seen, and have the mean of the record.
func TestProfileOfTwoHours(t *testing.T) {
	trace := read(t, "time\n2026-03-01 09:40:00\n2026-03-01 10:30:01\n2026-03-01 11:30:00\n2026-03-01 12:20:00\n")
	p := trace.Profile()
	sunday := 6 * 24
	require.Equal(t, Seen, p[sunday+10].Source)
	require.Equal(t, 1.0, p[sunday+10].Rate)
	require.Equal(t, sunday+10, p.Peak(), "the first of equals")
	for _, hour := range []int{sunday + 9, sunday + 12, sunday + 13, 9, 0} {
		require.Equal(t, Overall, p[hour].Source)
		require.InDelta(t, trace.PerHour(), p[hour].Rate, 1e-12)
	}
	require.Equal(t, HourOfDay, p[10].Source, "Monday")
	require.Equal(t, 20*time.Minute, p[sunday+9].Covered)
	require.Zero(t, (&Profile{}).Peak(), "nothing was seen")
}

func TestHourName(t *testing.T) {
	for hour, want := range map[int]string{0: "Mon 00:00", 23: "Mon 23:00", 24: "Tue 00:00", 143: "Sat 23:00", 144: "Sun 00:00", 167: "Sun 23:00"} {
		require.Equal(t, want, HourName(hour))
		at := time.Date(2026, 3, 2, hour, 59, 59, 999_999_999, time.UTC)
		require.Equal(t, hour, hourOfWeek(at.UnixNano()))
		require.Equal(t, want, at.Format("Mon 15:00"))
	}
}
