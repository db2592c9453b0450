package claimd_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"reprise/control/pool"
	"reprise/load/claimd"
	"reprise/load/wire"
)

func post(query, kind, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/claim", strings.NewReader(body))
	r.URL.RawQuery = query
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	return r
}

const (
	inJSON = "application/json"
	inForm = "application/x-www-form-urlencoded"
)

// TestClaimsThatAreNone: one line says what is wrong and what is allowed, and the store is not asked.
func TestClaimsThatAreNone(t *testing.T) {
	m := newMemory(still, 10)
	s := newServer(t, options(m, &worker{}))
	tooLong := strings.Repeat("a", claimd.DeviceIDMax+1)
	for _, c := range []struct{ query, kind, body, want string }{
		{"", "", "", "device id has 0 bytes; allowed: 1 to 128"},
		{"flow=trial", "", "", "device id has 0 bytes"},
		{"device_id=&flow=trial", "", "", "device id has 0 bytes"},
		{"device_id=&flow=admin&days=3&pay_status=PAID", "", "", "device id has 0 bytes"},
		{"device_id=" + tooLong + "&flow=trial", "", "", "device id has 129 bytes; allowed: 1 to 128"},
		{"device_id=a%22b&flow=trial", "", "", "device id has byte 0x22 at 1"},
		{"device_id=a'b&flow=trial", "", "", "device id has byte 0x27 at 1"},
		{"device_id=a%00&flow=trial", "", "", "device id has byte 0x00 at 1; allowed: A-Z a-z 0-9 . _ : -"},
		{"device_id=a+b&flow=trial", "", "", "device id has byte 0x20 at 1"},
		{"device_id=%C3%A9&flow=trial", "", "", "device id has byte 0xc3 at 0"},
		{"device_id=a%0Ab&flow=trial", "", "", "device id has byte 0x0a at 1"},
		{"device_id=a%zz&flow=trial", "", "", "cannot be read"},
		{"device_id=a;flow=trial", "", "", "cannot be read"},
		{"device_id=a&device_id=b&flow=trial", "", "", `parameter "device_id" is given 2 times`},
		{"device_id=a", "", "", `unknown flow ""; allowed: trial, paid, admin`},
		{"device_id=a&flow=TRIAL", "", "", `unknown flow "TRIAL"`},
		{"device_id=a&flow=" + strings.Repeat("x", 3000), "", "", `unknown flow "xxx`},
		{"device_id=a&flow=trial&deviceid=b", "", "", `unknown parameter "deviceid"; allowed: device_id, flow, days, pay_status`},
		{"device_id=a&flow=trial&" + strings.Repeat("%0A", 900) + "=", "", "", `unknown parameter "\n\n`},
		{"device_id=a&flow=trial&days=x", "", "", `days are "x"; allowed: 1 to 36500`},
		{"device_id=a&flow=trial&days=7", "", "", "days are 7; flow trial gives 3"},
		{"device_id=a&flow=paid&days=3", "", "", "days are 3; flow paid gives 30"},
		{"device_id=a&flow=trial&pay_status=PAID", "", "", `pay status is "PAID"; flow trial gives TRIAL`},
		{"device_id=a&flow=paid&pay_status=nonsense", "", "", `pay status is "nonsense"; flow paid gives PAID`},
		{"device_id=a&flow=admin&days=0&pay_status=PAID", "", "", "days are 0; allowed: 1 to 36500"},
		{"device_id=a&flow=admin&days=-1&pay_status=PAID", "", "", "days are -1"},
		{"device_id=a&flow=admin&days=36501&pay_status=PAID", "", "", "days are 36501"},
		{"device_id=a&flow=admin&days=99999999999999999999&pay_status=PAID", "", "", `days are "99999999999999999999"`},
		{"device_id=a&flow=admin&days=3", "", "", `unknown pay status ""`},
		{"device_id=a&flow=admin&days=3&pay_status=POOL", "", "", "pay status is POOL; allowed: TRIAL, PAID"},
		{"", inForm, "device_id=&flow=trial", "device id has 0 bytes"},
		{"device_id=a&flow=trial", inForm, "device_id=a&flow=trial", "parameters and a body"},
		{"", inJSON, `{"device_id":"a\u0000","flow":"trial"}`, "device id has byte 0x00"},
		{"", inJSON, `{"device_id":"a\"b","flow":"trial"}`, "device id has byte 0x22"},
		{"", inJSON, "{\"device_id\":\"\xff\",\"flow\":\"trial\"}", "device id has byte 0xef"},
		{"", inJSON, `{"device_id":7,"flow":"trial"}`, "body: device_id is a JSON number; allowed: a string"},
		{"", inJSON, `{"device_id":"a","flow":"admin","days":1.5,"pay_status":"PAID"}`, "body: days is a JSON number 1.5; allowed: a int"},
		{"", inJSON, `{"device_id":"a","flow":"trial","valid_to":"2099"}`, `body: unknown field "valid_to"; allowed: device_id`},
		{"", inJSON, `{"device_id":"a","flow":"trial"}{}`, "body: more than one object"},
		{"", inJSON, `{"device_id":"a","flow":"trial"`, "body: not one object of JSON"},
		{"", inJSON, `[]`, "body: not one object of JSON"},
		{"", inJSON, `null`, "device id has 0 bytes"},
		{"", inJSON, strings.Repeat("[", 4000), "body: not one object of JSON"},
		{"", inJSON, `{"device_id":"` + strings.Repeat("a", 5000) + `"}`, "the body is longer than 4096 bytes"},
		{"", "text/plain", "a", "unknown Content-Type; allowed: application/json, application/x-www-form-urlencoded"},
		{"", ";;", "a", "unknown Content-Type"},
	} {
		answer := ask(s, post(c.query, c.kind, c.body))
		require.Equal(t, http.StatusBadRequest, answer.Code, "%q %q", c.query, c.body)
		f := refused(t, answer)
		require.Contains(t, f.Error, c.want, "%q %q", c.query, c.body)
		require.False(t, f.InDoubt)
	}
	require.Empty(t, m.requests)
}

// TestClaimsByEveryForm: JSON, a query, a form, and what curl makes of JSON, ask for the same.
func TestClaimsByEveryForm(t *testing.T) {
	for _, c := range []struct {
		query, json string
		want        pool.Request
	}{
		{"device_id=A.z_0:9-&flow=trial", `{"device_id":"A.z_0:9-","flow":"trial"}`, pool.Request{DeviceID: "A.z_0:9-", Days: 3}},
		{"flow=trial&device_id=a&days=3&pay_status=TRIAL", `{"flow":"trial","device_id":"a","days":3,"pay_status":"TRIAL"}`,
			pool.Request{DeviceID: "a", Days: 3}},
		{"device_id=b&flow=paid", ` {"device_id":"b","flow":"paid"} `, pool.Request{Flow: pool.PaidSubscription, DeviceID: "b", Days: 30}},
		{"device_id=c&flow=admin&days=7&pay_status=PAID", `{"device_id":"c","flow":"admin","days":7,"pay_status":"PAID"}`,
			pool.Request{Flow: pool.AdminCreated, DeviceID: "c", Days: 7, PayStatus: pool.Paid}},
	} {
		for _, r := range []*http.Request{
			post(c.query, "", ""),
			post("", inForm, c.query),
			post("", inJSON, c.json),
			post("", inJSON+"; charset=utf-8", c.json),
			post("", "", c.json),
			post("", inForm, strings.TrimSpace(c.json)),
		} {
			m := newMemory(still, 10)
			answer := ask(newServer(t, options(m, &worker{})), r)
			require.Equal(t, http.StatusOK, answer.Code, answer.Body)
			require.Equal(t, c.want, m.last())
		}
	}
}

var deviceID = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,128}$`)

// TestDeviceIDsProperty: an id is taken if and only if it is of the small set, in JSON as in a query.
func TestDeviceIDsProperty(t *testing.T) {
	s := newServer(t, options(newMemory(still, 0), &worker{}))
	id := rapid.OneOf(rapid.StringMatching(`[A-Za-z0-9._:-]{0,129}`), rapid.String(), rapid.StringMatching(`[a-z]{0,4}[ -~][a-z]{0,4}`))
	rapid.Check(t, func(t *rapid.T) {
		id := id.Draw(t, "id")
		want := http.StatusBadRequest
		if deviceID.MatchString(id) {
			want = http.StatusOK
		}
		body, err := json.Marshal(wire.Claim{DeviceID: id, Flow: "trial"})
		require.NoError(t, err)
		require.Equal(t, want, ask(s, post("", inJSON, string(body))).Code)
		require.Equal(t, want, ask(s, post(url.Values{"device_id": {id}, "flow": {"trial"}}.Encode(), "", "")).Code)
	})
}

// TestAdminsClaimsProperty: days and pay status are for pool.Request to judge, and no other rule is held against them (POOL-10).
func TestAdminsClaimsProperty(t *testing.T) {
	m := newMemory(still, 0)
	s := newServer(t, options(m, &worker{}))
	rapid.Check(t, func(t *rapid.T) {
		r := pool.Request{
			Flow: pool.AdminCreated, DeviceID: "d",
			Days:      rapid.OneOf(rapid.IntRange(-2, 4), rapid.IntRange(pool.DaysMax-2, pool.DaysMax+2), rapid.Int()).Draw(t, "days"),
			PayStatus: pool.PayStatus(rapid.IntRange(0, 2).Draw(t, "pay status")),
		}
		answer := ask(s, post(url.Values{
			"device_id": {r.DeviceID}, "flow": {r.Flow.String()}, "days": {strconv.Itoa(r.Days)}, "pay_status": {r.PayStatus.String()},
		}.Encode(), "", ""))
		if err := r.Validate(); err != nil {
			require.Equal(t, http.StatusBadRequest, answer.Code)
			require.Contains(t, answer.Body.String(), err.Error())
			return
		}
		require.Equal(t, http.StatusOK, answer.Code)
		require.Equal(t, r, m.last())
	})
}

// FuzzClaim: whatever comes is taken or refused in one line, and what is taken is a request.
func FuzzClaim(f *testing.F) {
	f.Add("device_id=a&flow=trial", "", "")
	f.Add("", inJSON, `{"device_id":"a","flow":"admin","days":7,"pay_status":"PAID"}`)
	f.Add("", inForm, "device_id=a&flow=paid&days=30")
	f.Add("", inJSON, `{"device_id":"a\u0000\"","flow":"trial"}{`)
	f.Add("a=%", ";", "[")
	f.Fuzz(func(t *testing.T, query, kind, body string) {
		m := newMemory(still, 1)
		answer := ask(newServer(t, options(m, &worker{})), post(query, kind, body))
		switch answer.Code {
		case http.StatusOK:
			require.NoError(t, m.last().Validate())
			require.Regexp(t, deviceID, m.last().DeviceID)
			var given wire.Answer
			require.NoError(t, json.Unmarshal(answer.Body.Bytes(), &given))
		case http.StatusBadRequest:
			require.False(t, refused(t, answer).InDoubt)
			require.Empty(t, m.requests)
		default:
			t.Fatalf("status %d", answer.Code)
		}
	})
}

// endless is a body of which it is known how much was read.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	e.read += len(p)
	return len(p), nil
}

// TestTenMegabytesAreNotRead: neither where the length is told, nor where it is not.
func TestTenMegabytesAreNotRead(t *testing.T) {
	s := newServer(t, options(newMemory(still, 1), &worker{}))
	for _, told := range []int64{10 << 20, -1} {
		body := &endless{}
		r := httptest.NewRequest(http.MethodPost, "/claim", io.NopCloser(body))
		r.ContentLength = told
		answer := ask(s, r)
		require.Equal(t, http.StatusBadRequest, answer.Code)
		require.Equal(t, "the body is longer than 4096 bytes", refused(t, answer).Error)
		require.LessOrEqual(t, body.read, 16<<10)
	}
}

// TestTenMegabytesOverTheWire are answered before they have come, and the connection serves no more.
func TestTenMegabytesOverTheWire(t *testing.T) {
	s := newServer(t, options(newMemory(still, 1), &worker{}))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.Start(l)
	defer func() { require.NoError(t, s.Shutdown(t.Context())) }()
	for _, head := range []string{
		"Content-Length: 10485760", "Transfer-Encoding: chunked",
		"Content-Length: 10485760\r\nExpect: 100-continue", // curl's, which is not told to go on
	} {
		conn, err := net.Dial("tcp", l.Addr().String())
		require.NoError(t, err)
		require.NoError(t, conn.SetDeadline(time.Now().Add(20*time.Second)))
		_, err = conn.Write([]byte("POST /claim HTTP/1.1\r\nHost: x\r\n" + head + "\r\n\r\n" + "a00000\r\n" + strings.Repeat("a", 8<<10)))
		require.NoError(t, err)
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		require.NoError(t, err)
		require.Equal(t, http.StatusBadRequest, answer.StatusCode)
		require.True(t, answer.Close)
		require.NoError(t, answer.Body.Close())
		require.NoError(t, conn.Close())
	}
}
