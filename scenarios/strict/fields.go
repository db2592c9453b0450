package strict

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// field is a struct field that a key is read into.
type field struct {
	name        string
	index       int
	required    bool
	description string
	limits      limits
}

// fields are those of a struct type, in order.
type fields struct {
	all []field
	pos int // index of the field that takes the mapping's place; -1: none
}

// limits are what the jsonschema tag of a field asks of its value. They are read from the same tag as the editor's
// schema, so that the two cannot differ.
type limits struct {
	enum               []string
	pattern            *regexp.Regexp
	minimum, maximum   *float64
	minItems, maxItems *int
}

var fieldCache sync.Map // of *fields by reflect.Type

// fieldsOf reads the tags of a struct type; a tag that this package does not enforce is an error.
func fieldsOf(t reflect.Type) (*fields, error) {
	if cached, found := fieldCache.Load(t); found {
		return cached.(*fields), nil
	}
	fs := &fields{pos: -1}
	for i := range t.NumField() {
		sf := t.Field(i)
		if sf.Type == reflect.TypeFor[Pos]() {
			fs.pos = i
			continue
		}
		name, _, _ := strings.Cut(sf.Tag.Get("yaml"), ",")
		if !sf.IsExported() || name == "-" {
			continue
		}
		if name == "" {
			return nil, fmt.Errorf("%v.%s has no yaml tag", t, sf.Name)
		}
		f := field{name: name, index: i, description: sf.Tag.Get("jsonschema_description")}
		if err := f.readTag(sf.Tag.Get("jsonschema")); err != nil {
			return nil, fmt.Errorf("%v.%s: %w", t, sf.Name, err)
		}
		fs.all = append(fs.all, f)
	}
	fieldCache.Store(t, fs)
	return fs, nil
}

func (fs *fields) named(name string) *field {
	for i := range fs.all {
		if fs.all[i].name == name {
			return &fs.all[i]
		}
	}
	return nil
}

func (fs *fields) names() []string {
	names := make([]string, len(fs.all))
	for i, f := range fs.all {
		names[i] = f.name
	}
	return names
}

// readTag reads `required,enum=a,enum=b,pattern=..,minimum=..,maximum=..,minItems=..,maxItems=..`. A comma in a
// pattern is written `\\,`.
func (f *field) readTag(tag string) error {
	for _, part := range strings.Split(strings.ReplaceAll(tag, `\,`, "\x00"), ",") {
		keyword, value, _ := strings.Cut(strings.ReplaceAll(part, "\x00", ","), "=")
		var err error
		switch keyword {
		case "":
		case "required":
			f.required = true
		case "enum":
			f.limits.enum = append(f.limits.enum, value)
		case "pattern":
			f.limits.pattern, err = regexp.Compile(value)
		case "minimum":
			f.limits.minimum, err = number(value)
		case "maximum":
			f.limits.maximum, err = number(value)
		case "minItems":
			f.limits.minItems, err = count(value)
		case "maxItems":
			f.limits.maxItems, err = count(value)
		default:
			err = fmt.Errorf("tag %q is not enforced", keyword)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func number(text string) (*float64, error) {
	f, err := strconv.ParseFloat(text, 64)
	return &f, err
}

func count(text string) (*int, error) {
	i, err := strconv.Atoi(text)
	return &i, err
}

// expected says what a missing key should hold.
func (f *field) expected() string {
	switch {
	case len(f.limits.enum) > 0:
		return "required: " + strings.Join(f.limits.enum, ", ")
	case f.description != "":
		return "required: " + f.description
	}
	return "this key is required"
}

// check holds a value that was read against the limits of its field. Those of numbers and texts hold for each item of
// a list.
func (l limits) check(n Node, v reflect.Value) Errors {
	var problem, allowed string
	switch v.Kind() {
	case reflect.Pointer:
		return l.check(n, v.Elem())
	case reflect.String:
		problem, allowed = l.checkText(v.String())
	case reflect.Int, reflect.Int64:
		problem, allowed = l.checkNumber(float64(v.Int()))
	case reflect.Float64:
		problem, allowed = l.checkNumber(v.Float())
	case reflect.Slice:
		if problem, allowed = l.checkLength(v.Len()); problem == "" && n.IsList() {
			var errs Errors
			for i, item := range n.Items() {
				errs = append(errs, l.check(item, v.Index(i))...)
			}
			return errs
		}
	}
	if problem == "" {
		return nil
	}
	return Errors{n.Wrong(problem, allowed)}
}

func (l limits) checkText(text string) (problem, allowed string) {
	if l.pattern != nil && !l.pattern.MatchString(text) {
		return "is " + clip(text), "expected text that matches " + l.pattern.String()
	}
	if len(l.enum) == 0 {
		return "", ""
	}
	for _, one := range l.enum {
		if one == text {
			return "", ""
		}
	}
	return "is " + clip(text) + Suggest(text, l.enum), "allowed: " + strings.Join(l.enum, ", ")
}

func (l limits) checkNumber(f float64) (problem, allowed string) {
	tooLow, tooHigh := l.minimum != nil && f < *l.minimum, l.maximum != nil && f > *l.maximum
	if !tooLow && !tooHigh {
		return "", ""
	}
	return "is " + plainNumber(f), "expected " + between(l.minimum, l.maximum, plainNumber)
}

func (l limits) checkLength(n int) (problem, allowed string) {
	tooFew, tooMany := l.minItems != nil && n < *l.minItems, l.maxItems != nil && n > *l.maxItems
	if !tooFew && !tooMany {
		return "", ""
	}
	return fmt.Sprintf("has %d items", n), "expected " + between(l.minItems, l.maxItems, strconv.Itoa) + " items"
}

// between says a range with one or two ends.
func between[T comparable](lowest, highest *T, text func(T) string) string {
	switch {
	case lowest == nil:
		return "at most " + text(*highest)
	case highest == nil:
		return "at least " + text(*lowest)
	case *lowest == *highest:
		return text(*lowest)
	}
	return text(*lowest) + " to " + text(*highest)
}

func plainNumber(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
