package faults

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"
)

const patience = 20 * time.Second // with a machine that is busy

// answering is a server that keeps what it is asked, and answers every packet.
type answering struct {
	listener net.Listener
	mu       sync.Mutex
	asked    []string
	conns    sync.WaitGroup
}

func newAnswering(t *testing.T) *answering {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	a := &answering{listener: l}
	a.conns.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			a.conns.Go(func() { a.serve(conn) })
		}
	})
	return a
}

func (a *answering) serve(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	for {
		payload, err := readPacket(in)
		if err != nil {
			return
		}
		a.mu.Lock()
		a.asked = append(a.asked, payload)
		a.mu.Unlock()
		answer := "\x00fine"
		if payload == "\x03SELECT much" {
			answer = strings.Repeat("much", 1<<19)
		}
		if _, err := conn.Write(packet(1, answer)); err != nil {
			return
		}
	}
}

func readPacket(in io.Reader) (payload string, err error) {
	header := make([]byte, 4)
	if _, err := io.ReadFull(in, header); err != nil {
		return "", err
	}
	rest := make([]byte, int(header[0])|int(header[1])<<8|int(header[2])<<16)
	_, err = io.ReadFull(in, rest)
	return string(rest), err
}

func (a *answering) heard() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string{}, a.asked...)
}

func (a *answering) close(t *testing.T) {
	require.NoError(t, a.listener.Close())
	a.conns.Wait()
}

// proxied is a proxy to a server that answers.
func proxied(t *testing.T) (*Proxy, *answering) {
	a := newAnswering(t)
	to := driver.NewConfig()
	to.Net, to.Addr = "tcp", a.listener.Addr().String()
	p, err := OpenProxy(to)
	require.NoError(t, err)
	t.Cleanup(func() { p.Close(); a.close(t) })
	return p, a
}

func dial(t *testing.T, p *Proxy) net.Conn {
	conn, err := net.Dial("tcp", p.Config().Addr)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(patience)))
	return conn
}

// ask sends bytes, and waits for an answer.
func ask(conn net.Conn, bytes ...byte) error {
	if _, err := conn.Write(bytes); err != nil {
		return err
	}
	_, err := readPacket(conn)
	return err
}

// ordered waits until so many orders wait for commits.
func ordered(t *testing.T, p *Proxy, n int) {
	require.Eventually(t, func() bool {
		p.traffic.mu.Lock()
		defer p.traffic.mu.Unlock()
		return len(p.traffic.orders) == n
	}, patience, time.Millisecond)
}

// open waits until so many connections are.
func open(t *testing.T, p *Proxy, n int) {
	require.Eventually(t, func() bool {
		p.traffic.mu.Lock()
		defer p.traffic.mu.Unlock()
		return len(p.traffic.talks) == n
	}, patience, time.Millisecond)
}

func TestProxyDelays(t *testing.T) {
	p, _ := proxied(t)
	conn := dial(t, p)
	tookFor := func(what string) time.Duration {
		from := time.Now()
		require.NoError(t, ask(conn, query(what)...))
		return time.Since(from)
	}
	took := func() time.Duration { return tookFor("SELECT 1") }
	took()
	undo := p.Delay(300*ms, 100*ms)
	require.GreaterOrEqual(t, took(), 200*ms)
	require.Less(t, tookFor("SELECT much"), 32*300*ms/2, "2 MB come in 64 chunks or more, and are late together")
	undoMore := p.Delay(300*ms, 0)
	require.GreaterOrEqual(t, took(), 500*ms)
	undo()
	undo()
	require.GreaterOrEqual(t, took(), 300*ms, "one undone twice is undone once")
	undoMore()
	// An answer that waits goes on when the delay is undone, and a connection that waits can be reset.
	undo = p.Delay(time.Hour, 0)
	for _, wake := range []func(){func() { p.Reset(); conn = dial(t, p) }, undo} {
		answered := make(chan error)
		go func() { answered <- ask(conn, query("SELECT 1")...) }()
		select {
		case <-answered:
			t.Fatal("an answer came too early")
		case <-time.After(50 * ms):
		}
		wake()
		<-answered
	}
}

// TestProxyResets sees connections reset while idle, and not merely closed; new ones go through.
func TestProxyResets(t *testing.T) {
	p, a := proxied(t)
	one, other := dial(t, p), dial(t, p)
	require.NoError(t, ask(one, query("one")...))
	require.NoError(t, ask(other, query("other")...))
	require.Equal(t, 2, p.Reset())
	for _, conn := range []net.Conn{one, other} {
		_, err := conn.Read(make([]byte, 1))
		require.ErrorIs(t, err, syscall.ECONNRESET)
	}
	require.NoError(t, ask(dial(t, p), query("again")...))
	require.Equal(t, []string{"\x03one", "\x03other", "\x03again"}, a.heard())
	require.Equal(t, 1, p.Reset())
}

// TestProxyCutsCommits cuts in turns, whatever the chunks are in which a commit comes.
func TestProxyCutsCommits(t *testing.T) {
	p, a := proxied(t)
	var before, after int
	done := make(chan error)
	go func() {
		var err error
		before, after, err = p.CutCommits(t.Context(), 3)
		done <- err
	}()
	ordered(t, p, 1)
	begin, update, commit := query("START TRANSACTION"), query("UPDATE account SET x"), query("COMMIT")
	for i := range 3 {
		conn := dial(t, p)
		require.NoError(t, ask(conn, begin...))
		require.NoError(t, ask(conn, update...))
		if i == 2 { // its first part is on its way before the proxy knows what it is
			_, err := conn.Write(commit[:7])
			require.NoError(t, err)
			time.Sleep(20 * ms)
			require.Error(t, ask(conn, commit[7:]...))
		} else {
			require.Error(t, ask(conn, commit...))
		}
	}
	require.NoError(t, <-done)
	require.Equal(t, 2, before)
	require.Equal(t, 1, after)
	require.NoError(t, ask(dial(t, p), commit...), "no more than asked for")
	require.Equal(t, []string{"\x03START TRANSACTION", "\x03UPDATE account SET x", "\x03START TRANSACTION", "\x03UPDATE account SET x",
		"\x03COMMIT", "\x03START TRANSACTION", "\x03UPDATE account SET x", "\x03COMMIT"}, a.heard())
}

// TestProxyCutsNoMore ends an order before its commits came by, and between a commit and its answer.
func TestProxyCutsNoMore(t *testing.T) {
	p, _ := proxied(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan [2]int)
	go func() {
		before, after, err := p.CutCommits(ctx, 5)
		require.NoError(t, err)
		done <- [2]int{before, after}
	}()
	ordered(t, p, 1)
	require.Error(t, ask(dial(t, p), query("COMMIT")...))
	fate, order := p.traffic.commit()
	require.Equal(t, cutAfter, fate)
	cancel()
	require.Equal(t, [2]int{1, 0}, <-done)
	require.False(t, p.traffic.answered(order), "its answer comes late, and passes")
	require.NoError(t, ask(dial(t, p), query("COMMIT")...))
}

// TestProxyCutsAtOnce serves two orders one after the other, under many clients.
func TestProxyCutsAtOnce(t *testing.T) {
	p, _ := proxied(t)
	var orders, clients sync.WaitGroup
	for range 2 {
		orders.Go(func() {
			before, after, err := p.CutCommits(t.Context(), 10)
			require.NoError(t, err)
			require.Equal(t, 10, before+after)
			require.InDelta(t, 5, before, 2)
		})
	}
	ordered(t, p, 2)
	errs := make(chan error, 80)
	for range 8 {
		clients.Go(func() {
			for range 10 {
				conn := dial(t, p)
				errs <- ask(conn, query("COMMIT")...)
				_ = conn.Close()
			}
		})
	}
	clients.Wait()
	orders.Wait()
	failed := 0
	for range 80 {
		if <-errs != nil {
			failed++
		}
	}
	require.Equal(t, 20, failed)
}

// TestProxyLeavesNothing closes proxies with connections in every state, and sees no goroutine of theirs.
func TestProxyLeavesNothing(t *testing.T) {
	before := runtime.NumGoroutine()
	a := newAnswering(t)
	to := driver.NewConfig()
	to.Net, to.Addr = "tcp", a.listener.Addr().String()
	for range 5 {
		p, err := OpenProxy(to)
		require.NoError(t, err)
		idle, gone, deaf, late, flood := dial(t, p), dial(t, p), dial(t, p), dial(t, p), dial(t, p)
		require.NoError(t, ask(idle, query("idle")...))
		require.NoError(t, ask(gone, query("gone")...))
		require.NoError(t, gone.Close())
		_, err = deaf.Write(query("SELECT much"))
		require.NoError(t, err)
		_, err = deaf.Read(make([]byte, 1))
		require.NoError(t, err)
		require.NoError(t, deaf.Close())
		open(t, p, 3)
		p.Delay(time.Hour, 0)
		for range 10 { // answers that wait, and a client that leaves without them
			_, err = late.Write(query(strings.Repeat("late", 10_000)))
			require.NoError(t, err)
		}
		require.NoError(t, late.Close())
		flooded := make(chan struct{})
		go func() {
			defer close(flooded)
			for ask := query("flood"); err == nil; _, err = flood.Write(ask) {
				ask = query(strings.Repeat("flood", 10_000))
			}
		}()
		time.Sleep(20 * ms)
		p.Reset()
		<-flooded
		p.Close()
		_, err = idle.Read(make([]byte, 1))
		require.Error(t, err)
	}
	a.close(t)
	for deadline := time.Now().Add(patience); runtime.NumGoroutine() > before; time.Sleep(ms) {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<20)
			t.Fatal(string(stacks[:runtime.Stack(stacks, true)]))
		}
	}
}

// TestProxyWithoutServer refuses while the server is down, and goes through once it is back at its address.
func TestProxyWithoutServer(t *testing.T) {
	a := newAnswering(t)
	to := driver.NewConfig()
	to.Net, to.Addr = "tcp", a.listener.Addr().String()
	p, err := OpenProxy(to)
	require.NoError(t, err)
	defer p.Close()
	conn := dial(t, p)
	require.NoError(t, ask(conn, query("SELECT 1")...))
	p.Reset() // or the server would wait for its connection
	a.close(t)
	require.Error(t, ask(dial(t, p), query("SELECT 1")...))
	l, err := net.Listen("tcp", to.Addr)
	require.NoError(t, err)
	again := &answering{listener: l}
	again.conns.Go(func() {
		conn, err := l.Accept()
		if err == nil {
			again.serve(conn)
		}
	})
	conn = dial(t, p)
	require.NoError(t, ask(conn, query("SELECT 1")...))
	require.NoError(t, conn.Close())
	again.close(t)
}

func TestOpenProxyRefuses(t *testing.T) {
	to := driver.NewConfig()
	to.Net, to.Addr = "unix", "/run/mysqld.sock"
	_, err := OpenProxy(to)
	require.EqualError(t, err, `a proxy to the database: it is reached by "unix"; allowed: tcp`)
}

func TestCutCommitsNeedsPlainConnections(t *testing.T) {
	for name, change := range map[string]func(*driver.Config){
		"tls":        func(c *driver.Config) { c.TLS = &tls.Config{} },
		"tls=true":   func(c *driver.Config) { c.TLSConfig = "preferred" },
		"compressed": func(c *driver.Config) { require.NoError(t, c.Apply(driver.EnableCompression(true))) },
	} {
		to := driver.NewConfig()
		change(to)
		_, _, err := (&Proxy{to: to, traffic: newTraffic()}).CutCommits(t.Context(), 1)
		require.ErrorContains(t, err, "encrypted or compressed", name)
	}
	to := driver.NewConfig()
	to.TLSConfig = "false"
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := (&Proxy{to: to, traffic: newTraffic()}).CutCommits(ctx, 1)
	require.NoError(t, err)
}
