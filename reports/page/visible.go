package page

import (
	"reflect"
	"strings"
	"time"

	"reprise/reports"
)

// visible is a deep copy of a result in which every text is one line without control characters and without those that turn
// the direction of a line: whatever a file put there cannot disorder a page. That it goes through every field, whatever its
// name, is so that none can be forgotten.
func visible[T any](result T) T {
	shown := reflect.New(reflect.TypeFor[T]()).Elem()
	shown.Set(visibleValue(reflect.ValueOf(&result).Elem()))
	return shown.Interface().(T)
}

var timeType = reflect.TypeFor[time.Time]()

func visibleValue(v reflect.Value) reflect.Value {
	shown := reflect.New(v.Type()).Elem()
	shown.Set(v)
	switch v.Kind() {
	case reflect.String:
		shown.SetString(reports.Visible(strings.Join(strings.Fields(v.String()), " ")))
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return shown
		}
		inner := visibleValue(v.Elem())
		if v.Kind() == reflect.Interface {
			shown.Set(inner)
			return shown
		}
		shown.Set(reflect.New(v.Type().Elem()))
		shown.Elem().Set(inner)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type() != timeType && v.Type().Field(i).IsExported() {
				shown.Field(i).Set(visibleValue(v.Field(i)))
			}
		}
	case reflect.Slice:
		if v.IsNil() {
			return shown
		}
		shown.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			shown.Index(i).Set(visibleValue(v.Index(i)))
		}
	case reflect.Map:
		if v.IsNil() {
			return shown
		}
		shown.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
		for key, value := range v.Seq2() {
			shown.SetMapIndex(visibleValue(key), visibleValue(value))
		}
	}
	return shown
}
