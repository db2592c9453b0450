package arrivals

import (
	"slices"
	"strings"
)

// role is what a column holds.
type role string

const (
	instants role = "time"    // of one arrival
	starts   role = "start"   // of an interval
	ends     role = "end"     // of an interval
	lengths  role = "seconds" // of an interval
	counts   role = "count"   // of arrivals in an interval
)

// roles are the names that columns of counts go by, in small letters; `count(*)` is MySQL's own, `time` and `value` are
// Grafana's.
var roles = map[string]role{
	"start": starts, "time": starts, "timestamp": starts,
	"end": ends, "seconds": lengths,
	"count": counts, "count(*)": counts, "claims": counts, "value": counts,
}

const headerGrammar = "allowed: one column of times, under any name; or count (or claims, or value) beside start " +
	"(or time, or timestamp) or end, or both of these, or seconds"

// column is what a column holds, and the name it has in the file.
type column struct {
	role role
	name string
}

// header reads the first line that is not blank, which names the columns. Their order is free.
func (r *reader) header() error {
	line, err := r.next()
	if err != nil {
		return r.ended(err)
	}
	line = strings.TrimPrefix(line, "\uFEFF")
	for _, sign := range []string{"\t", ";"} {
		if strings.Contains(line, sign) {
			r.comma = sign
		}
	}
	names := r.split(line)
	for _, name := range names {
		if _, _, isTime := parseInstant(name.text); isTime || name.text == "" {
			return r.wrong(name.col, "header", "is missing: the first line is "+clip(line), headerGrammar)
		}
	}
	if role := roleOf(names[0]); len(names) == 1 && (role == "" || role == starts) {
		r.columns = []column{{instants, strings.Trim(clip(names[0].text), `"`)}} // escaped: errors are one line
		return nil
	}
	return r.countColumns(names)
}

func (r *reader) countColumns(names []field) error {
	for _, name := range names {
		role := roleOf(name)
		if role == "" {
			return r.wrong(name.col, "header", "column "+clip(name.text)+" is unknown", headerGrammar)
		}
		if r.has(role) {
			return r.wrong(name.col, "header", "column "+clip(name.text)+" is a second "+string(role), headerGrammar)
		}
		r.columns = append(r.columns, column{role, name.text})
	}
	if !r.has(counts) || !r.has(starts) && !r.has(ends) {
		return r.wrong(1, "header", "names no times, or no counts", headerGrammar)
	}
	if r.has(starts) && r.has(ends) && r.has(lengths) {
		return r.wrong(1, "header", "gives the length of an interval by end and by seconds", headerGrammar)
	}
	return nil
}

func (r *reader) has(role role) bool {
	return slices.ContainsFunc(r.columns, func(c column) bool { return c.role == role })
}

func roleOf(name field) role { return roles[strings.ToLower(name.text)] }
