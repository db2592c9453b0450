package reports

import "time"

// Quantity says a value in its unit, as the views do: "" is a plain number, "s" seconds, "share" a part of one.
func Quantity(value float64, unit string) string { return quantity(value, unit) }

// Span says a duration as the views do: `2 h 57 m`, `8 m`, `11 ms`.
func Span(d time.Duration) string { return span(d) }
