package scenarios

import "embed"

// builtin are the scenarios that come with the program.
//
//go:embed *.yaml
var builtin embed.FS
