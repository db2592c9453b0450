package reports

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Whatever comes from a file or from the command line is untrusted: titles, stories, reasons, log fields, values of settings, names
// of files. A view passes it through what belongs to the place where it goes; text of the program's own passes unharmed.
//
//	a terminal, stderr    Visible, which page.line, page.prose and page.table do by themselves
//	Markdown              escaped, in a line or in a cell; markdown.code for lines that stay as they are
//	CSV                   Cell
//	a shell               ShellWord, for each word of a command
//	JSON                  JSON does it
//	JUnit                 Visible; encoding/xml does the rest
//	a workflow of GitHub  property and commandText, in annotate; Uncommanded around all else
//	HTML                  html/template
//
// hostile_test.go puts hostile text through every view.

// Visible shows what would not be seen as what it is not, U+FFFD: control characters, line breaks among them, and characters that
// have no shape of their own but turn, hide or break what stands around them. So text stays on its line, and cannot move anyone's
// cursor. Joiners stay, for some scripts and pictographs need them, and so do broken bytes, as U+FFFD.
func Visible(words string) string {
	return strings.Map(func(r rune) rune {
		if unseen(r) {
			return '\uFFFD'
		}
		return r
	}, words)
}

func unseen(r rune) bool {
	const zeroWidthNonJoiner, zeroWidthJoiner = '\u200c', '\u200d'
	switch {
	case unicode.IsControl(r), unicode.In(r, unicode.Zl, unicode.Zp):
		return true
	case r == zeroWidthNonJoiner, r == zeroWidthJoiner:
		return false
	}
	return unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

// escaped makes any text stand as itself in a line of Markdown, wherever in it.
func escaped(s string) string {
	s = markdownStart.ReplaceAllString(escapedInside(s), `$1\$2$3`)
	return markdownEnd.ReplaceAllString(s, `\$1`)
}

// escapedInside is escaped for what a line does not begin with, such as a cell of a table. Nothing in it becomes a link, and nobody
// is notified: GitHub takes @name for a person, and a name@host for an address, unless something stands between.
func escapedInside(s string) string {
	s = markdownSigns.Replace(Visible(strings.Join(strings.Fields(s), " ")))
	s = outerUnderscores(s)
	return address.ReplaceAllString(person.ReplaceAllString(s, "$1@\u200b$2"), "@\u200b$1")
}

var (
	markdownSigns = strings.NewReplacer("|", `\|`, "*", `\*`, "`", "\\`", "[", `\[`, `\`, `\\`, "~", `\~`, "$", `\$`, "&", "&amp;", "<", "&lt;",
		"://", `\://`, "www.", `www\.`)
	person  = regexp.MustCompile(`(^|[^0-9A-Za-z])@([0-9A-Za-z])`)
	address = regexp.MustCompile(`@([-_0-9A-Za-z]+\.)`)
	// What makes a heading, a quote, an item of a list, or a rule of a line.
	markdownStart = regexp.MustCompile(`^([0-9]*)([-+#>=.)])([-+#>=]*(?: |$)|$)`)
	// What a heading drops.
	markdownEnd = regexp.MustCompile(`(#+)$`)
)

// outerUnderscores have a backslash: those inside a word are safe as they are.
func outerUnderscores(s string) string {
	var out strings.Builder
	for i, r := range s {
		before, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s[:i], "_"))
		after, _ := utf8.DecodeRuneInString(strings.TrimLeft(s[i:], "_"))
		if r == '_' && !(inWord(before) && inWord(after)) {
			out.WriteByte('\\')
		}
		out.WriteRune(r)
	}
	return out.String()
}

func inWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r)) }

// CSVCell is any text as a cell of a CSV file, which is likely to be opened in a spreadsheet: what that would take for a formula gets
// an apostrophe before it. Numbers stay as they are.
func CSVCell(s string) string {
	s = Visible(s)
	if formula.MatchString(s) && !plainNumber.MatchString(s) {
		return "'" + s
	}
	return s
}

var (
	formula     = regexp.MustCompile(`^\s*[-=+@＝＋－＠]`)
	plainNumber = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)
)

// plainWord is what every shell leaves as it is.
var plainWord = regexp.MustCompile(`^[-_./=:,%+0-9A-Za-z]+$`)

// ShellWord is a word as a shell takes it, for the commands of Again. It is one line of text that is seen: what is not is given by
// its bytes, between $' and ', as bash, zsh and the newer sh read it.
func ShellWord(word string) string {
	switch {
	case plainWord.MatchString(word):
		return word
	case Visible(word) == word:
		return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	}
	var quoted strings.Builder
	for i := 0; i < len(word); {
		r, size := utf8.DecodeRuneInString(word[i:])
		bytes := word[i : i+size]
		i += size
		switch {
		case unseen(r) || r == utf8.RuneError:
			for _, b := range []byte(bytes) {
				fmt.Fprintf(&quoted, `\%03o`, b)
			}
		case r == '\'' || r == '\\':
			quoted.WriteString(`\` + bytes)
		default:
			quoted.WriteString(bytes)
		}
	}
	return "$'" + quoted.String() + "'"
}
