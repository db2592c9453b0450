// Package strict reads YAML that people write by hand, and takes nothing that could mean two things.
//
// A file is one document of at most 1 MiB and 64 levels: no aliases, tags, merge keys, duplicate or unknown keys, no
// octal or NaN, no number without the unit it needs. Structs say what is allowed in the tags that the editor's JSON
// schema is made of, and the values here (instants, durations, spans, bounds, reasons) read and describe themselves.
// Everything that is wrong is one line, `file:line:col: key: what is wrong; what is allowed`.
package strict
