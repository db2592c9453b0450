package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"reprise/load"
	"reprise/reports"
)

func loadServeCommand(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "run the claim service on a real MySQL, for curl, wrk or a client of your own",
		Long: `serve starts a database and the claim service, says where it listens, and runs until it is interrupted; then it ends what it has
accepted and takes all away.

POST /claim?device_id=ID&flow=trial|paid|admin gives an account (an admin's takes days and pay_status too; a JSON body does as well);
GET /pool/status, POST /pool/fill?count=N with the admin's token, /metrics and /healthz are the others. The token is in a file that
goes away with the service.`,
		Example: `  reprise load serve --stock 1000
  reprise load serve --db local --listen 127.0.0.1:8080 --claim token`,
		Args: nothing,
	}
	f := addSetupFlags(cmd)
	listen := cmd.Flags().String("listen", "127.0.0.1:0", "where to listen; port 0: any that is free")
	stock := cmd.Flags().Int("stock", f.Pool.Target, "accounts in the pool at the start")
	cmd.RunE = body(func(cmd *cobra.Command, _ []string) error {
		setup, err := f.setup()
		if err != nil {
			return err
		}
		setup.Log = slog.New(slog.NewTextHandler(p.stderr, nil))
		return p.interrupts.orderly(func(ctx context.Context) error {
			dir, err := os.MkdirTemp("", "reprise-serve-*")
			if err != nil {
				return err
			}
			defer os.RemoveAll(dir)
			return load.Serve(ctx, setup, *listen, *stock, func(s load.Serving) error { return p.announce(s, filepath.Join(dir, "token")) })
		})
	})
	return cmd
}

// announce says how to speak to a service.
func (p *process) announce(s load.Serving, tokenFile string) error {
	if err := os.WriteFile(tokenFile, []byte(s.Token), 0o600); err != nil {
		return err
	}
	_, err := fmt.Fprintf(p.stdout, `%s on %s: %s
  curl -X POST '%s/claim?device_id=phone-1&flow=trial'
  curl %s/pool/status
  curl -X POST -H "Authorization: Bearer $(cat %s)" '%s/pool/fill?count=20'
Ctrl-C ends it.
`, s.URL, reports.Visible(s.DB.Version), reports.Visible(s.DB.Why), s.URL, s.URL, tokenFile, s.URL)
	return err
}
