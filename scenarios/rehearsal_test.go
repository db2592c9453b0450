package scenarios

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/sim/random"
	"reprise/sim/world"
)

// configOf is the world of as-was on a fleet.
func configOf(t require.TestingT, fleet, text string) world.Config {
	s, err := linkedTo(fleet, text)
	require.NoError(t, err)
	cfg, err := s.asWas().config()
	require.NoError(t, err)
	return cfg
}

// What a fleet and a population say of load reaches the world; what they leave out is as before.
func TestLoadReachesTheWorld(t *testing.T) {
	cfg := configOf(t, equipped, doing(quiet))
	require.Len(t, cfg.Sites, len(cfg.Servers))
	require.Len(t, cfg.Proxies, 2)
	require.EqualValues(t, 10, cfg.Population.StandsFor)
	require.Len(t, cfg.Population.Demand, 2)

	cfg = configOf(t, bare, strings.Replace(doing(quiet), "    stands_for: 10\n", "", 1))
	require.Empty(t, cfg.Sites)
	require.Empty(t, cfg.Proxies)
	require.EqualValues(t, 1, cfg.Population.StandsFor)
	require.Empty(t, cfg.Population.Demand, "users are drawn by servers, as without demand")
}

// Each country is asked for by its share, and starts the app as often as all users would at the hour that its own clock
// shows. The day is the population's, or where that has none the fleet's.
func TestDemandReachesTheWorld(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		codes := rapid.Permutation([]string{"DE", "GB", "LV", "US"}).Draw(t, "fleet")
		asked := rapid.Permutation(codes).Draw(t, "demand")[:rapid.IntRange(1, 4).Draw(t, "asked for")]
		standsFor := rapid.IntRange(1, 100_000).Draw(t, "stands for")
		start := rapid.IntRange(0, 23).Draw(t, "start")
		profile := rapid.SliceOfN(rapid.IntRange(1, 9), 24, 24).Draw(t, "day")
		own, other := yamlList(profile), yamlList(rapid.SliceOfN(rapid.IntRange(1, 9), 24, 24).Draw(t, "other day"))
		of := rapid.SampledFrom([]struct{ population, fleet string }{{own, ""}, {"", own}, {own, other}}).Draw(t, "day of population and fleet")

		share, minutes := map[string]float64{}, map[string]int{}
		fleet := "name: f\nsource: none\n" + dayProfile("", of.fleet) + "demand:\n"
		for i, code := range asked {
			share[code] = math.Ldexp(1, -min(i+1, len(asked)-1)) // 1/2, 1/4 and so on, the last twice: 1 in all
			minutes[code] = 15 * rapid.IntRange(-12*4, 14*4).Draw(t, "offset of "+code)
			fleet += fmt.Sprintf("  %s: {share: %g, day_offset: %g}\n", code, share[code], float64(minutes[code])/60)
		}
		fleet += "servers:\n"
		for _, code := range codes {
			fleet += fmt.Sprintf("  - {country: %s, group: g, count: 1, active: true}\n", code)
		}
		users := configOf(t, fleet, strings.NewReplacer(
			"stands_for: 10", fmt.Sprintf("stands_for: %d", standsFor),
			"    opens_per_day: 24\n", "    opens_per_day: 24\n"+dayProfile("    ", of.population),
			"10T00:00", fmt.Sprintf("10T%02d:00", start), "10T03:00", "11T03:00", "10T06:00", "11T06:00",
		).Replace(doing(strings.Replace(quiet, "LV", codes[0], 1)))).Population

		require.EqualValues(t, standsFor, users.StandsFor)
		require.Len(t, users.Demand, len(codes))
		perWeight := 24.0 / (24 * 60 * 60) * 24 / float64(sum(profile)) // starts a second in an hour of weight 1
		for country, code := range codes {
			require.Equal(t, share[code], users.Demand[country].Share, code)
			for at := 7 * time.Minute; at < 48*time.Hour; at += time.Hour {
				clock := (time.Duration(start+24)*time.Hour + at + time.Duration(minutes[code])*time.Minute) / time.Hour % 24
				require.InEpsilon(t, perWeight*float64(profile[clock]), users.Demand[country].Opens.At(int64(at)), 1e-9, "%s after %v", code, at)
			}
		}
	})
}

// yamlList is numbers as a list in a file.
func yamlList(all []int) string { return strings.ReplaceAll(fmt.Sprint(all), " ", ", ") }

// dayProfile is the line that gives a profile; nothing where there is none.
func dayProfile(indent, profile string) string {
	if profile == "" {
		return ""
	}
	return indent + "day_profile: " + profile + "\n"
}

// A fleet's day needs no demand: all users then have it on UTC. Where nobody gives a day it is even.
func TestADayOfNoCountry(t *testing.T) {
	night := "day_profile: [" + strings.Repeat("0, ", 23) + "1]\nservers:"
	opens := configOf(t, strings.Replace(bare, "servers:", night, 1), doing(quiet)).Population.Opens
	require.Zero(t, opens.At(int64(23*time.Hour)-1))
	require.InEpsilon(t, 24.0/3600, opens.At(int64(23*time.Hour)), 1e-12, "a day's 24 starts in one hour")

	require.Equal(t, random.ConstantRate(24.0/(24*60*60)), configOf(t, bare, doing(quiet)).Population.Opens)
}

// Weights whose sum is too large are refused under the name of whoever gave them.
func TestADayThatCannotBeSpreadNamesWhoGaveIt(t *testing.T) {
	endless := "day_profile: [" + strings.Repeat("1e308, ", 23) + "1e308]\n"
	for _, c := range []struct{ fleet, text, want string }{
		{strings.Replace(bare, "servers:", endless+"servers:", 1), doing(quiet), "small.yaml: day_profile of fleet equipped: "},
		{bare, strings.Replace(doing(quiet), "    opens_per_day:", "    "+endless+"    opens_per_day:", 1), "small.yaml: world.population.day_profile: "},
	} {
		s, err := linkedTo(c.fleet, c.text)
		require.NoError(t, err)
		_, err = s.asWas().config()
		require.EqualError(t, err, c.want+"daily rate: weights sum to +Inf; the sum must be finite and above 0")
	}
}

// A drawn user stands for a whole number of users: what no schema takes, Load does not take either.
func TestStandsForWholeUsers(t *testing.T) {
	for value, want := range map[string]string{
		"2.5": "is the number 2.5; expected a whole number", "0": "is 0; expected 1 to 100000", "100001": "is 100001; expected 1 to 100000",
	} {
		text := strings.Replace(doing(quiet), "stands_for: 10", "stands_for: "+value, 1)
		_, err := Load("small.yaml", []byte(text))
		require.ErrorContains(t, err, "world.population.stands_for: "+want)
		require.NotEmpty(t, newValidator(t).validate([]byte(text)), value)
	}
}

func sum(all []int) (total int) {
	for _, v := range all {
		total += v
	}
	return total
}
