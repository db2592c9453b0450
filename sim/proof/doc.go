// Package proof holds the engine to results that are known exactly, with models written on nothing but the engine, its
// resources, its streams and its statistics: the queues M/M/1, M/M/c and M/D/1 against Erlang's and Pollaczek and
// Khinchine's formulas, and the inventory model of Law & Kelton, section 1.5, digit for digit.
//
// The package is its tests. REPRISE_VERIFY=1 runs every case over 200 seeds; without it, a part of them.
package proof
