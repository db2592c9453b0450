package claims_test

import (
	"bytes"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/load/mysql"
)

// ruling is what a wire does with one statement.
type ruling struct {
	statement string        // how it begins
	then      func()        // is called before all else; nil: nothing is
	cut       bool          // the client loses its connection, and never sees the answer
	after     time.Duration // the server gets it so much after the client was cut; 0: before that; less than 0: never
	done      chan struct{} // closed once the server has answered a client that was cut; nil: nobody asks
}

// wire is a proxy before a server that breaks connections at the statements that it is told to: a reset within a COMMIT, at will.
type wire struct {
	server string
	listen net.Listener
	all    sync.WaitGroup

	mu      sync.Mutex
	rulings []ruling          // to come, in order
	down    bool              // it lets nobody in
	open    map[net.Conn]bool // those of clients
}

// wireTo puts a wire before a server; it ends with the test.
func wireTo(t testing.TB, s mysql.Server) *wire {
	listen, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	w := &wire{server: s.Config().Addr, listen: listen, open: map[net.Conn]bool{}}
	w.all.Go(w.accept)
	t.Cleanup(func() {
		require.NoError(t, listen.Close())
		w.refuse()
		w.all.Wait()
	})
	return w
}

// rule says what is to become of the next statements of their kinds.
func (w *wire) rule(rulings ...ruling) {
	w.mu.Lock()
	w.rulings = rulings
	w.mu.Unlock()
}

// left is how many rulings have not come to pass.
func (w *wire) left() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.rulings)
}

// refuse breaks all connections that there are, and lets nobody in.
func (w *wire) refuse() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = true
	for conn := range w.open {
		conn.Close()
	}
}

// admit lets them in again.
func (w *wire) admit() {
	w.mu.Lock()
	w.down = false
	w.mu.Unlock()
}

func (w *wire) accept() {
	for {
		client, err := w.listen.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", w.server)
		if err != nil {
			client.Close()
			continue
		}
		w.enter(client)
		l := link{client: client, server: server, answered: make(chan struct{})}
		w.all.Go(l.answers)
		w.all.Go(func() {
			l.statements(w.ruling)
			server.Close()
			w.leave(client)
		})
	}
}

func (w *wire) enter(client net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.down {
		client.Close()
	}
	w.open[client] = true
}

func (w *wire) leave(client net.Conn) {
	client.Close()
	w.mu.Lock()
	delete(w.open, client)
	w.mu.Unlock()
}

// ruling is what is to become of a packet; the zero value, which passes it on, unless a ruling was made for it.
func (w *wire) ruling(body []byte) (r ruling) {
	const query = 3 // COM_QUERY
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.rulings) > 0 && len(body) > 0 && body[0] == query && bytes.HasPrefix(body[1:], []byte(w.rulings[0].statement)) {
		r, w.rulings = w.rulings[0], w.rulings[1:]
	}
	return r
}

// link is one connection through a wire.
type link struct {
	client, server net.Conn
	deaf           atomic.Bool   // the client is to hear no more
	answered       chan struct{} // closed once the server has said what the client does not hear, or nothing more
}

// answers passes on what the server says.
func (l *link) answers() {
	defer close(l.answered)
	defer l.client.Close()
	buffer := make([]byte, 1<<16)
	for {
		n, err := l.server.Read(buffer)
		if err != nil || l.deaf.Load() {
			return
		}
		if _, err := l.client.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// statements passes on what the client says, packet by packet: 3 bytes of length, a number, and the packet.
func (l *link) statements(ruling func(body []byte) ruling) {
	head := make([]byte, 4)
	for {
		if _, err := io.ReadFull(l.client, head); err != nil {
			return
		}
		body := make([]byte, int(head[0])|int(head[1])<<8|int(head[2])<<16)
		if _, err := io.ReadFull(l.client, body); err != nil {
			return
		}
		r, packet := ruling(body), append(head[:4:4], body...)
		if r.then != nil {
			r.then()
		}
		if r.cut {
			l.cut(r, packet)
			return
		}
		time.Sleep(r.after)
		if _, err := l.server.Write(packet); err != nil {
			return
		}
	}
}

// cut breaks the client's connection at a packet. The server's stays until it has answered: else it might find that nobody is
// there before it has read the statement.
func (l *link) cut(r ruling, packet []byte) {
	l.deaf.Store(true)
	if r.after != 0 {
		l.client.Close()
	}
	if r.after < 0 {
		return
	}
	time.Sleep(r.after)
	if _, err := l.server.Write(packet); err != nil {
		return
	}
	<-l.answered
	if r.done != nil {
		close(r.done)
	}
}
