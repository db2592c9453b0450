package reports

import (
	"encoding/xml"
	"fmt"
	"io"
)

type junitSuites struct {
	XMLName  xml.Name      `xml:"testsuites"`
	Name     string        `xml:"name,attr"`
	Tests    int           `xml:"tests,attr"`
	Failures int           `xml:"failures,attr"`
	Suites   []*junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Time     string      `xml:"time,attr"` // seconds
	Cases    []junitCase `xml:"testcase"`

	seconds float64
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Line    int           `xml:"line,attr,omitempty"`
	Failure *junitFailure `xml:"failure,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes a check for CI: a suite for each scenario, a case for each expectation of each variant.
func JUnit(w io.Writer, c *Check) error {
	all := junitSuites{Name: "reprise check"}
	suites := map[string]*junitSuite{}
	for _, run := range c.Runs {
		suite := suites[run.Scenario]
		if suite == nil {
			suite = &junitSuite{Name: Visible(run.Scenario)}
			suites[run.Scenario] = suite
			all.Suites = append(all.Suites, suite)
		}
		suite.seconds += run.Elapsed.Seconds()
		suite.Time = fmt.Sprintf("%.3f", suite.seconds)
		for _, e := range run.Expectations {
			one := junitCase{Class: Visible(run.Scenario + "." + run.Variant), Name: Visible(run.Variant + " " + e.ID), File: Visible(e.File), Line: e.Line}
			all.Tests++
			suite.Tests++
			if e.Verdict != Pass {
				all.Failures++
				suite.Failures++
				one.Failure = &junitFailure{
					Message: Visible(fmt.Sprintf("%s, limit %s, margin %s", e.Actual, e.Limit, e.Margin)),
					Type:    "expectation",
					Text:    Visible(failureWords(run.Variant, e)) + "\nagain: " + Visible(run.Again),
				}
			}
			suite.Cases = append(suite.Cases, one)
		}
	}
	document, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return fmt.Errorf("write a check as JUnit: %w", err)
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, document)
	return err
}
