// Command reprise rehearses incidents: it replays what went wrong in a VPN control plane and judges what is seen.
// One small file a subcommand; what a subcommand does is done by the packages scenarios and reports.
package main

import (
	"os"
	"os/signal"
	"syscall"

	"reprise/reports"
)

func main() {
	go endOnSignal()
	os.Exit(run(theProcess()))
}

// endOnSignal ends the program when it is interrupted, and leaves no draft of a file behind.
func endOnSignal() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	<-signals
	reports.Abandon()
	os.Exit(130)
}
