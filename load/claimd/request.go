package claimd

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"reprise/control/pool"
	"reprise/load/wire"
)

// DeviceIDMax is the longest device id, in bytes: as long as column account.device_id. Its bytes are those of deviceIDBytes.
// The documents say nothing of either; both are ours.
const DeviceIDMax = 128

const deviceIDBytes = "A-Z a-z 0-9 . _ : -"

// bodyMax is the longest body of a claim, in bytes. Of a longer one no more is read.
const bodyMax = 4 << 10

// readClaim reads the request of a POST /claim: a body of JSON, or parameters in the query or in a form, by the same names.
func readClaim(w http.ResponseWriter, r *http.Request) (wire.Claim, error) {
	body, err := readBody(w, r)
	switch {
	case err != nil:
		return wire.Claim{}, err
	case len(body) == 0:
		return fromParameters(r.URL.RawQuery)
	case r.URL.RawQuery != "":
		return wire.Claim{}, errors.New("there are parameters and a body; allowed: either")
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case r.Header.Get("Content-Type") == "", err == nil && kind == "application/json", body[0] == '{': // curl -d calls all a form
		return fromJSON(body)
	case err == nil && kind == "application/x-www-form-urlencoded":
		return fromParameters(string(body))
	}
	return wire.Claim{}, errors.New("the body has an unknown Content-Type; allowed: application/json, application/x-www-form-urlencoded")
}

// readBody reads a body that is not too long. After one that is, the connection is closed: what is left of it is not read.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	tooLong := fmt.Errorf("the body is longer than %d bytes", bodyMax)
	if r.ContentLength == 0 {
		return nil, nil
	}
	if r.ContentLength > bodyMax {
		w.Header().Set("Connection", "close")
		return nil, tooLong
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyMax))
	if tooMany := (*http.MaxBytesError)(nil); errors.As(err, &tooMany) {
		return nil, tooLong
	}
	if err != nil {
		return nil, errors.New("the body ended early, or came too slowly")
	}
	return body, nil
}

func fromJSON(body []byte) (wire.Claim, error) {
	var c wire.Claim
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	err := d.Decode(&c)
	if err == nil {
		if _, err := d.Token(); !errors.Is(err, io.EOF) {
			return wire.Claim{}, errors.New("body: more than one object of JSON")
		}
		return c, nil
	}
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) && wrong.Field != "" {
		return wire.Claim{}, fmt.Errorf("body: %s is a JSON %s; allowed: a %s", wrong.Field, wrong.Value, wrong.Type)
	}
	if field, is := strings.CutPrefix(err.Error(), "json: unknown field "); is {
		return wire.Claim{}, fmt.Errorf("body: unknown field %s; allowed: %s", short(field), parameters)
	}
	return wire.Claim{}, errors.New("body: not one object of JSON")
}

const parameters = "device_id, flow, days, pay_status"

func fromParameters(text string) (wire.Claim, error) {
	var c wire.Claim
	values, err := url.ParseQuery(text)
	if err != nil {
		return c, errors.New("the parameters cannot be read: a % that is no escape, or a semicolon")
	}
	for name, all := range values {
		value := all[0]
		if len(all) > 1 {
			return wire.Claim{}, fmt.Errorf("parameter %s is given %d times", short(strconv.Quote(name)), len(all))
		}
		switch name {
		case "device_id":
			c.DeviceID = value
		case "flow":
			c.Flow = value
		case "pay_status":
			c.PayStatus = value
		case "days":
			if c.Days, err = strconv.Atoi(value); err != nil {
				return wire.Claim{}, fmt.Errorf("days are %s; allowed: 1 to %d", short(strconv.Quote(value)), pool.DaysMax)
			}
		default:
			return wire.Claim{}, fmt.Errorf("unknown parameter %s; allowed: %s", short(strconv.Quote(name)), parameters)
		}
	}
	return c, nil
}

// requestOf is what a claim asks for, by pool.Request's own rules and two of the service's: a device id is asked of an admin
// too, since a claim that is repeated finds its account by nothing else; and a trial or a subscription comes on the service's
// terms: it may name them, not choose them.
func (o *Options) requestOf(c wire.Claim) (pool.Request, error) {
	if err := checkDeviceID(c.DeviceID); err != nil {
		return pool.Request{}, err
	}
	r := pool.Request{DeviceID: c.DeviceID, Days: c.Days}
	if err := r.Flow.UnmarshalText([]byte(short(c.Flow))); err != nil {
		return pool.Request{}, err
	}
	switch r.Flow {
	case pool.TrialRegistration:
		r.Days = o.TrialDays
	case pool.PaidSubscription:
		r.Days = o.PaidDays
	case pool.AdminCreated:
		if err := r.PayStatus.UnmarshalText([]byte(short(c.PayStatus))); err != nil {
			return pool.Request{}, err
		}
	}
	if c.Days != 0 && c.Days != r.Days {
		return pool.Request{}, fmt.Errorf("days are %d; flow %s gives %d", c.Days, r.Flow, r.Days)
	}
	if err := r.Validate(); err != nil {
		return pool.Request{}, err
	}
	gives := r.Given(pool.Account{}, time.Time{}).PayStatus.String()
	if c.PayStatus != "" && c.PayStatus != gives {
		return pool.Request{}, fmt.Errorf("pay status is %q; flow %s gives %s", short(c.PayStatus), r.Flow, gives)
	}
	return r, nil
}

// checkDeviceID says what is wrong with a device id.
func checkDeviceID(id string) error {
	if len(id) < 1 || len(id) > DeviceIDMax {
		return fmt.Errorf("device id has %d bytes; allowed: 1 to %d", len(id), DeviceIDMax)
	}
	for i := range len(id) {
		switch c := id[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '.', c == '_', c == ':', c == '-':
		default:
			return fmt.Errorf("device id has byte 0x%02x at %d; allowed: %s", c, i, deviceIDBytes)
		}
	}
	return nil
}

// short is a text of the client's as an error repeats it.
func short(text string) string {
	const most = 40
	if len(text) <= most {
		return text
	}
	return text[:most] + "..."
}
