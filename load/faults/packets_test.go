package faults

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// packet is one of MySQL's.
func packet(number byte, payload string) []byte {
	n := len(payload)
	return append([]byte{byte(n), byte(n >> 8), byte(n >> 16), number}, payload...)
}

func query(text string) []byte { return packet(0, string(rune(comQuery))+text) }

func TestEffectOf(t *testing.T) {
	for text, want := range map[string]effect{
		"COMMIT": commits, "commit": commits, " \n\tCommit WORK": commits, "COMMITS": none, "SELECT 'COMMIT'": none,
		"START TRANSACTION": begins, "start  transaction READ ONLY": begins, "BEGIN": begins, "BEGINNING": none, "START SLAVE": none,
		"ROLLBACK":                               rollsBack,
		"UPDATE account SET pay_status = 'PAID'": writes, "update `account` set x": writes, "UPDATE account": writes,
		"UPDATE account_pool SET x": none, "UPDATE accounts SET x": none, "UPDATE vpn_user_server_account SET x": none,
		"INSERT INTO account (id) VALUES (?)": writes, "INSERT INTO account(id)": writes, "insert into\n`account`(id)": writes,
		"SELECT id FROM account FOR UPDATE": none, "DELETE FROM account": none, "": none,
	} {
		require.Equal(t, want, effectOf([]byte(text)), text)
	}
}

// TestPacketsInAnyChunks splits a connection's bytes at random: the packets are the same.
func TestPacketsInAnyChunks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type one struct {
			number  byte
			payload string
		}
		var sent, got []one
		var bytes []byte
		for range rapid.IntRange(1, 8).Draw(t, "packets") {
			length := rapid.SampledFrom([]int{0, 1, 7, keep - 1, keep, keep + 1, 255, 256, 70_000}).Draw(t, "length")
			p := one{rapid.Byte().Draw(t, "number"), strings.Repeat("x", length)}
			bytes = append(bytes, packet(p.number, p.payload)...)
			p.payload = p.payload[:min(length, keep)]
			sent = append(sent, p)
		}
		var p packets
		for len(bytes) > 0 {
			chunk := bytes[:rapid.IntRange(1, len(bytes)).Draw(t, "chunk")]
			bytes = bytes[len(chunk):]
			for len(chunk) > 0 {
				n, whole := p.take(chunk)
				require.Positive(t, n)
				chunk = chunk[n:]
				if whole {
					got = append(got, one{p.number(), string(p.payload)})
				}
			}
		}
		require.Equal(t, sent, got)
	})
}

// TestQuestion reads a connection as the client and the server have it, packet by packet.
func TestQuestion(t *testing.T) {
	prepare := func(text string) []byte { return packet(0, string(rune(comStmtPrepare))+text) }
	execute := func(number byte) []byte {
		return packet(0, fmt.Sprintf("%c%c\x00\x00\x00rest", comStmtExecute, number))
	}
	closing := func(number byte) []byte { return packet(0, fmt.Sprintf("%c%c\x00\x00\x00", comStmtClose, number)) }
	prepared := func(number byte) []byte { return packet(1, fmt.Sprintf("\x00%c\x00\x00\x00rest", number)) }
	ok, failed := packet(1, "\x00rest of it"), packet(1, "\xffrest of it")
	talk := newTraffic().begin()
	for i, step := range []struct {
		asked, answered []byte
		commits         bool
	}{
		{asked: packet(1, "\x03COMMIT"), answered: ok}, // a part of the greeting, or the rest of a long packet: no command
		{asked: packet(0, ""), answered: ok},
		{asked: query("START TRANSACTION"), answered: ok},
		{asked: query("UPDATE account SET x"), answered: ok},
		{asked: query("COMMIT"), answered: ok, commits: true},
		{asked: query("UPDATE account SET x"), answered: ok, commits: true},
		{asked: query("BEGIN"), answered: ok},
		{asked: query("INSERT INTO account (id)"), answered: ok},
		{asked: query("ROLLBACK"), answered: ok},
		{asked: query("INSERT INTO account (id)"), answered: ok, commits: true},
		{asked: prepare("UPDATE account SET x = ?"), answered: prepared(7)},
		{asked: prepare("SELECT ?"), answered: prepared(8)},
		{asked: execute(7), answered: ok, commits: true},
		{asked: execute(8), answered: ok},
		{asked: query("START TRANSACTION"), answered: ok},
		{asked: execute(7), answered: ok},
		{asked: query("COMMIT"), answered: ok, commits: true},
		{asked: closing(7)},
		{asked: prepare("UPDATE account SET wrong ?"), answered: failed},
		{asked: execute(7), answered: failed},
		{asked: prepare("SELECT 1"), answered: prepared(7)},
		{asked: execute(7), answered: ok},
		{asked: packet(0, string(rune(comStmtExecute))), answered: failed},
	} {
		_, whole := talk.asked.take(step.asked)
		require.True(t, whole)
		require.Equal(t, step.commits, talk.question(), "%d: %q", i, step.asked)
		if step.answered != nil {
			_, whole := talk.answered.take(step.answered)
			require.True(t, whole)
			talk.answer()
		}
	}
}
