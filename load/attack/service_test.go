package attack

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"reprise/control/pool"
	"reprise/load/history"
)

func TestWhatAnAnswerMeans(t *testing.T) {
	const account = "0195a0e4-7c00-7000-8000-000000000001"
	answer := func(id, route, status string) string {
		return fmt.Sprintf(`{"account_id":%q,"route":%q,"pay_status":%q,"valid_to":"2026-03-02T12:00:00Z","configs":true}`, id, route, status)
	}
	given := func(route pool.Route, status pool.PayStatus) history.Op {
		return history.Op{Account: uuid.MustParse(account), Route: route, PayStatus: status,
			ValidTo: time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)}
	}
	doubt := func(reason string) history.Op { return history.Op{Outcome: history.InDoubt, Reason: reason} }
	refused := func(reason string) history.Op { return history.Op{Outcome: history.Refused, Reason: reason} }
	for _, tc := range []struct {
		name   string
		status int
		body   string
		err    error
		want   history.Op
	}{
		{"claimed", 200, answer(account, "pool", "TRIAL"), nil, given(pool.FromPool, pool.Trial)},
		{"made anew (POOL-07)", 200, answer(account, "fallback", "PAID"), nil, given(pool.Fallback, pool.Paid)},
		{"had already", 200, answer(account, "owned", "POOL"), nil, given(pool.Owned, pool.Pool)},
		{"no account", 200, answer(uuid.Nil.String(), "pool", "TRIAL"), nil, doubt("200 unreadable")},
		{"no such route", 200, answer(account, "detour", "TRIAL"), nil, doubt("200 unreadable")},
		{"no such pay status", 200, answer(account, "pool", "FREE"), nil, doubt("200 unreadable")},
		{"half an answer", 200, answer(account, "pool", "TRIAL")[:60], nil, doubt("200 unreadable")},
		{"no answer in it", 200, "", nil, doubt("200 unreadable")},

		{"not taken up", 503, `{"error":"database"}`, nil, refused("503 unavailable")},
		{"taken up", 503, `{"error":"database","in_doubt":true}`, nil, doubt("503 in doubt")},
		{"not from the service", 503, `<html>`, nil, doubt("503 in doubt")},
		{"from who knows whom", 503, `{}`, nil, doubt("503 in doubt")},
		{"a bug", 500, `{"error":"bug"}`, nil, doubt("500 in doubt")},
		{"a gateway's", 502, "", nil, doubt("502 in doubt")},
		{"wrong", 400, `{"error":"device id"}`, nil, refused("400 refused")},
		{"wrong, without a word", 404, "", nil, refused("404 refused")},
		{"wrong, or so", 409, `{"error":"busy","in_doubt":true}`, nil, doubt("409 in doubt")},
		{"elsewhere", 302, "", nil, doubt("302 in doubt")},
		{"of another kind", 204, "", nil, doubt("204 in doubt")},

		{"late", 0, "", fmt.Errorf("post: %w", context.DeadlineExceeded), doubt("time-out")},
		{"called off", 0, "", fmt.Errorf("post: %w", context.Canceled), doubt("called off")},
		{"cut off", 0, "", errors.New("EOF"), doubt("connection")},
		{"cut off within the answer", 200, answer(account, "pool", "TRIAL"), errors.New("unexpected EOF"), doubt("connection")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var op history.Op
			understand(&op, tc.status, []byte(tc.body), tc.err)
			require.Equal(t, tc.want, op)
		})
	}
}
