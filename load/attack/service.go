package attack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"reprise/control/pool"
	"reprise/load/history"
	"reprise/load/wire"
)

// longestAnswer is more than the service ever says, bytes.
const longestAnswer = 64 << 10

// service is the claim service as its clients reach it.
type service struct {
	claim     *url.URL // of POST /claim
	header    http.Header
	transport *http.Transport
	timeout   time.Duration // of a request
	log       *history.Log
}

// dial keeps as many connections as there may be requests at once; none is opened yet.
func dial(address string, conns int, timeout time.Duration, log *history.Log) (*service, error) {
	claim, err := url.Parse(strings.TrimRight(address, "/") + "/claim")
	if err != nil {
		return nil, fmt.Errorf("attack: %w", err)
	}
	return &service{
		claim:  claim,
		header: http.Header{"Content-Type": {"application/json"}},
		transport: &http.Transport{
			MaxIdleConnsPerHost: conns, IdleConnTimeout: time.Minute, DisableCompression: true,
		},
		timeout: timeout, log: log,
	}, nil
}

func (s *service) close() { s.transport.CloseIdleConnections() }

// ask sends the request of an op that has been given its Sent, completes the op by what came of it, and keeps it. The error is of
// a request that was not answered; status is that of an answer.
func (s *service) ask(ctx context.Context, op history.Op) (_ history.Op, status int, err error) {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	status, body, err := s.post(ctx, op.Request)
	op.Ended = s.log.Since()
	understand(&op, status, body, err)
	s.log.Add(op)
	return op, status, err
}

// post sends a claim and reads the whole answer. It follows no redirect. Go's transport sends a request a second time on its own only
// where it has written nothing of it to a kept connection that turned out closed: that is still one request.
func (s *service) post(ctx context.Context, r pool.Request) (status int, body []byte, err error) {
	claim := wire.Claim{DeviceID: r.DeviceID, Flow: r.Flow.String()}
	if r.Flow == pool.AdminCreated {
		claim.Days, claim.PayStatus = r.Days, r.PayStatus.String()
	}
	text, err := json.Marshal(claim)
	if err != nil {
		return 0, nil, fmt.Errorf("claim of device %q: %w", r.DeviceID, err)
	}
	req := (&http.Request{
		Method: http.MethodPost, URL: s.claim, Host: s.claim.Host, Header: s.header, ContentLength: int64(len(text)),
		Body:    io.NopCloser(bytes.NewReader(text)),
		GetBody: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil },
	}).WithContext(ctx)
	resp, err := s.transport.RoundTrip(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(io.LimitReader(resp.Body, longestAnswer))
	return resp.StatusCode, body, err
}

// unavailable is the reason of a request that the service turned down for now, and did nothing about.
const unavailable = "503 unavailable"

// understand completes an op by what its request's answer says, or by why there was none. Nothing was done only where the service
// itself says so, and never by what a broken answer leaves to be guessed.
func understand(op *history.Op, status int, body []byte, err error) {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		op.Outcome, op.Reason = history.InDoubt, "time-out"
	case errors.Is(err, context.Canceled):
		op.Outcome, op.Reason = history.InDoubt, "called off"
	case err != nil:
		op.Outcome, op.Reason = history.InDoubt, "connection"
	case status == http.StatusOK:
		if !acknowledge(op, body) {
			op.Outcome, op.Reason = history.InDoubt, "200 unreadable"
		}
	default:
		op.Outcome, op.Reason = failure(status, body)
	}
}

// failure is what an answer of any other status than 200 means.
func failure(status int, body []byte) (history.Outcome, string) {
	var f wire.Failure
	said := json.Unmarshal(body, &f) == nil && f.Error != ""
	switch {
	case said && !f.InDoubt && status == http.StatusServiceUnavailable:
		return history.Refused, unavailable
	case !f.InDoubt && status >= 400 && status < 500:
		return history.Refused, fmt.Sprintf("%d refused", status)
	}
	return history.InDoubt, fmt.Sprintf("%d in doubt", status)
}

// acknowledge takes in an account that was given; false: the answer names none.
func acknowledge(op *history.Op, body []byte) bool {
	var a wire.Answer
	if json.Unmarshal(body, &a) != nil || a.AccountID == uuid.Nil {
		return false
	}
	route, known := routeNamed(a.Route)
	var status pool.PayStatus
	if !known || status.UnmarshalText([]byte(a.PayStatus)) != nil {
		return false
	}
	op.Outcome, op.Account, op.Route, op.PayStatus, op.ValidTo = history.Given, a.AccountID, route, status, a.ValidTo
	return true
}

func routeNamed(name string) (pool.Route, bool) {
	for route := pool.FromPool; route <= pool.Owned; route++ {
		if route.String() == name {
			return route, true
		}
	}
	return 0, false
}
