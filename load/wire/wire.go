// Package wire is what goes over HTTP between the claim service and its clients.
package wire

import (
	"time"

	"github.com/google/uuid"

	"reprise/control/pool"
)

// Claim is the body of POST /claim. The service knows the days of a trial and of a subscription; those of an admin's account,
// and whether it is TRIAL or PAID, the admin says.
type Claim struct {
	DeviceID  string `json:"device_id"`
	Flow      string `json:"flow"`
	Days      int    `json:"days,omitempty"`
	PayStatus string `json:"pay_status,omitempty"`
}

// Answer is the body of its 200.
type Answer struct {
	AccountID uuid.UUID `json:"account_id"`
	Route     string    `json:"route"`
	PayStatus string    `json:"pay_status"`
	ValidTo   time.Time `json:"valid_to"`
	// Configs reports whether the servers have the account's configs, as far as the service knows: a fallback whose push failed
	// is handed out without (POOL-20).
	Configs bool `json:"configs"`
}

// Failure is the body of any other status.
type Failure struct {
	Error   string `json:"error"`
	InDoubt bool   `json:"in_doubt,omitempty"` // an account may have been given all the same: ask again, with the same device id
}

// Status is the body of GET /pool/status (POOL-12).
type Status struct {
	Size   int `json:"size"`
	Min    int `json:"min"`
	Target int `json:"target"`
}

// StatusOf is a status as it goes over the wire.
func StatusOf(s pool.Status) Status { return Status(s) }
