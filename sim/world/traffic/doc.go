// Package traffic is what sessions cost the machines that carry them: servers, and the proxies in front of some. It
// keeps each machine's sessions, the bandwidth they ask for and get, and its processor load, as exact integrals over
// time; and it measures how evenly a country's servers are loaded. It knows the hardware and the sessions, and neither
// scores nor clients (LB-16, LB-17 read what it measures).
package traffic
