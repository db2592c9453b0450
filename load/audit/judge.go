package audit

import (
	"fmt"

	"reprise/control/pool"
	"reprise/load/history"
)

// shown is how many findings are told in words.
const shown = 20

// judge holds what has been found so far.
type judge struct {
	run      Run
	report   Report
	given    []holding // all of them, without their answers
	findings []string
	more     int // findings that are not told
}

// find counts a finding, and tells it while there is room.
func (j *judge) find(count *int, format string, args ...any) {
	*count++
	if len(j.findings) == shown {
		j.more++
		return
	}
	j.findings = append(j.findings, fmt.Sprintf(format, args...))
}

func (j *judge) words() []string {
	if j.more > 0 {
		return append(j.findings, fmt.Sprintf("and %d more", j.more))
	}
	return j.findings
}

// readings are held against what the database counts.
func (j *judge) readings() {
	for _, b := range []struct {
		when string
		book *Book
	}{{"before", j.run.Before}, {"after", j.run.After}} {
		if unread := b.book.unread(); unread > 0 {
			var once int
			j.find(&once, "blind: the reading %s brought %d rows of table account, which counts %d: what follows is no proof", b.when,
				len(b.book.Rows), b.book.Counted)
			j.report.Blind += unread
		}
	}
}

// holdings are judged one by one, and there must not be two.
func (j *judge) holdings(c *claimant) {
	for i := range c.holdings {
		h := &c.holdings[i]
		switch {
		case len(h.answers) == 0:
			j.held(c, h)
		case h.is.hands(c.device):
			j.acknowledged(c, h)
		default:
			j.find(&j.report.Lost, "lost: %s was acknowledged to %s; the database has it as %s", h.account, j.asking(h.answers[0]), h.is)
		}
		if len(h.answers) > 0 {
			j.report.Claims++
		}
		kept := *h
		kept.answers = nil
		j.given = append(j.given, kept)
	}
	if n := len(c.holdings); n > 1 {
		j.find(&j.report.Double, "double: device %s was given %d accounts, %s and %s among them", name(c.device), n,
			c.holdings[0].account, c.holdings[1].account)
	}
}

// held is of an account that the database gives a device, and no answer does.
func (j *judge) held(c *claimant, h *holding) {
	switch {
	case h.hadBefore(), h.fits:
	case h.giver >= 0 || len(c.doubts) > 0:
		j.find(&j.report.WrongTerms, "wrong terms: %s is %s, and explained by nothing but a request in doubt%s", h.account, h.is, j.allowing(c, h))
	default:
		j.find(&j.report.Stray, "stray: %s is %s, which nobody knows to have been given it", h.account, h.is)
	}
}

// acknowledged is of an account that an answer gives a device, and the database too.
func (j *judge) acknowledged(c *claimant, h *holding) {
	for _, a := range h.answers {
		op := &j.run.Ops[a]
		if off := op.ValidTo.Sub(h.is.ValidTo).Abs(); off >= resolution || op.PayStatus != h.is.PayStatus {
			j.find(&j.report.WrongTerms, "wrong terms: the answer to %s says %s, %s until %s; the database has it as %s", j.asking(a), h.account,
				op.PayStatus, stamp(op.ValidTo), h.is)
			return
		}
	}
	switch {
	case h.giver < 0 && !h.hadBefore():
		j.find(&j.report.Stray, "stray: %s is said to be owned by %s, and no request is known by which it was given", h.account, j.asking(h.answers[0]))
	case h.giver >= 0 && !h.fits:
		j.find(&j.report.WrongTerms, "wrong terms: %s was given to %s and is %s%s", h.account, j.asking(h.giver), h.is, j.allowing(c, h))
	case h.giver >= 0 && h.was != nil && j.run.Ops[h.giver].Outcome == history.Given && j.run.Ops[h.giver].Route == pool.Fallback:
		j.find(&j.report.WrongTerms, "wrong terms: %s was said to be new to %s, and was there before", h.account, j.asking(h.giver))
	}
}

// doubt says how a claim in doubt was resolved. The route of a later answer tells: what is owned had been given before, what was
// taken or made was given then. Where an answer of that kind is contradicted by valid_to, which says when it was given, the
// request in doubt explains it. Without an answer the database has the last word.
func (j *judge) doubt(c *claimant) {
	if len(c.doubts) == 0 {
		return
	}
	j.report.InDoubt++
	outcome := &j.report.LeftWithout
	for i := range c.holdings {
		h := &c.holdings[i]
		anew := h.giver >= 0 && j.run.Ops[h.giver].Outcome == history.Given && j.run.Ops[c.doubts[0]].Sent <= h.ended
		switch {
		case !h.is.hands(c.device) || !h.fits && !h.hadBefore():
			outcome = &j.report.Unresolved
		case outcome == &j.report.Unresolved:
		case anew:
			outcome = &j.report.ClaimedAnew
		default:
			outcome = &j.report.HadCommitted
		}
	}
	if c.device == "" || len(c.holdings) == 0 && j.run.After.unread() > 0 {
		outcome = &j.report.Unresolved
	}
	if outcome == &j.report.Unresolved {
		j.find(outcome, "unresolved: %s ended in doubt, and what the database has does not say what came of it", j.asking(c.doubts[0]))
		return
	}
	*outcome++
}

// asking is a request in words.
func (j *judge) asking(op int) string {
	o := &j.run.Ops[op]
	return fmt.Sprintf("device %s (request %d, sent at %v, %s at %v)", name(o.Request.DeviceID), o.Again, o.Sent, o.Outcome, o.Ended)
}

// allowing are the terms that the giver allows, where there is one.
func (j *judge) allowing(c *claimant, h *holding) string {
	giver := h.giver
	if giver < 0 {
		giver = c.doubts[0]
	}
	return "; allowed: " + j.run.terms(giver, min(h.ended, whenever)).String()
}

// name is a device in words.
func name(device string) string {
	if device == "" {
		return "(none)"
	}
	return fmt.Sprintf("%q", device)
}

func (r *Row) String() string {
	if r == nil {
		return "no row"
	}
	text := fmt.Sprintf("%s of device %s until %s", r.PayStatus, name(r.DeviceID), stamp(r.ValidTo))
	if r.Deleted {
		text += ", deleted"
	}
	return text
}
