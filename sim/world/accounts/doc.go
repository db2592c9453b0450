// Package accounts is how users come to accounts, in virtual time: sign-ups arrive, claim from the account pool or fall back
// to the slow path; a scheduler counts the pool and fills it; the worker service pushes configs, and later the expiry of a
// claimed account. The rules are those of control/pool; here are the times, the queues and the faults around them: POOL-01,
// POOL-03 to POOL-08, POOL-13, and the causes of POOL-18.
//
//	sign-up --> connection --> lock of the first POOL row --> commit --> account, then fill-account (120s at most)
//	                 \--> pool empty: createAccount(), 10-30s --> account
//	scheduler --> count --> fill: W at once, each: row, configs, POOL
//
// What it meets of the rest of the control plane is a System: the world's, or Alone, where nothing else takes time.
package accounts
