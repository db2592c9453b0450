package faults

import "sync"

// talk is one connection between a client and the server, in both directions.
type talk struct {
	traffic *traffic
	over    chan struct{} // closed by end
	ended   sync.Once

	asked         packets // and inTransaction: of questions alone
	inTransaction bool
	answered      packets // of answers alone

	mu        sync.Mutex
	preparing effect // of the statement whose number is still to come
	prepared  map[uint32]effect
	doomed    *order // asked for the connection to be cut at the answer that comes next
}

// end closes the connection, both to the client and to the server.
func (t *talk) end() {
	t.ended.Do(func() {
		close(t.over)
		t.isCutNow()
		t.traffic.mu.Lock()
		defer t.traffic.mu.Unlock()
		delete(t.traffic.talks, t)
	})
}

// question reads the packet that the client has just sent, and reports whether it commits.
func (t *talk) question() bool {
	p := &t.asked
	if p.number() != 0 || len(p.payload) == 0 {
		return false
	}
	does := none
	switch p.payload[0] {
	case comQuery:
		does = effectOf(p.payload[1:])
	case comStmtPrepare:
		t.mu.Lock()
		t.preparing = effectOf(p.payload[1:])
		t.mu.Unlock()
	case comStmtExecute, comStmtClose:
		if number, ok := p.statement(); ok {
			does = t.statement(number, p.payload[0] == comStmtClose)
		}
	}
	switch does {
	case begins:
		t.inTransaction = true
	case commits, rollsBack:
		t.inTransaction = false
	}
	return does == commits || does == writes && !t.inTransaction
}

// statement is the effect of executing a prepared one: none where it is closed.
func (t *talk) statement(number uint32, isClosed bool) effect {
	t.mu.Lock()
	defer t.mu.Unlock()
	if isClosed {
		delete(t.prepared, number)
	}
	return t.prepared[number]
}

// answer reads the packet that the server has just sent: the first that follows a prepare has the statement's number.
func (t *talk) answer() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.preparing == none {
		return
	}
	if number, ok := t.answered.statement(); ok && t.answered.payload[0] == 0 {
		t.prepared[number] = t.preparing
	}
	t.preparing = none
}

func (t *talk) doom(o *order) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.doomed = o
}

// isCutNow reports whether the connection is to be cut at the answer that has come.
func (t *talk) isCutNow() bool {
	t.mu.Lock()
	o := t.doomed
	t.doomed = nil
	t.mu.Unlock()
	return o != nil && t.traffic.answered(o)
}
