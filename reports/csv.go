package reports

import (
	"encoding/csv"
	"io"
	"strconv"
	"time"
)

// CSV writes the whole log of a replay, an entry a row; `because` is the `index` of the entry it follows from, and
// empty where there is none.
func CSV(w io.Writer, r *Replay) error {
	rows := csv.NewWriter(w)
	if err := rows.Write([]string{"index", "t", "kind", "event", "fields", "because"}); err != nil {
		return err
	}
	for i, e := range r.Log {
		because := ""
		if e.Because >= 0 {
			because = strconv.Itoa(e.Because)
		}
		if err := rows.Write([]string{strconv.Itoa(i), e.T.UTC().Format(time.RFC3339Nano), CSVCell(string(e.Kind)), CSVCell(e.Event), CSVCell(e.Fields.String()), because}); err != nil {
			return err
		}
	}
	rows.Flush()
	return rows.Error()
}
