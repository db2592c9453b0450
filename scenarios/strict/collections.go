package strict

import "strings"

// Entry is one key of a mapping with its value.
type Entry[T any] struct {
	Key   string
	Pos   Pos // of the key
	Value T
}

// Map is a mapping whose keys the writer chooses, in the order written.
type Map[T any] []Entry[T]

// Get is the value of a key, and whether it is there.
func (m Map[T]) Get(key string) (T, bool) {
	for _, e := range m {
		if e.Key == key {
			return e.Value, true
		}
	}
	var zero T
	return zero, false
}

// Keys are the keys in the order written.
func (m Map[T]) Keys() []string {
	keys := make([]string, len(m))
	for i, e := range m {
		keys[i] = e.Key
	}
	return keys
}

// DecodeNode reads a mapping.
func (m *Map[T]) DecodeNode(n Node) error {
	if !n.IsMapping() {
		return n.Wrong("is "+n.describe(), "expected a mapping")
	}
	var errs []error
	for _, e := range n.Entries() {
		entry := Entry[T]{Key: e.Key, Pos: e.Pos}
		errs = append(errs, e.Value.Decode(&entry.Value))
		*m = append(*m, entry)
	}
	return Join(errs...)
}

// OneOrMore is a text, or a list of them, each once.
type OneOrMore []string

// DecodeNode reads a text or a list of texts.
func (o *OneOrMore) DecodeNode(n Node) error {
	const grammar = "expected a text or a list of at least one"
	if !n.IsList() {
		text, err := decodeText(n, grammar, func(text string) (string, error) { return text, nil })
		*o = OneOrMore{text}
		return err
	}
	var errs []error
	seen := map[string]bool{}
	for _, item := range n.Items() {
		text, err := item.Text()
		if err == nil && seen[text] {
			err = item.Wrong(clip(text)+" stands there twice", "each once")
		}
		seen[text] = true
		errs = append(errs, err)
		*o = append(*o, text)
	}
	if len(*o) == 0 {
		errs = append(errs, n.Wrong("is an empty list", grammar))
	}
	return Join(errs...)
}

// Why is why a number was chosen that the documents do not give: one reason, or one for each parameter.
type Why struct {
	Pos
	reason string
	by     Map[string]
}

// DecodeNode reads a text or a mapping of texts.
func (w *Why) DecodeNode(n Node) (err error) {
	const grammar = "expected a reason, or a mapping of parameters to reasons"
	w.Pos = n.Pos()
	if n.IsMapping() {
		err = n.Decode(&w.by)
	} else {
		w.reason, err = decodeText(n, grammar, func(text string) (string, error) { return text, nil })
	}
	if err == nil && strings.TrimSpace(w.String()) == "" {
		return n.Wrong("gives no reason", grammar)
	}
	for _, e := range w.by {
		if err == nil && strings.TrimSpace(e.Value) == "" {
			return n.Wrong("gives no reason for "+e.Key, grammar)
		}
	}
	return err
}

// Set reports whether a reason was given.
func (w Why) Set() bool { return w.reason != "" || len(w.by) > 0 }

// Parameters are those that have a reason of their own, in the order written.
func (w Why) Parameters() []string { return w.by.Keys() }

// String is the reason on one line, or `parameter (reason), parameter (reason)`.
func (w Why) String() string {
	if len(w.by) == 0 {
		return strings.Join(strings.Fields(w.reason), " ")
	}
	parts := make([]string, len(w.by))
	for i, e := range w.by {
		parts[i] = e.Key + " (" + strings.Join(strings.Fields(e.Value), " ") + ")"
	}
	return strings.Join(parts, ", ")
}

// Raw is a value that is read later, when it is known what it must be.
type Raw struct{ node Node }

// DecodeNode keeps the value.
func (r *Raw) DecodeNode(n Node) error {
	r.node = n
	return nil
}

// Set reports whether the value was given.
func (r Raw) Set() bool { return r.node.yaml != nil }

// Keys are the keys of the value when it is a mapping, in the order written.
func (r Raw) Keys() []string {
	if !r.Set() || !r.node.IsMapping() {
		return nil
	}
	return Map[Node](r.node.Entries()).Keys()
}

// Decode reads the value into what into points at; errors have their places. A value that was not given is an error.
func (r Raw) Decode(into any) error {
	if !r.Set() {
		return Wrong("is missing", "expected a value")
	}
	return r.node.Decode(into)
}
