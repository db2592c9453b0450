// Command reprise rehearses incidents: it replays what went wrong in a VPN control plane and judges what is seen.
// One small file a subcommand; what a subcommand does is done by the packages scenarios, planning, load and reports.
package main

import "os"

func main() {
	p := theProcess()
	go p.interrupts.exitOnSignal()
	os.Exit(run(p))
}
