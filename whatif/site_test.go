package whatif

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/reports"
	"reprise/scenarios"
)

// served is a server under test, on a loopback port of its own.
type served struct {
	*httptest.Server
	t    *testing.T
	site *site
	log  *bytes.Buffer
}

func serve(t *testing.T, o Options) *served {
	t.Helper()
	s := &served{t: t, site: newSite(o), log: new(bytes.Buffer)}
	s.Server = httptest.NewUnstartedServer(nil)
	address := s.Listener.Addr().(*net.TCPAddr)
	s.Config.Handler = newDoor(address.IP.String(), address).guard(s.site.routes(), slog.New(slog.NewTextHandler(s.log, nil)))
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// do sends a request and reads what comes.
func (s *served) do(r *http.Request) (*http.Response, string) {
	s.t.Helper()
	resp, err := s.Client().Do(r)
	require.NoError(s.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(s.t, err)
	return resp, string(body)
}

func (s *served) get(path string) (*http.Response, string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.URL+path, nil)
	require.NoError(s.t, err)
	return s.do(r)
}

// wish is a request of the page, as a browser sends it.
func (s *served) wish(body string) *http.Request {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.URL+"/api/whatif", strings.NewReader(body))
	require.NoError(s.t, err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", s.URL)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return r
}

// answered is what tests read of an Answer.
type answered struct {
	Verdict   reports.Verdict
	Fragments map[string]string
	Own       map[string]string
	Runs      []struct {
		TraceHash string `json:"trace_hash"`
		Changes   []reports.Changed
		Course    reports.Course
	}
}

func (s *served) ask(body string) (status int, got answered, refused Refused) {
	s.t.Helper()
	resp, text := s.do(s.wish(body))
	if resp.StatusCode == http.StatusOK {
		require.NoError(s.t, json.Unmarshal([]byte(text), &got), text)
	} else {
		require.NoError(s.t, json.Unmarshal([]byte(text), &refused), text)
	}
	return resp.StatusCode, got, refused
}

// TestWhatIf: Felis as it was, and with a threshold below 26/49, under which nothing counts as short: the incident does not come
// back (SYNC-14, SYNC-15).
func TestWhatIf(t *testing.T) {
	s := serve(t, Options{Workers: 2})
	status, was, _ := s.ask(`{"scenario": "felis", "variant": "as-was", "set": [], "seed": 1}`)
	require.Equal(t, 200, status)
	require.Equal(t, reports.Pass, was.Verdict)
	require.Equal(t, "0.8", was.Own["config.partial.threshold"])
	require.Len(t, was.Runs, 1)
	require.NotEmpty(t, was.Runs[0].Course.Lines)
	require.Contains(t, was.Fragments["expectations"], "partial-list")

	status, lower, _ := s.ask(`{"scenario": "felis", "set": ["config.partial.threshold=0.5"], "seed": "1"}`)
	require.Equal(t, 200, status)
	require.Equal(t, reports.Fail, lower.Verdict)
	require.Equal(t, []reports.Changed{{Key: "config.partial.threshold", Value: "0.5", Was: "0.8"}}, lower.Runs[0].Changes)
	require.NotEqual(t, was.Fragments["expectations"], lower.Fragments["expectations"])
	require.NotEqual(t, was.Runs[0].TraceHash, lower.Runs[0].TraceHash)

	told, err := scenarios.WhatIf(must(s.site.scenario("felis")), scenarios.Options{Seed: 1, Set: []string{"config.partial.threshold=0.5"}})
	require.NoError(t, err)
	require.Equal(t, told.Runs[0].TraceHash, lower.Runs[0].TraceHash, "the page shows what the command line would")

	_, remedy, _ := s.ask(`{"scenario": "felis", "variant": "refuse-all-and-ask-again"}`)
	require.Equal(t, "1", remedy.Own["config.partial.threshold"], "the variant's own")
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestBadValuesAreRefusedBesideTheirFields, all of them at once.
func TestBadValuesAreRefusedBesideTheirFields(t *testing.T) {
	s := serve(t, Options{Workers: 1})
	for body, want := range map[string][]string{
		`{"scenario": "felis", "set": ["config.partial.threshold=2", "sync.workers=none"]}`: {"config.partial.threshold", "sync.workers"},
		`{"scenario": "felis", "set": ["no.such=1"]}`:                                       {"no.such"},
		`{"scenario": "felis", "set": ["sync.workers"]}`:                                    {"sync.workers"},
		`{"scenario": "felis", "variant": "resync"}`:                                        {"variant"},
		`{"scenario": "felis", "seed": "-1"}`:                                               {"seed"},
		`{"scenario": "felis", "seed": 1.5}`:                                                {"seed"},
		`{"scenario": "pool-spike", "set": ["account.pool.min-size=501"]}`:                  {"account.pool.min-size"},
	} {
		status, _, refused := s.ask(body)
		require.Equal(t, http.StatusUnprocessableEntity, status, body)
		var keys []string
		for _, e := range refused.Errors {
			require.NotEmpty(t, e.Problem)
			keys = append(keys, e.Key)
		}
		require.Equal(t, want, keys, body)
	}
}

// TestWhatIsNoWish is refused before anything runs.
func TestWhatIsNoWish(t *testing.T) {
	s := serve(t, Options{Workers: 1})
	for body, want := range map[string]int{
		``:                                      400,
		`null extra`:                            400,
		`[]`:                                    400,
		`{"scenario": "felis"} {}`:              400,
		`{"scenario": "felis", "reps": 100}`:    400,
		`{"scenario": "felis", "set": "x"}`:     400,
		`{"scenario": "felix"}`:                 404,
		`{"scenario": "../scenarios/felis"}`:    404,
		`{"scenario": "/etc/passwd"}`:           404,
		`{"scenario": "./x.yaml"}`:              404,
		`{"scenario": "-"}`:                     404,
		`{}`:                                    404,
		wishOfSize(bodyMax + 1):                 413,
		wishOfSize(textMax + 1):                 400,
		`{"set": [` + manySets(setMax+1) + `]}`: 400,
	} {
		resp, text := s.do(s.wish(body))
		require.Equal(t, want, resp.StatusCode, "%.60s: %s", body, text)
		require.Contains(t, text, `"error":`)
		require.NotContains(t, text, "\n")
	}
	r := s.wish(`{"scenario": "felis"}`)
	r.Header.Set("Content-Type", "text/plain")
	resp, _ := s.do(r)
	require.Equal(t, http.StatusUnsupportedMediaType, resp.StatusCode)
	for path, want := range map[string]int{
		"/s/felix": 404, "/s/..%2Ffelis": 404, "/s/%2Fetc%2Fpasswd": 404, "/s/felis.yaml": 404, "/api/whatif": 405, "/nothing": 404,
		"/s/felix/report.html": 404, "/s/felis/scenario.yaml?set=sync.workers=0": 422, "/api/story?scenario=none": 404,
		"/s/felis/result.json?seed=x": 422,
	} {
		resp, _ := s.get(path)
		require.Equal(t, want, resp.StatusCode, path)
	}
}

func wishOfSize(n int) string { return `{"scenario": "` + strings.Repeat("x", n) + `"}` }
func manySets(n int) string {
	return strings.TrimSuffix(strings.Repeat(`"sync.workers=6",`, n), ",")
}

// TestPages: each scenario has a page with a panel, and the index a link to it.
func TestPages(t *testing.T) {
	s := serve(t, Options{Workers: 2})
	_, index := s.get("/")
	for _, name := range scenarios.Builtin() {
		require.Contains(t, index, `href="/s/`+name+`"`)
	}
	resp, text := s.get("/s/felis")
	require.Equal(t, 200, resp.StatusCode)
	require.Contains(t, text, `data-key="config.partial.threshold" data-kind="share"`)
	require.Contains(t, text, `data-key="client.cache.invalidate-on-sync" data-kind="flag"`)
	require.Contains(t, text, `<option selected>serve</option><option>error</option><option>empty</option>`)
	require.Contains(t, text, "<option>as-documented</option>", "the explanations can be chosen")
}

// TestALinkCarriesTheState: variant, settings and seed, with as-was kept behind; what is refused stands in its field.
func TestALinkCarriesTheState(t *testing.T) {
	s := serve(t, Options{Workers: 1})
	_, text := s.get("/s/felis?set=config.partial.threshold=0.5&variant=refuse-by-error&seed=18446744073709551615")
	require.Contains(t, text, "<option selected>refuse-by-error</option>")
	require.Contains(t, text, `id="live-seed" value="18446744073709551615"`)
	require.Regexp(t, `<input type="text" id="set-config.partial.threshold" value="0.5"`, text)
	require.Contains(t, text, "--variant refuse-by-error --seed 18446744073709551615 --reps 1 --set config.partial.threshold=0.5")
	require.Contains(t, text, `"behind":true`)

	resp, text := s.get("/s/felis?set=sync.workers=none&set=config.partial.threshold=0.4&variant=refuse-by-error")
	require.Equal(t, 200, resp.StatusCode)
	require.Regexp(t, `id="set-sync.workers" value="none"[^>]* aria-invalid="true"`, text)
	require.Regexp(t, `id="wrong-sync.workers">&#34;none&#34; is out of range; a whole number from 1 to 10000`, text)
	require.Contains(t, text, "11 of 11 expectations hold", "as-was is shown")
	require.Contains(t, text, `"behind":false`)
}

// TestTheWholeStory has what the page of one run lacks: the variants and the explanations.
func TestTheWholeStory(t *testing.T) {
	s := serve(t, Options{Workers: 1})
	resp, text := s.get("/api/story?scenario=felis&seed=1")
	require.Equal(t, 200, resp.StatusCode)
	var got answered
	require.NoError(t, json.Unmarshal([]byte(text), &got))
	require.Equal(t, reports.Pass, got.Verdict)
	require.Contains(t, got.Fragments["variants"], "refuse-all-and-ask-again")
	require.Contains(t, got.Fragments["hypotheses"], "sleeping-clock")
}

// TestTakeAway: the report needs no server; the JSON is the run; and the file loads, and replays to the same trace.
func TestTakeAway(t *testing.T) {
	s := serve(t, Options{Workers: 1})
	const query = "?set=config.partial.threshold%3D0.5&set=sync.push.time%3Duniform%3A50s%2C70s&seed=5"
	resp, report := s.get("/s/felis/report.html" + query)
	require.Equal(t, `attachment; filename="felis-what-if.html"`, resp.Header.Get("Content-Disposition"))
	require.NotContains(t, report, "/api/whatif")
	require.Contains(t, report, "--set config.partial.threshold=0.5")

	_, text := s.get("/s/felis/result.json" + query)
	var told answered
	require.NoError(t, json.Unmarshal([]byte(text), &told))

	_, file := s.get("/s/felis/scenario.yaml" + query)
	sc, err := scenarios.Open("downloaded.yaml", func(string) ([]byte, error) { return []byte(file), nil })
	require.NoError(t, err)
	again, err := scenarios.Replay(sc, scenarios.Options{Variant: "what-if", Seed: 5})
	require.NoError(t, err)
	require.Equal(t, told.Runs[1].TraceHash, again.TraceHash)
}

// hostile is a file whose names and texts try to leave where they are put.
func hostile(t *testing.T) *scenarios.Scenario {
	felis, err := os.ReadFile("../scenarios/felis.yaml")
	require.NoError(t, err)
	text := strings.Replace(string(felis), "title: 26 of 49 configs, and a cache that kept them", `title: "</title><script>alert(1)</script>\e[31m"`, 1)
	text = strings.Replace(text, "says: the same, with a threshold of 1\n", `says: "</script><img src=x onerror=alert(2)>`+"\u202e\"\n", 1)
	text = strings.Replace(text, "value: 0.8\n", `value: "0.8"`+"\n", 1)
	sc, err := scenarios.Open("hostile.yaml", func(string) ([]byte, error) {
		return []byte(strings.Replace(text, "name: felis", "name: mine", 1)), nil
	})
	require.NoError(t, err)
	return sc
}

// TestHostileNames: nothing of a file or of a link becomes a part of the page.
func TestHostileNames(t *testing.T) {
	s := serve(t, Options{Workers: 1, Scenario: hostile(t)})
	_, index := s.get("/")
	require.Contains(t, index, `href="/s/mine"`)
	query := "?set=sync.workers=%22%3E%3Cscript%3Ealert(3)%3C/script%3E&set=%3C/script%3E%3Cscript%3Ealert(4)=1&seed=%3Cu%3E"
	for _, path := range []string{"/s/mine", "/s/mine?variant=refuse-all-and-ask-again", "/s/mine" + query, "/s/mine/report.html?variant=refuse-all-and-ask-again"} {
		_, text := s.get(path)
		require.Empty(t, regexp.MustCompile(`<(script|img)[^>]*>alert|<img src=x|<u>`).FindString(text), path)
		require.NotContains(t, text, "\x1b")
		require.NotContains(t, text, "\u202e")
	}
	require.NotContains(t, index, "alert(1)</script>")
	resp, text := s.do(s.wish(`{"scenario": "mine", "set": ["\u001b[31m\u202e<u>=1"]}`))
	require.Equal(t, 422, resp.StatusCode)
	require.NotContains(t, text, "<u>")
}

// TestOneThatLeavesIsNotWaitedFor: a run that would take many minutes ends soon after whoever asked for it is gone, and makes
// room for the next.
func TestOneThatLeavesIsNotWaitedFor(t *testing.T) {
	s := serve(t, Options{Workers: 1})
	ctx, leave := context.WithCancel(t.Context())
	r := s.wish(`{"scenario": "fleet-day", "set": ["sync_online_interval_seconds=1s", "server.ranking.interval=1s", "score.mysql.interval=1s"]}`)
	gone := make(chan error, 1)
	go func() {
		_, err := s.Client().Do(r.WithContext(ctx))
		gone <- err
	}()
	require.Eventually(t, func() bool { return len(s.site.runs.slots) == 1 }, time.Minute, time.Millisecond)
	leave()
	require.ErrorIs(t, <-gone, context.Canceled)
	require.Eventually(t, func() bool { return len(s.site.runs.slots) == 0 && s.site.runs.waiting.Load() == 0 }, time.Minute, time.Millisecond)
	status, _, _ := s.ask(`{"scenario": "felis"}`)
	require.Equal(t, 200, status)
}

// TestARunHasALimit, and what is over it is said.
func TestARunHasALimit(t *testing.T) {
	s := serve(t, Options{Workers: 1})
	s.site.runs.limit = time.Nanosecond
	resp, text := s.do(s.wish(`{"scenario": "felis"}`))
	require.Equal(t, http.StatusServiceUnavailable, resp.StatusCode)
	require.Contains(t, text, errLong.Error())
}

// TestAFullQueueSaysSo.
func TestAFullQueueSaysSo(t *testing.T) {
	s := serve(t, Options{Workers: 1})
	s.site.runs.waiting.Store(queueMax + 1)
	resp, text := s.do(s.wish(`{"scenario": "felis"}`))
	require.Equal(t, http.StatusTooManyRequests, resp.StatusCode)
	require.NotEmpty(t, resp.Header.Get("Retry-After"))
	require.Contains(t, text, errBusy.Error())
	s.site.runs.waiting.Store(0)
	status, _, _ := s.ask(`{"scenario": "felis"}`)
	require.Equal(t, 200, status)
}
