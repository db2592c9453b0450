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

// JUnit writes a check for CI: a suite for each scenario, a case for each expectation of each variant and, where warnings fail, for
// each warning.
func JUnit(w io.Writer, c *Check) error {
	all := junitSuites{Name: "reprise check"}
	for _, run := range c.Runs {
		suite := all.of(run.Scenario)
		suite.seconds += run.Elapsed.Seconds()
		suite.Time = fmt.Sprintf("%.3f", suite.seconds)
		for _, e := range run.Expectations {
			one := junitCase{Class: Visible(run.Scenario + "." + run.Variant), Name: Visible(run.Variant + " " + e.ID), File: Visible(e.File), Line: e.Line}
			if e.Verdict != Pass {
				one.Failure = &junitFailure{
					Message: Visible(fmt.Sprintf("%s, limit %s, margin %s", e.Actual, e.Limit, e.Margin)),
					Type:    "expectation",
					Text:    Visible(failureWords(run.Variant, e)) + "\nagain: " + Visible(run.Again),
				}
			}
			all.add(suite, one)
		}
	}
	for _, warning := range c.Warnings {
		if !c.WarningsFail {
			break
		}
		all.add(all.of(warning.Scenario), junitCase{
			Class: Visible(warning.Scenario + ".warnings"), Name: Visible(warning.Key), File: Visible(warning.File), Line: warning.Line,
			Failure: &junitFailure{Message: Visible(warning.Message), Type: "warning", Text: Visible(warning.Key+": "+warning.Message) + "\nagain: " + Visible(c.Again)},
		})
	}
	document, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return fmt.Errorf("write a check as JUnit: %w", err)
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, document)
	return err
}

// of is the suite of a scenario.
func (all *junitSuites) of(scenario string) *junitSuite {
	name := Visible(scenario)
	for _, suite := range all.Suites {
		if suite.Name == name {
			return suite
		}
	}
	all.Suites = append(all.Suites, &junitSuite{Name: name, Time: "0.000"})
	return all.Suites[len(all.Suites)-1]
}

func (all *junitSuites) add(suite *junitSuite, one junitCase) {
	suite.Cases = append(suite.Cases, one)
	all.Tests++
	suite.Tests++
	if one.Failure != nil {
		all.Failures++
		suite.Failures++
	}
}
