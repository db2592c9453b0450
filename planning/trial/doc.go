// Package trial plays an account pool through, claim by claim, with nothing around it: in the long run, to stand beside the
// exact answer or where there is none, and through something out of the ordinary. The pool is that of sim/world/accounts,
// and decides by the rules of control/pool. Replications run in parallel and are merged by index.
package trial
