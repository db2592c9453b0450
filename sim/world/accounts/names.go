package accounts

import "reprise/control/names"

var calls = names.For[Call]("call", "any", "fill_configs", "fill-account")

func (v Call) String() string { return calls.Text(v) }

// UnmarshalText reads what String prints; an error says what is allowed.
func (v *Call) UnmarshalText(text []byte) error { return calls.Unmarshal(v, text) }
