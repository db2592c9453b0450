// Package vectors holds the rules of control/ to the test vectors in fixtures/vectors, which a Java backend and a Python
// service can test themselves against, and both to a reference in Python.
//
// The package is its tests. `go test ./control/vectors -update` (`make vectors`) writes the files anew from the Go code.
// For one more rule: a ruleOf among the rules of its kind (scoring, ranking, delivery, rows, syncs, checks, clients,
// configs, pool, claims, or a list of its own that rules takes in), a line in every_test.go for what decides it, and a function of the
// same name in fixtures/vectors/reference*.py.
package vectors
