package claimd_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/load/claimd"
	"reprise/load/wire"
)

var key = []byte("0123456789abcdef0123456789abcdef")

// pipe is a network in memory, so that a test's time can be virtual.
type pipe struct {
	dialled chan net.Conn
	closed  chan struct{}
	once    sync.Once
}

func newPipe() *pipe { return &pipe{dialled: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipe) Accept() (net.Conn, error) {
	select {
	case c := <-p.dialled:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipe) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipe) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

func (p *pipe) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.dialled <- there:
		return here, nil
	case <-p.closed:
		return nil, errors.New("refused")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// worker is a config service without a network.
type worker struct {
	takes time.Duration
	fails bool
	mu    sync.Mutex
	calls []string // paths of those that ended well
}

func (w *worker) RoundTrip(r *http.Request) (*http.Response, error) {
	select {
	case <-r.Context().Done():
		return nil, r.Context().Err()
	case <-time.After(w.takes):
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fails {
		return &http.Response{StatusCode: http.StatusServiceUnavailable, Body: http.NoBody, Request: r}, nil
	}
	w.calls = append(w.calls, r.Method+" "+r.URL.String())
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: r}, nil
}

func (w *worker) setFails(fails bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fails = fails
}

func (w *worker) count(path string) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, call := range w.calls {
		if strings.HasPrefix(call, "POST http://vcs.test"+path) {
			n++
		}
	}
	return n
}

const (
	fillConfigs = "/api/v1/sync/fill-configs/"
	fillAccount = "/api/v1/sync/fill-account/"
)

// options are of a service over a store and a worker in memory, which checks its pool once an hour.
func options(m *memory, w *worker) claimd.Options {
	return claimd.Options{
		Store: m, Pool: m.set, CheckEvery: time.Hour, OnPushFailure: pool.Abandon,
		ConfigsURL: "http://vcs.test", Transport: w, AdminKey: key,
	}
}

// still is a pool that the scheduler leaves as it is.
var still = pool.Settings{Enabled: true, Min: 0, Target: 500}

func newServer(t testing.TB, o claimd.Options) *claimd.Server {
	t.Helper()
	s, err := claimd.New(o)
	require.NoError(t, err)
	return s
}

// start runs a service on a network in memory until the test ends.
func start(t testing.TB, o claimd.Options) (*claimd.Server, *http.Client) {
	t.Helper()
	s, p := newServer(t, o), newPipe()
	s.Start(p)
	transport := &http.Transport{DialContext: p.dial, MaxIdleConnsPerHost: 1000}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		require.NoError(t, s.Shutdown(context.Background()))
	})
	return s, &http.Client{Transport: transport}
}

// claim asks for an account by parameters.
func claim(t testing.TB, c *http.Client, parameters string) wire.Answer {
	t.Helper()
	answer, err := c.Post("http://claimd.test/claim?"+parameters, "", nil)
	require.NoError(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, answer.StatusCode, string(text))
	var given wire.Answer
	require.NoError(t, json.Unmarshal(text, &given))
	return given
}

// ask serves a request without a network.
func ask(s *claimd.Server, r *http.Request) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	s.Handler().ServeHTTP(answer, r)
	return answer
}

// refused is the failure that an answer tells of, which is one line of JSON.
func refused(t testing.TB, answer *httptest.ResponseRecorder) wire.Failure {
	t.Helper()
	require.Equal(t, "application/json", answer.Header().Get("Content-Type"))
	text := answer.Body.Bytes()
	require.Equal(t, len(text)-1, bytes.IndexByte(text, '\n'), "one line: %q", text)
	var f wire.Failure
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	require.NoError(t, d.Decode(&f), string(text))
	require.NotEmpty(t, f.Error)
	require.Less(t, len(f.Error), 200)
	require.NotContains(t, f.Error, "\n")
	return f
}
