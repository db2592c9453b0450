package main

import (
	"io"

	"github.com/spf13/cobra"

	"reprise/reports"
)

// output shows a result on stdout in the format that was asked for.
func (p *process) output(cmd *cobra.Command, format *choice, result any, text func(io.Writer, reports.Style) error) error {
	if format.value == "json" {
		return p.show(func(w io.Writer) error { return reports.JSON(w, result) })
	}
	color := cmd.Flag("color").Value.String()
	return p.show(func(w io.Writer) error { return text(w, p.style(color)) })
}

// alongside runs what may write into a file of that name, whole or not at all; without a name there is no file.
func alongside(path string, do func(io.Writer) error) error {
	if path == "" {
		return do(nil)
	}
	return reports.WriteFile(path, do)
}

// free is an error where the new folder of --out could not be there, so that a long run does not find out at its end; an empty name
// is none.
func free(out string) error {
	if out == "" {
		return nil
	}
	if err := reports.Free(out); err != nil {
		return misuse(err)
	}
	return nil
}
