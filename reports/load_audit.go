package reports

import "fmt"

// findingsShown keep a failed audit on two screens; result.json has all of them.
const findingsShown = 12

// words are the audit in half a sentence: `none twice, none lost; 31 in doubt, all resolved`.
func (a *LoadAudit) words() string {
	words := noneOr(a.Double, "given twice", "none twice") + ", " + noneOr(a.Lost, "lost", "none lost")
	for _, more := range []struct {
		n    int
		what string
	}{
		{a.OutOfOrder, "out of order"}, {a.WrongTerms, "on wrong terms"}, {a.Stray, "stray"}, {a.Missing, "missing"},
	} {
		if more.n > 0 {
			words += ", " + count(more.n) + " " + more.what
		}
	}
	return words + "; " + a.doubt()
}

func noneOr(n int, what, none string) string {
	if n == 0 {
		return none
	}
	return count(n) + " " + what
}

// doubt is how many were in doubt, and whether that is settled.
func (a *LoadAudit) doubt() string {
	switch {
	case a.InDoubt == 0:
		return "none in doubt"
	case a.InDoubt == a.InDoubtResolved:
		return count(a.InDoubt) + " in doubt, all resolved"
	}
	return count(a.InDoubt) + " in doubt, " + noneOr(a.InDoubtResolved, "of them resolved", "none of them resolved")
}

// checklist is what was looked for, and what a run as long as this cannot see.
func (a *LoadAudit) checklist(s LoadService) section {
	checks := section{title: "the audit", words: []string{"of " + plural(a.Claims, "acknowledged claim", "acknowledged claims") + ", from the database and what every client saw"},
		table: table{head: heads("", "checked", "found")}}
	add := func(sign text, what, found string) { checks.table.add(sign, bare(what), in(inkOf(sign), found)) }
	none := func(n int, what, is, are string) {
		if n == 0 {
			add(mark(Pass), what, "")
		} else {
			add(mark(Fail), what, plural(n, is, are))
		}
	}
	none(a.Double, "no account twice, no device with two", "given twice", "given twice")
	none(a.Lost, "none lost: what was acknowledged is in the database", "lost", "lost")
	add(mark(Of(a.InDoubt == a.InDoubtResolved)), "every doubt resolved", a.resolved())
	if s.Ordered {
		none(a.OutOfOrder, "in the order of ids", "taken before its turn", "taken before their turn")
	} else {
		add(in(faint, "-"), "in the order of ids", "not promised by "+s.Statement)
	}
	none(a.WrongTerms, "pay status, device and expiry as asked", "on wrong terms", "on wrong terms")
	none(a.Stray, "no account with a device that nobody knows of", "stray", "stray")
	none(a.Missing, "no account gone", "missing", "missing")
	checks.table.add(a.checked()...)
	checks.after = nonEmpty(a.bound())
	return checks
}

// inkOf makes words stand out where the sign before them does.
func inkOf(sign text) ink {
	if sign.ink == good {
		return plain
	}
	return sign.ink
}

// resolved is how each doubt was.
func (a *LoadAudit) resolved() string {
	if a.InDoubt == 0 {
		return "none in doubt"
	}
	return fmt.Sprintf("%s of %s in doubt: %s had committed, %s claimed anew, %s left without",
		count(a.InDoubtResolved), count(a.InDoubt), count(a.HadCommitted), count(a.ClaimedAnew), count(a.LeftWithout))
}

// checked is the row of porcupine; a history it was not asked about is no failure.
func (a *LoadAudit) checked() []text {
	const what = "linearizable, says porcupine"
	switch a.Checker {
	case "ok":
		return []text{mark(Pass), bare(what), {}}
	case "illegal", "unknown":
		return []text{mark(Fail), bare(what), in(bad, a.Checker)}
	}
	return []text{in(faint, "-"), bare(what), in(faint, "not asked: "+a.Checker)}
}

// found are the findings, as many as a screen takes.
func (a *LoadAudit) found() section {
	s := section{title: "what it found", table: table{head: heads("", "")}}
	for i, finding := range a.Findings {
		if i == findingsShown {
			s.after = append(s.after, fmt.Sprintf("and %s more; --format json has all of them", count(len(a.Findings)-i)))
			break
		}
		s.table.add(mark(Fail), bare(finding))
	}
	return s
}

// bound is what so many claims cannot rule out.
func (a *LoadAudit) bound() string {
	var shares []string
	for _, b := range []struct {
		seen  int
		below float64
		what  string
	}{{a.Double, a.DoubleBelow, "double"}, {a.Lost, a.LostBelow, "lost"}} {
		if b.seen == 0 && b.below > 0 && b.below < 1 {
			shares = append(shares, "1 claim in "+inThreeDigits(1/b.below)+" is "+b.what)
		}
	}
	switch len(shares) {
	case 0:
		return ""
	case 2:
		shares[0] += " and at most " + shares[1]
	}
	return "95 % sure: at most " + shares[0] + "; what is rarer than that can pass a run of " + plural(a.Claims, "claim", "claims") + " unseen"
}
