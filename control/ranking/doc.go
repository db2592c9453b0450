// Package ranking decides which of a country's servers a client is given, and in what order: the ranking's weights and
// its weighted selection (LB-21 to LB-24), the shuffle by account and minute (LB-25), the sort by score before it and the
// cut to the top N after it (LB-26), and rival orders to hold them against. Everything is a pure function of its
// arguments and gives the same on every processor. When a ranking is rebuilt and how old its scores are (LB-23, LB-27)
// belongs to the world around it.
package ranking
