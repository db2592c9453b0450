package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// MarshalJSON writes the fields as one object, in the order a log line prints them. A float that is NaN or infinite
// is an error.
func (f Fields) MarshalJSON() ([]byte, error) {
	var buf bytes.Buffer
	encoder := json.NewEncoder(&buf)
	encoder.SetEscapeHTML(false)
	buf.WriteByte('{')
	for i, field := range f {
		if i > 0 {
			buf.WriteByte(',')
		}
		if err := encoder.Encode(field.Key); err != nil {
			return nil, err
		}
		buf.WriteByte(':')
		if err := encoder.Encode(field.Value); err != nil {
			return nil, fmt.Errorf("field %s: %w", field.Key, err)
		}
	}
	buf.WriteByte('}')
	return buf.Bytes(), nil
}

// String is `k=v k=v`, as a log line prints it; a value that would not read back as one word is quoted.
func (f Fields) String() string {
	var b strings.Builder
	for i, field := range f {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(field.Key)
		b.WriteByte('=')
		b.WriteString(word(field.Value))
	}
	return b.String()
}

// String is the event and its fields, as the log prints them.
func (e LogEntry) String() string {
	if len(e.Fields) == 0 {
		return e.Event
	}
	return e.Event + " " + e.Fields.String()
}

func word(value any) string {
	var s string
	switch v := value.(type) {
	case string:
		s = v
	case float64:
		s = strconv.FormatFloat(v, 'g', -1, 64)
	default:
		s = fmt.Sprint(v)
	}
	if s == "" || strings.ContainsFunc(s, breaksWord) {
		return strconv.Quote(s)
	}
	return s
}

func breaksWord(r rune) bool {
	return unicode.IsSpace(r) || !unicode.IsPrint(r) || r == '"' || r == '='
}
