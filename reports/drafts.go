package reports

import (
	"os"
	"sync"
)

// drafts are the files and folders under way, by path: what is not whole yet and must not stay should the program be
// interrupted.
var drafts sync.Map

// Abandon takes away every draft. It is for a program that is about to end by a signal.
func Abandon() {
	drafts.Range(func(path, _ any) bool {
		_ = os.RemoveAll(path.(string))
		return true
	})
}
