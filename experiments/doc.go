// Package experiments plays a scenario under other settings, many times and on common random numbers, and says what of the
// difference is more than chance. Compare sets two arms side by side; of that the following tells.
//
// A Sweep gives some settings many values, every one with every other or as a Latin hypercube, and shows how the scenario's
// metrics answer: with intervals, and with the cliff marked where there is one (cliff.go). What it has played is kept in a
// journal (journal.go), from which it goes on after it was killed; its result has the same bytes whichever way it came about.
//
// # Pairs
//
// Replication i of both arms has the same randomness, so that what the two have in common cancels out of B - A. A metric's
// interval is Student's, on those differences. What that saved is (Var A + Var B) / Var(B - A): independent replications would
// have to be so many times as many.
//
// # Verdicts
//
// Every metric has its own 95 % interval. Let least be the smallest difference that matters, 1 % of A unless it is said. Then
//
//   - every replication's difference is 0: the same;
//   - the interval is within ± least: no difference seen, or too small to matter where it excludes 0;
//   - it excludes 0: better or worse where the metric is a harm of the scenario or more of it is better; else more or less;
//   - else undecided: it holds both 0 and differences that matter. How many more replications would tell is what the mean and the
//     deviation seen so far ask for, with a chance of 80 %.
//
// A limit that is a share of A is judged by the mean of B - A - share·A, replication by replication, so that chance in A counts.
//
// Many metrics are many tests. Each row holds at 95 %, on its own; the headline is on the harms of the scenario together, by
// Holm's procedure: where A and B are alike it calls any difference in at most 5 % of all comparisons. With identical arms the
// difference is as often above 0 as below, whatever its distribution, and there Student's test keeps its level well; only that
// all differences are equal says nothing by itself where there are few. As in a sign test, n equal differences are taken for
// more than chance when 2·2^-n is at most 5 %: from 6 on. One replication is no sample, and nothing is claimed of it. Where no
// replication differs from another, nothing is left to chance, and differences are exact.
//
// # Stopping
//
// With Widths, replications are added until every interval is narrow enough. To look often and stop at the first interval that
// pleases would miss the truth too often. So the looks are fixed in advance, each half as large again as the one before up to
// a bound, and with K of them each interval has the level 1 - 5 %/K. The chance that any of the K misses is at most 5 % (Boole), so the
// one at which it stops covers, whatever made it stop: a confidence sequence, held for any number of widths, gates and verdicts at
// once. Chow and Robbins' rule needs fewer replications, and is right only for widths that go to 0; Stein's two stages are exact
// for one absolute width of one metric, and for nothing else that is asked here.
// A bound in time would make the result depend on the machine; there is none.
package experiments
