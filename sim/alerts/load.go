package alerts

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"unicode/utf8"

	"github.com/prometheus/common/model"
	"github.com/prometheus/common/promslog"
	"github.com/prometheus/prometheus/model/rulefmt"
	"go.yaml.in/yaml/v3"

	"reprise/fixtures"
)

// The bounds of a file of rules.
const (
	fileMost  = 1_000_000 // bytes
	rulesMost = 1_000
	exprMost  = 10_000  // bytes
	depthMost = 100     // of an expression
	stepsMost = 100_000 // of subqueries, one in the other
)

// Load reads a file of rules as Prometheus does, and refuses besides what Prometheus takes and can never work: no rules at all,
// a second document, a rule twice, an expression that is no vector. The error is an *Error.
func Load(file string, data []byte) (*Rules, error) {
	doc := newDocument(file, data)
	root, err := doc.read(data)
	if err != nil {
		return nil, err
	}
	if err := checkBounds(root); err != nil {
		return nil, err
	}
	parsed, errs := rulefmt.Parse(data, false, model.UTF8Validation, promQL, promslog.NewNopLogger())
	if len(errs) > 0 {
		return nil, explain(root, errs)
	}
	rules := &Rules{file: file}
	for i, g := range parsed.Groups {
		loaded, err := newGroup(g, root.at("groups").item(i))
		if err != nil {
			return nil, err
		}
		rules.groups = append(rules.groups, loaded)
	}
	if err := checkTwins(rules); err != nil {
		return nil, err
	}
	return rules, nil
}

// Shipped are the rules of fixtures/alerts, in the order of their names.
func Shipped() ([]*Rules, error) {
	names, err := fs.Glob(fixtures.Alerts, "alerts/*.yaml")
	if err != nil {
		return nil, err
	}
	var all []*Rules
	for _, name := range names {
		data, err := fs.ReadFile(fixtures.Alerts, name)
		if err != nil {
			return nil, err
		}
		rules, err := Load(path.Join("fixtures", name), data)
		if err != nil {
			return nil, err
		}
		all = append(all, rules)
	}
	return all, nil
}

// read is the document's only value.
func (d *document) read(data []byte) (spot, error) {
	top := place{1, 1}
	switch {
	case len(data) > fileMost:
		return spot{}, d.wrong(top, "file", fmt.Sprintf("is %d bytes long", len(data)), fmt.Sprintf("allowed are at most %d", fileMost))
	case !utf8.Valid(data):
		return spot{}, d.wrong(top, "file", "is not UTF-8", "allowed is a file of rules in YAML")
	}
	var root, second yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&root); errors.Is(err, io.EOF) {
		return spot{}, d.wrong(top, "file", "holds nothing", allowedGroups)
	} else if err != nil {
		return spot{}, d.notYAML(err)
	}
	if err := decoder.Decode(&second); err == nil {
		s := newSpot(d, &second, "file")
		return spot{}, s.wrong("has a second document, which Prometheus would leave out without a word", "allowed is one")
	} else if !errors.Is(err, io.EOF) {
		return spot{}, d.notYAML(err)
	}
	return newSpot(d, root.Content[0], ""), nil
}

// yamlParser are the messages whose line the YAML library counts from 0; all others it counts from 1.
var yamlParser = regexp.MustCompile(`^did not find expected (<|node|'-'|key|',')`)

var yamlLine = regexp.MustCompile(`^(?:yaml: )?(?:unmarshal errors:\n *)?line ([0-9]+): ((?s).*)$`)

// notYAML places an error of the YAML library, which names a line at best.
func (d *document) notYAML(err error) *Error {
	at, text := place{1, 1}, err.Error()
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		at.line, _ = strconv.Atoi(m[1])
		text = m[2]
		if yamlParser.MatchString(text) {
			at.line++
		}
	}
	return d.wrong(at, "file", "is not sound YAML: "+text, "allowed is a file of rules in YAML")
}

// newGroup is a group that Prometheus has found sound.
func newGroup(parsed rulefmt.RuleGroup, at spot) (group, error) {
	g := group{RuleGroup: parsed, at: at.at("name")}
	for i, r := range parsed.Rules {
		rule := at.at("rules").item(i)
		expr := rule.at("expr")
		tree, err := promQL.ParseExpr(r.Expr)
		if err != nil {
			return group{}, err // Prometheus has parsed it before
		}
		if err := checkExpr(tree, expr); err != nil {
			return group{}, err
		}
		name := rule.at("alert")
		if r.Record != "" {
			name = rule.at("record")
		}
		g.rules = append(g.rules, source{at: name, expr: expr, tree: tree, reads: metricsIn(tree)})
	}
	return g, nil
}
