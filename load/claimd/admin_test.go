package claimd_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/load/claimd"
	"reprise/load/wire"
)

func request(method, target, authorization string) *http.Request {
	r := httptest.NewRequest(method, target, nil)
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	return r
}

func token(t testing.TB) string {
	t.Helper()
	text, err := claimd.IssueToken(key, time.Minute)
	require.NoError(t, err)
	return "Bearer " + text
}

func signed(t testing.TB, method jwt.SigningMethod, key any, c jwt.MapClaims) string {
	t.Helper()
	text, err := jwt.NewWithClaims(method, c).SignedString(key)
	require.NoError(t, err)
	return "Bearer " + text
}

// TestFillsByHandAskForAnAdmin: POOL-13.
func TestFillsByHandAskForAnAdmin(t *testing.T) {
	m := newMemory(still, 0)
	s := newServer(t, options(m, &worker{}))
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	in, ago := time.Now().Add(time.Hour).Unix(), time.Now().Add(-time.Minute).Unix()
	admin := jwt.MapClaims{"role": "admin", "exp": in}
	good := token(t)
	for name, c := range map[string]struct {
		authorization string
		status        int
		want          string
	}{
		"none":             {"", 401, "no token"},
		"another scheme":   {"Basic YWRtaW46YWRtaW4=", 401, "no token"},
		"no token":         {"Bearer ", 401, "no token"},
		"malformed":        {"Bearer x.y.z", 401, "does not hold"},
		"alg none":         {signed(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, admin), 401, "does not hold"},
		"RS256":            {signed(t, jwt.SigningMethodRS256, rsaKey, admin), 401, "does not hold"},
		"HS384":            {signed(t, jwt.SigningMethodHS384, key, admin), 401, "does not hold"},
		"wrong key":        {signed(t, jwt.SigningMethodHS256, []byte("another key of thirty-two bytes!"), admin), 401, "does not hold"},
		"cut short":        {good[:len(good)-1], 401, "does not hold"},
		"expired":          {signed(t, jwt.SigningMethodHS256, key, jwt.MapClaims{"role": "admin", "exp": ago}), 401, "the token has expired"},
		"no expiry":        {signed(t, jwt.SigningMethodHS256, key, jwt.MapClaims{"role": "admin"}), 401, "does not hold"},
		"not yet":          {signed(t, jwt.SigningMethodHS256, key, jwt.MapClaims{"role": "admin", "exp": in, "nbf": in}), 401, "does not hold"},
		"role of a number": {signed(t, jwt.SigningMethodHS256, key, jwt.MapClaims{"role": 1, "exp": in}), 401, "does not hold"},
		"a user":           {signed(t, jwt.SigningMethodHS256, key, jwt.MapClaims{"role": "user", "exp": in}), 403, "not an admin's"},
		"no role":          {signed(t, jwt.SigningMethodHS256, key, jwt.MapClaims{"exp": in}), 403, "not an admin's"},
		"an admin":         {signed(t, jwt.SigningMethodHS256, key, admin), 202, ""},
		"issued here":      {good, 202, ""},
		"lower case":       {"bearer " + good[len("Bearer "):], 202, ""},
	} {
		answer := ask(s, request(http.MethodPost, "/pool/fill?count=1", c.authorization))
		require.Equal(t, c.status, answer.Code, name)
		require.Equal(t, c.status == 401, answer.Header().Get("WWW-Authenticate") != "", name)
		if c.want != "" {
			require.Contains(t, refused(t, answer).Error, c.want, name)
		}
	}
	require.NoError(t, s.Shutdown(context.Background()))
	require.LessOrEqual(t, len(m.rows), 3, "nothing was made for the others")
}

func TestTokensThatCannotBeIssued(t *testing.T) {
	_, err := claimd.IssueToken(key[:31], time.Minute)
	require.ErrorContains(t, err, "has 31 bytes; allowed: 32 or more")
	require.NotContains(t, err.Error(), string(key[:31]))
}

// TestCountsOfFillsByHand are for pool.ManualFill to judge (POOL-13), once it is known who asks.
func TestCountsOfFillsByHand(t *testing.T) {
	s := newServer(t, options(newMemory(still, 0), &worker{}))
	admin := token(t)
	for query, want := range map[string]string{
		"":                          "count is given 0 times",
		"count=1&count=2":           "count is given 2 times",
		"count=":                    `count is ""; allowed: 1 to 1000`,
		"count=ten":                 `count is "ten"`,
		"count=1.5":                 `count is "1.5"`,
		"count=0":                   "count is 0; allowed: 1 to 1000",
		"count=-1":                  "count is -1; allowed: 1 to 1000",
		"count=1001":                "count is 1001; allowed: 1 to 1000",
		"count=9223372036854775808": `count is "9223372036854775808"`,
	} {
		require.Equal(t, 401, ask(s, request(http.MethodPost, "/pool/fill?"+query, "")).Code)
		answer := ask(s, request(http.MethodPost, "/pool/fill?"+query, admin))
		require.Equal(t, 400, answer.Code, query)
		require.Contains(t, refused(t, answer).Error, want)
	}
}

// TestFillByHand goes on after its answer, makes as many as were asked for, above the target too, and also where the pool is
// switched off (POOL-13).
func TestFillByHand(t *testing.T) {
	for _, set := range []pool.Settings{{Enabled: true, Min: 1, Target: 5}, {Min: 1, Target: 5}} {
		synctest.Test(t, func(t *testing.T) {
			m := newMemory(set, 5)
			o := options(m, &worker{takes: 10 * time.Second})
			o.Workers = 3
			s := newServer(t, o)
			began := time.Now()
			answer := ask(s, request(http.MethodPost, "/pool/fill?count=20", token(t)))
			require.Equal(t, 202, answer.Code)
			require.JSONEq(t, `{"count":20}`, answer.Body.String())
			require.Zero(t, time.Since(began))
			time.Sleep(69 * time.Second)
			synctest.Wait()
			require.Equal(t, 5+18, m.size(), "20 by 3 at once")
			time.Sleep(time.Second)
			synctest.Wait()
			require.Equal(t, 25, m.size())
			require.Equal(t, 20, s.Counts().Fills)
			require.NoError(t, s.Shutdown(t.Context()))
		})
	}
}

// TestFillsByHandAreBounded: at most so many at once.
func TestFillsByHandAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, options(newMemory(still, 0), &worker{takes: time.Minute}))
		fill := func() int { return ask(s, request(http.MethodPost, "/pool/fill?count=1", token(t))).Code }
		for range 8 {
			require.Equal(t, 202, fill())
		}
		require.Equal(t, 429, fill())
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Equal(t, 202, fill())
		require.NoError(t, s.Shutdown(t.Context()))
	})
}

// TestStatus: POOL-12.
func TestStatus(t *testing.T) {
	m := newMemory(pool.Documented(), 321)
	s := newServer(t, options(m, &worker{}))
	answer := ask(s, request(http.MethodGet, "/pool/status", ""))
	require.Equal(t, 200, answer.Code)
	var status wire.Status
	require.NoError(t, json.Unmarshal(answer.Body.Bytes(), &status))
	require.Equal(t, wire.StatusOf(m.set.Status(321)), status)
	require.JSONEq(t, `{"size":321,"min":100,"target":500}`, answer.Body.String())
}

// TestStatusAndHealthWithoutADatabase say so, within a bounded time however many ask, and recover.
func TestStatusAndHealthWithoutADatabase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(pool.Documented(), 1)
		s := newServer(t, options(m, &worker{}))
		require.Equal(t, 200, ask(s, request(http.MethodGet, "/healthz", "")).Code)
		time.Sleep(time.Second)

		m.fails = func(string) error { return errors.New("connection refused") }
		for _, path := range []string{"/pool/status", "/healthz"} {
			answer := ask(s, request(http.MethodGet, path, ""))
			require.Equal(t, 503, answer.Code)
			require.Contains(t, refused(t, answer).Error, "connection refused")
		}
		time.Sleep(time.Second)
		m.takes = time.Hour
		began := time.Now()
		codes := make(chan int)
		for range 100 {
			go func() { codes <- ask(s, request(http.MethodGet, "/healthz", "")).Code }()
		}
		for range 100 {
			require.Equal(t, 503, <-codes)
		}
		require.Less(t, time.Since(began), 5*time.Second)
		time.Sleep(time.Second)

		m.fails, m.takes = nil, 0
		require.Equal(t, 200, ask(s, request(http.MethodGet, "/healthz", "")).Code)
	})
}

// TestPathsAndMethods: what is not there is told in JSON as everything else.
func TestPathsAndMethods(t *testing.T) {
	s := newServer(t, options(newMemory(still, 1), &worker{}))
	for _, c := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/claim", 405, "POST"},
		{"PUT", "/claim", 405, "POST"},
		{"OPTIONS", "/claim", 405, "POST"},
		{"POST", "/pool/status", 405, "GET, HEAD"},
		{"GET", "/pool/fill", 405, "POST"},
		{"DELETE", "/metrics", 405, "GET, HEAD"},
		{"POST", "/healthz", 405, "GET, HEAD"},
		{"GET", "/", 404, ""},
		{"POST", "/claim/", 404, ""},
		{"POST", "//claim", 404, ""},
		{"POST", "/pool", 404, ""},
	} {
		answer := ask(s, request(c.method, "http://claimd.test"+c.path, ""))
		require.Equal(t, c.status, answer.Code, "%s %s", c.method, c.path)
		require.Equal(t, c.allow, answer.Header().Get("Allow"))
		refused(t, answer)
	}
	require.Equal(t, 200, ask(s, request(http.MethodHead, "/healthz", "")).Code)
}
