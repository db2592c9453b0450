package reports

import (
	"regexp"
	"strings"
)

// plainWord is what every shell leaves as it is.
var plainWord = regexp.MustCompile(`^[-_./=:,%+0-9A-Za-z]+$`)

// ShellWord is a word as a shell takes it, for the commands of Again.
func ShellWord(word string) string {
	if plainWord.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
