package main

import (
	"bytes"
	"io"

	"reprise/reports"
)

// pageFile is report.html: write makes it around the picture that draw draws; nil where there is none.
func pageFile(write func(w io.Writer, svg []byte) error, draw func(io.Writer) error) reports.File {
	return reports.File{Name: "report.html", Write: func(w io.Writer) error {
		if draw == nil {
			return write(w, nil)
		}
		var svg bytes.Buffer
		if err := draw(&svg); err != nil {
			return err
		}
		return write(w, svg.Bytes())
	}}
}
