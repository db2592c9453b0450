package faults

import (
	"time"

	"github.com/Shopify/toxiproxy/v2/stream"
	"github.com/Shopify/toxiproxy/v2/toxics"
)

// The kinds under which Toxiproxy knows the two toxics.
const (
	kindOfQuestions = "mysql_questions"
	kindOfAnswers   = "mysql_answers"
)

// questions is the toxic in what a client sends: it cuts commits before they arrive, or dooms their answers.
type questions struct{ traffic *traffic }

// answers is the toxic in what the server sends: it delays, and cuts what is doomed.
type answers struct{ traffic *traffic }

// NewState is that of one connection. Toxiproxy makes connections one after the other, and of each this half first.
func (q *questions) NewState() any {
	q.traffic.pipes.Add(1)
	return q.traffic.begin()
}

// NewState is that of the connection whose other half was made just before.
func (a *answers) NewState() any {
	a.traffic.pipes.Add(1)
	return a.traffic.begun()
}

// GetBufferSize is as large as that of Toxiproxy's own latency, so that a long answer is not delayed chunk by chunk.
func (a *answers) GetBufferSize() int { return 1024 }

// Pipe passes on what a client sends.
func (q *questions) Pipe(stub *toxics.ToxicStub) {
	q.traffic.pipe(stub, func(t *talk, c *stream.StreamChunk) bool {
		for at := 0; at < len(c.Data); {
			n, whole := t.asked.take(c.Data[at:])
			if whole && t.question() {
				switch fate, order := q.traffic.commit(); fate {
				case cutBefore: // what of it was passed on earlier is no whole packet, and the server does not heed it
					return false
				case cutAfter:
					t.doom(order)
				}
			}
			at += n
		}
		return t.pass(stub, c)
	})
}

// Pipe passes on what the server sends.
func (a *answers) Pipe(stub *toxics.ToxicStub) {
	a.traffic.pipe(stub, func(t *talk, c *stream.StreamChunk) bool {
		if t.isCutNow() {
			return false
		}
		for at := 0; at < len(c.Data); {
			n, whole := t.answered.take(c.Data[at:])
			if whole {
				t.answer()
			}
			at += n
		}
		t.linger(c.Timestamp)
		return t.pass(stub, c)
	})
}

// pipe has each chunk of one direction done until one cuts the connection, or it is over.
func (t *traffic) pipe(stub *toxics.ToxicStub, do func(*talk, *stream.StreamChunk) (goesOn bool)) {
	talk := stub.State.(*talk)
	for {
		select {
		case <-stub.Interrupt: // Toxiproxy goes on with another call
			return
		case <-talk.over:
		case c := <-stub.Input:
			if c != nil && do(talk, c) {
				continue
			}
		}
		break
	}
	talk.end()
	stub.Close()
	for range stub.Input { // so that whoever writes into it can end
	}
	t.pipes.Done()
}

// pass passes a chunk on, and reports whether it could.
func (t *talk) pass(stub *toxics.ToxicStub, c *stream.StreamChunk) bool {
	select {
	case stub.Output <- c:
		return true
	case <-t.over:
		return false
	}
}

// linger waits until a chunk that came at an instant may go on, or the connection is over.
func (t *talk) linger(came time.Time) {
	for {
		late, isNew := t.traffic.lateness()
		left := late - time.Since(came)
		if late <= 0 || left <= 0 {
			return
		}
		select {
		case <-time.After(left):
			return
		case <-t.over:
			return
		case <-isNew:
		}
	}
}
