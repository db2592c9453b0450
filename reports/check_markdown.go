package reports

import (
	"fmt"
	"io"
	"strings"
)

// failuresShown keeps a comment within what GitHub takes; the rest is in the text, the JSON and the JUnit report.
const failuresShown = 50

// MarkdownCheck writes a check for a comment on a pull request, or the summary of a job: the verdict, a row for every scenario, a row
// for every expectation that failed, and the warnings.
func MarkdownCheck(w io.Writer, c *Check) error {
	m := &markdown{}
	m.para("### " + mark(c.Verdict).words + " reprise check: " + escaped(strings.Join(nonEmpty(checkWords(c), c.warningWords()), "; ")))
	failed, again := failedTable(c)
	m.table(failed)
	if more := failedExpectations(c) - len(failed.rows); more > 0 {
		m.para("and " + plural(more, "more expectation", "more expectations") + " that failed")
	}
	m.code("sh", again...)
	m.table(scenarioTable(c))
	m.table(warningTable(c))
	m.para("The same again:")
	m.code("sh", c.Again)
	_, err := io.WriteString(w, m.text.String())
	return err
}

// scenarioTable has a row for each scenario: how many of its variants and of their expectations hold.
func scenarioTable(c *Check) table {
	t := table{head: heads("", "scenario", "variants", "expectations"), right: map[int]bool{2: true, 3: true}}
	for i := 0; i < len(c.Runs); {
		first, variants, passed, holding, expectations := i, 0, 0, 0, 0
		for ; i < len(c.Runs) && c.Runs[i].Scenario == c.Runs[first].Scenario; i++ {
			variants++
			if c.Runs[i].Verdict == Pass {
				passed++
			}
			holding += held(c.Runs[i].Expectations)
			expectations += len(c.Runs[i].Expectations)
		}
		t.add(mark(Of(passed == variants)), bare(c.Runs[first].Scenario), bare(fmt.Sprintf("%d/%d", passed, variants)), bare(fmt.Sprintf("%d/%d", holding, expectations)))
	}
	return t
}

// failedTable has a row for each expectation that failed, as many as are shown, and the commands that show them.
func failedTable(c *Check) (t table, again []string) {
	t = table{head: heads("failed", "variant", "expectation", "actual", "limit", "margin", "written at")}
	for _, run := range c.Runs {
		shown := len(t.rows)
		for _, e := range run.Expectations {
			if e.Verdict != Pass && len(t.rows) < failuresShown {
				t.add(bare(run.Scenario), bare(run.Variant), bare(e.ID), bare(e.Actual), bare(e.Limit), bare(e.Margin), bare(place(e.File, e.Line)))
			}
		}
		if len(t.rows) > shown {
			again = append(again, run.Again)
		}
	}
	return t, again
}

func failedExpectations(c *Check) int {
	n := 0
	for _, run := range c.Runs {
		n += len(run.Expectations) - held(run.Expectations)
	}
	return n
}

func warningTable(c *Check) table {
	t := table{head: heads("warning", "", "written at")}
	for _, warning := range c.Warnings[:min(len(c.Warnings), failuresShown)] {
		t.add(bare(warning.Key), bare(warning.Message), bare(place(warning.File, warning.Line)))
	}
	return t
}
