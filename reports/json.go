package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// JSON writes any of the results for programs: indented, keys in a fixed order, times in RFC 3339 UTC, lists never
// null. What would not be seen in a text is written as its escape. A number that is NaN or infinite is an error, and then nothing
// is written.
func JSON(w io.Writer, v any) error {
	var buf bytes.Buffer
	encoder := json.NewEncoder(&buf)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if v != nil {
		v = settled(reflect.ValueOf(v)).Interface()
	}
	if err := encoder.Encode(v); err != nil {
		return fmt.Errorf("write a result as JSON: %w", err)
	}
	_, err := w.Write(inSight(buf.Bytes()))
	return err
}

// inSight writes as escapes what a document has only in its strings and nobody would see there, but a terminal may obey.
func inSight(document []byte) []byte {
	var out []byte
	for i := 0; i < len(document); {
		r, size := utf8.DecodeRune(document[i:])
		if unseen(r) && r != '\n' {
			for _, unit := range utf16.Encode([]rune{r}) {
				out = fmt.Appendf(out, `\u%04x`, unit)
			}
		} else {
			out = append(out, document[i:i+size]...)
		}
		i += size
	}
	return out
}

// settled is a copy in which a list without elements is `[]` and times are in UTC, whatever the caller left there:
// the shapes are a contract.
func settled(v reflect.Value) reflect.Value {
	switch own := v.Interface().(type) {
	case time.Time:
		return reflect.ValueOf(own.UTC())
	case json.Marshaler:
		return v
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		fresh := reflect.New(v.Type().Elem())
		fresh.Elem().Set(settled(v.Elem()))
		return fresh
	case reflect.Struct:
		fresh := reflect.New(v.Type()).Elem()
		for i := range v.NumField() {
			if fresh.Field(i).CanSet() { // JSON has no unexported fields
				fresh.Field(i).Set(settled(v.Field(i)))
			}
		}
		return fresh
	case reflect.Slice:
		fresh := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			fresh.Index(i).Set(settled(v.Index(i)))
		}
		return fresh
	case reflect.Map:
		if v.IsNil() {
			return reflect.MakeMap(v.Type())
		}
	}
	return v
}
