package faults

import (
	"encoding/binary"
	"regexp"
)

// What is read of MySQL's protocol. A packet is three bytes of length, the lowest first, one of sequence number, and a payload
// of that length; a chunk of a connection may hold parts of several. A client's packet of number 0 begins a command, whose
// kind is its first byte. The driver asks for COMMIT by COM_QUERY; a statement with arguments it prepares, and executes under
// the number that the server's answer gives it, or sends as text by COM_QUERY (interpolateParams).
const (
	comQuery       = 0x03 // and the text
	comStmtPrepare = 0x16 // and the text
	comStmtExecute = 0x17 // and the statement's number, four bytes, the lowest first
	comStmtClose   = 0x19 // likewise
)

// keep is how much of a payload is kept: enough to tell a command by.
const keep = 128

// packets cuts the bytes of one direction into packets.
type packets struct {
	header  [4]byte
	got     int // bytes of the header
	left    int // bytes of the payload that are still to come
	payload []byte
}

// take takes bytes of data, up to the end of a packet, and reports whether it got there. The packet is then whole until the
// next call.
func (p *packets) take(data []byte) (taken int, whole bool) {
	if p.whole() {
		p.got, p.payload = 0, p.payload[:0]
	}
	if p.got < len(p.header) {
		taken = copy(p.header[p.got:], data)
		if p.got += taken; p.got < len(p.header) {
			return taken, false
		}
		p.left = int(p.header[0]) | int(p.header[1])<<8 | int(p.header[2])<<16
	}
	n := min(p.left, len(data)-taken)
	kept := min(n, keep-len(p.payload))
	p.payload = append(p.payload, data[taken:taken+kept]...)
	p.left -= n
	return taken + n, p.whole()
}

func (p *packets) whole() bool { return p.got == len(p.header) && p.left == 0 }

func (p *packets) number() byte { return p.header[3] }

// statement is the number behind the first byte of a payload; false where it is too short.
func (p *packets) statement() (number uint32, ok bool) {
	if len(p.payload) < 5 {
		return 0, false
	}
	return binary.LittleEndian.Uint32(p.payload[1:]), true
}

// effect is what a statement does to its connection's transaction.
type effect uint8

const (
	none effect = iota
	begins
	commits
	rollsBack
	writes // accounts: outside of a transaction that is a commit too
)

var effects = []struct {
	effect effect
	says   *regexp.Regexp
}{
	{begins, regexp.MustCompile(`(?i)^\s*(start\s+transaction|begin)\b`)},
	{commits, regexp.MustCompile(`(?i)^\s*commit\b`)},
	{rollsBack, regexp.MustCompile(`(?i)^\s*rollback\b`)},
	{writes, regexp.MustCompile("(?i)^\\s*(update|insert\\s+into)\\s+`?account`?(\\W|$)")},
}

// effectOf reads the beginning of a statement.
func effectOf(text []byte) effect {
	for _, e := range effects {
		if e.says.Match(text) {
			return e.effect
		}
	}
	return none
}
