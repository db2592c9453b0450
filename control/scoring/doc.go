// Package scoring decides how good a server is: the composite score of the VPN Config Service, the moving average of a
// server's bandwidth, and the marks turbo and fast (LB-16 to LB-19, LB-33). It is the formula of sync_fast.py, bit for
// bit: the operations stand in its order, products are rounded before they are added (no fused multiply-add, whatever
// the processor), and results are rounded as Python's round does. How old a score is when somebody acts on it (LB-20,
// LB-27) belongs to the world around it.
package scoring
