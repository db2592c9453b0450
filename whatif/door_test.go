package whatif

import (
	"bytes"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhoIsLetIn(t *testing.T) {
	loopback := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}
	every := &net.TCPAddr{IP: net.IPv6unspecified, Port: 8080}
	named := &net.TCPAddr{IP: net.IPv4(10, 0, 0, 5), Port: 8080}
	for _, c := range []struct {
		listens string
		at      *net.TCPAddr
		host    string
		want    bool
	}{
		{"127.0.0.1", loopback, "127.0.0.1:8080", true},
		{"127.0.0.1", loopback, "localhost:8080", true},
		{"127.0.0.1", loopback, "LocalHost:8080", true},
		{"127.0.0.1", loopback, "[::1]:8080", true},
		{"127.0.0.1", loopback, "127.0.0.1:8081", false},
		{"127.0.0.1", loopback, "127.0.0.1", false},
		{"127.0.0.1", loopback, "attacker.example:8080", false},
		{"127.0.0.1", loopback, "localhost.attacker.example:8080", false},
		{"127.0.0.1", loopback, "127.0.0.1.attacker.example:8080", false},
		{"127.0.0.1", loopback, "10.0.0.5:8080", false},
		{"127.0.0.1", loopback, "", false},
		{"127.0.0.1", loopback, "127.0.0.1:8080:8080", false},
		{"", every, "10.0.0.5:8080", true},
		{"", every, "[fe80::1]:8080", true},
		{"", every, "localhost:8080", true},
		{"", every, "attacker.example:8080", false},
		{"box.example", named, "box.example:8080", true},
		{"box.example", named, "10.0.0.5:8080", true},
		{"box.example", named, "other.example:8080", false},
		{"127.0.0.1", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80}, "localhost", true},
	} {
		require.Equal(t, c.want, newDoor(c.listens, c.at).knows(c.host), "%s asked for as %s", c.listens, c.host)
	}
}

// TestOnlyItsOwnPagesAsk: what other sites have a browser send is refused, before it costs anything.
func TestOnlyItsOwnPagesAsk(t *testing.T) {
	s := serve(t, Options{Workers: 1})
	const body = `{"scenario": "felis"}`
	for _, c := range []struct {
		header, value string
		want          int
	}{
		{"Origin", s.URL, 200},
		{"Origin", "", 200},
		{"Origin", "null", 403},
		{"Origin", "http://attacker.example", 403},
		{"Origin", "https://" + s.Listener.Addr().String(), 403},
		{"Origin", "http://127.0.0.1:1", 403},
		{"Sec-Fetch-Site", "cross-site", 403},
		{"Sec-Fetch-Site", "same-site", 403},
		{"Sec-Fetch-Site", "none", 200},
	} {
		r := s.wish(body)
		r.Header.Set(c.header, c.value)
		if c.value == "" {
			r.Header.Del(c.header)
		}
		resp, text := s.do(r)
		require.Equal(t, c.want, resp.StatusCode, "%s: %s", c.header, c.value)
		require.Empty(t, resp.Header.Get("Access-Control-Allow-Origin"))
		require.Equal(t, c.want == 403, strings.Contains(text, "another site"))
	}
	r := s.wish(body)
	r.Host = "attacker.example:" + strings.Split(s.Listener.Addr().String(), ":")[1]
	r.Header.Set("Origin", "http://"+r.Host)
	resp, _ := s.do(r)
	require.Equal(t, 403, resp.StatusCode, "a name of theirs that leads here")
}

// TestOtherSitesMayLink, and neither frame nor fetch.
func TestOtherSitesMayLink(t *testing.T) {
	s := serve(t, Options{Workers: 1})
	for _, c := range []struct {
		mode, dest string
		want       int
	}{
		{"navigate", "document", 200}, {"navigate", "iframe", 403}, {"no-cors", "image", 403}, {"no-cors", "script", 403}, {"cors", "empty", 403},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/s/felis", nil)
		require.NoError(t, err)
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.Header.Set("Sec-Fetch-Mode", c.mode)
		r.Header.Set("Sec-Fetch-Dest", c.dest)
		resp, _ := s.do(r)
		require.Equal(t, c.want, resp.StatusCode, "%s %s", c.mode, c.dest)
	}
}

// TestPolicy: on every answer, refusals among them, with a nonce that is never the same; and every script and style of a page has it.
func TestPolicy(t *testing.T) {
	s := serve(t, Options{Workers: 1})
	seen := map[string]bool{}
	for _, path := range []string{"/", "/s/felis", "/s/felis", "/s/nothing", "/nothing", "/s/felis/result.json", "/api/story?scenario=none"} {
		resp, text := s.get(path)
		rules := resp.Header.Get("Content-Security-Policy")
		_, after, _ := strings.Cut(rules, "script-src 'nonce-")
		nonce, _, _ := strings.Cut(after, "'")
		require.GreaterOrEqual(t, len(nonce), 22, "128 bits")
		require.False(t, seen[nonce])
		seen[nonce] = true
		require.Equal(t, "default-src 'none'; script-src 'nonce-"+nonce+"'; style-src 'nonce-"+nonce+"'; img-src data:; connect-src 'self'; "+
			"form-action 'none'; frame-ancestors 'none'; base-uri 'none'", rules)
		require.Equal(t, "nosniff", resp.Header.Get("X-Content-Type-Options"))
		require.Equal(t, "no-referrer", resp.Header.Get("Referrer-Policy"))
		require.Equal(t, "no-store", resp.Header.Get("Cache-Control"))
		if strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
			require.Equal(t, strings.Count(text, "<style"), strings.Count(text, `<style nonce="`+nonce+`"`), path)
			require.Equal(t, strings.Count(text, "<script"), strings.Count(text, `<script nonce="`+nonce+`"`)+strings.Count(text, `<script type="application/json"`), path)
			require.NotRegexp(t, ` (style|on[a-z]+)="`, text, "what the policy would refuse")
		}
	}
}

// TestAPanicTellsNothing of where it was; the server's own log does say what.
func TestAPanicTellsNothing(t *testing.T) {
	var log bytes.Buffer
	d := newDoor("127.0.0.1", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80})
	broken := d.guard(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("out of \x1bcheese") }), slog.New(slog.NewTextHandler(&log, nil)))
	w := httptest.NewRecorder()
	broken.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost/s/felis", nil))
	require.Equal(t, http.StatusInternalServerError, w.Code)
	require.Equal(t, "a defect of reprise; please report what you did, and what the server wrote\n", w.Body.String())
	require.Contains(t, log.String(), "cheese")
	require.NotContains(t, log.String(), "\x1b")
}
