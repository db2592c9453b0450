package strict

import (
	"fmt"
	"reflect"
	"strings"
)

// decode reads n into v, and goes on after an error so that all are reported.
func decode(n Node, v reflect.Value) Errors {
	if self, ok := v.Addr().Interface().(Decodable); ok {
		return Flatten(n.place(self.DecodeNode(n)))
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return decode(n, v.Elem())
	case reflect.Struct:
		return decodeStruct(n, v)
	case reflect.Slice:
		return decodeSlice(n, v)
	case reflect.String:
		text, err := n.Text()
		v.SetString(text)
		return Flatten(err)
	case reflect.Bool, reflect.Int, reflect.Int64, reflect.Float64:
		return decodeScalar(n, v)
	}
	return Errors{n.Wrong("cannot be read into "+v.Type().String(), "a program must use another type")}
}

func decodeScalar(n Node, v reflect.Value) Errors {
	expected := map[reflect.Kind]string{reflect.Bool: "true or false", reflect.Float64: "a number"}[v.Kind()]
	if expected == "" {
		expected = "a whole number"
	}
	s, err := n.Scalar()
	if err != nil || s.kind == Text {
		return Errors{n.Wrong("is "+n.describe(), "expected "+expected)}
	}
	switch v.Kind() {
	case reflect.Bool:
		b, err := s.Bool()
		v.SetBool(b)
		return Flatten(n.place(err))
	case reflect.Float64:
		f, err := s.Float()
		v.SetFloat(f)
		return Flatten(n.place(err))
	}
	i, err := s.Int()
	v.SetInt(i)
	return Flatten(n.place(err))
}

func decodeSlice(n Node, v reflect.Value) Errors {
	if !n.IsList() {
		return Errors{n.Wrong("is "+n.describe(), "expected a list")}
	}
	var errs Errors
	items := n.Items()
	list := reflect.MakeSlice(v.Type(), len(items), len(items)) // as long as what was written, not as what it says
	for i, item := range items {
		errs = append(errs, decode(item, list.Index(i))...)
	}
	v.Set(list)
	return errs
}

func decodeStruct(n Node, v reflect.Value) Errors {
	if !n.IsMapping() {
		return Errors{n.Wrong("is "+n.describe(), "expected a mapping")}
	}
	fields, err := fieldsOf(v.Type())
	if err != nil {
		return Errors{n.Wrong(err.Error(), "a program must use other tags")}
	}
	var errs Errors
	given := map[string]bool{}
	for _, e := range n.Entries() {
		f := fields.named(e.Key)
		if f == nil {
			errs = append(errs, n.unknown(e, fields.names()))
			continue
		}
		given[e.Key] = true
		wrong := decode(e.Value, v.Field(f.index))
		if len(wrong) == 0 {
			wrong = f.limits.check(e.Value, v.Field(f.index))
		}
		errs = append(errs, wrong...)
	}
	for _, f := range fields.all {
		if f.required && !given[f.name] {
			errs = append(errs, n.wrongAt(n.Pos(), join(n.key, f.name), "is missing", f.expected()))
		}
	}
	if fields.pos >= 0 {
		v.Field(fields.pos).Set(reflect.ValueOf(n.Pos()))
	}
	return errs
}

// unknown is the error about a key that no field has.
func (n Node) unknown(e Entry[Node], known []string) *Error {
	allowed := "no key is allowed here"
	if len(known) > 0 {
		allowed = "allowed: " + strings.Join(known, ", ")
	}
	return n.wrongAt(e.Pos, e.Value.key, fmt.Sprintf("unknown key%s", Suggest(e.Key, known)), allowed)
}
