package vectors_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// enumeration is a type of which every value has a name.
type enumeration interface {
	~uint8
	fmt.Stringer
}

// namesOf are the names of all values of E. What String gives for a number that is no value ends with the number, in
// brackets.
func namesOf[E enumeration]() []string {
	var names []string
	for v := E(0); !strings.HasSuffix(v.String(), ")"); v++ {
		names = append(names, v.String())
	}
	return names
}

// valueOf is the value of E that has the name.
func valueOf[E enumeration](name string) E {
	for v, n := range namesOf[E]() {
		if n == name {
			return E(v)
		}
	}
	panic(name) // a case of these files names no value
}

func drawName[E enumeration](r *rand.Rand) string { return drawOneOf(r, namesOf[E]()...) }

func drawOneOf[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

func drawBool(r *rand.Rand) bool { return r.IntN(2) == 0 }

var bools = []bool{false, true}

// wordIf is a word of a case's name, where it applies.
func wordIf(applies bool, word string) string {
	if applies {
		return word
	}
	return ""
}

// caseName are the words of a case's name, without those that are empty.
func caseName(words ...string) string {
	var said []string
	for _, w := range words {
		if w != "" {
			said = append(said, w)
		}
	}
	return strings.Join(said, ", ")
}
