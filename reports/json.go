package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"time"
)

// JSON writes any of the results for programs: indented, keys in a fixed order, times in RFC 3339 UTC, lists never
// null. A number that is NaN or infinite is an error, and then nothing is written.
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
	_, err := w.Write(buf.Bytes())
	return err
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
