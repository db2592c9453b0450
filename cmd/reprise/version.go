package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"reprise/reports"
)

// build says which program this is, for a report of a defect.
type build struct {
	Version  string `json:"version"`
	Commit   string `json:"commit"`   // unknown when built outside a repository
	Modified bool   `json:"modified"` // with changes that the commit does not hold
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func versionCommand(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "version",
		Short: "print the version, the commit and the Go version",
		Long:  `version prints what a report of a defect should name: the version, the commit and the Go version of this build.`,
		Example: `  reprise version
  reprise version --format json`,
		Args: nothing,
	}
	format := addFormat(cmd)
	cmd.RunE = body(func(cmd *cobra.Command, _ []string) error {
		b := thisBuild()
		return p.output(cmd, format, b, func(w io.Writer, _ reports.Style) error {
			_, err := fmt.Fprintln(w, b)
			return err
		})
	})
	return cmd
}

func thisBuild() build {
	b := build{Version: "unknown", Commit: "unknown", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if info.Main.Version != "" {
		b.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}

func (b build) String() string {
	commit := b.Commit
	if b.Modified {
		commit += " with changes"
	}
	return fmt.Sprintf("reprise %s, commit %s, %s %s", b.Version, commit, b.Go, b.Platform)
}
