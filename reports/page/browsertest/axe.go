package browsertest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

// axeFile is axe-core, from the root of the house. It is injected past the page's content policy, and asks for nothing.
const axeFile = "reports/page/browsertest/node_modules/axe-core/axe.min.js"

// Violation is a serious or critical fault that axe-core finds: people are kept from reading or using something.
type Violation struct {
	Scheme   string   // light or dark
	Rule     string   // axe-core's name of it
	Impact   string   // serious or critical
	Help     string   // what would be right
	Elements []string // that are at fault: a selector and what is wrong, each
}

// String is the fault in a few lines.
func (v Violation) String() string {
	return fmt.Sprintf("%s, in %s: %s (%s)\n  %s", v.Impact, v.Scheme, v.Help, v.Rule, strings.Join(v.Elements, "\n  "))
}

// Axe are the faults of the page as it is now, in light and in dark.
func (b *Browser) Axe() []Violation {
	b.t.Helper()
	engine, err := os.ReadFile(fromRoot(axeFile))
	if err != nil {
		lacks(b.t, "no axe-core for this test (make browser): "+err.Error())
	}
	b.do("inject axe-core", chromedp.Evaluate(string(engine), nil))
	before := b.dark
	defer func() { b.Dark(before) }()
	var found []Violation
	for _, scheme := range []string{"light", "dark"} {
		only := ""
		if scheme == "dark" {
			only = `, runOnly: ["color-contrast"]` // it is all that the scheme changes
		}
		b.Dark(scheme == "dark")
		b.settle()
		var faults []Violation
		b.Eval(`axe.run(document, {resultTypes: ["violations"], preload: false`+only+`}).then(result => result.violations
			.filter(v => v.impact === "serious" || v.impact === "critical")
			.map(v => ({rule: v.id, impact: v.impact, help: v.help,
				elements: v.nodes.map(n => n.target.join(" ") + ": " + n.failureSummary.replace(/\s+/g, " "))})))`, &faults)
		for _, fault := range faults {
			fault.Scheme = scheme
			found = append(found, fault)
		}
	}
	return found
}

// fromRoot is the path of a file of the house: tests run in their own folder, the root is the folder above with go.mod.
func fromRoot(file string) string {
	folder, err := os.Getwd()
	if err != nil {
		return file
	}
	for up := folder; up != filepath.Dir(up); up = filepath.Dir(up) {
		if _, err := os.Stat(filepath.Join(up, "go.mod")); err == nil {
			return filepath.Join(up, file)
		}
	}
	return file
}
