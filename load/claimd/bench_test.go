package claimd_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"reprise/control/pool"
	"reprise/load/claims"
	"reprise/load/configd"
	"reprise/load/mysql/mysqltest"

	"github.com/stretchr/testify/require"
)

// BenchmarkHTTP is what HTTP leaves of a claim: claims a second of 16 clients over it, the service on 8 connections, against the
// bare claim in a loop on the same server, by 8 and by 16 loops with a connection each. Rounds alternate, so that a noisy
// machine strikes all three; each share is that of the sums.
func BenchmarkHTTP(b *testing.B) {
	server := mysqltest.One(b)
	for _, statement := range []claims.Statement{claims.ForUpdate, claims.Token} {
		b.Run(statement.String(), func(b *testing.B) {
			const clients, conns, n, rounds = 16, 8, 1000, 5
			l := liveOver(b, server, conns, still, claims.Options{Statement: statement}, configd.Manner{})
			bare := map[int]*claims.Store{}
			for _, loops := range []int{conns, clients} {
				bare[loops] = claims.New(connected(b, server, loops), claims.Options{Statement: statement, Pool: still})
			}
			var device int
			measure := func(loops int, claim func(device string) error) time.Duration {
				require.NoError(b, l.store.Stock(b.Context(), n))
				first := device
				device += n
				began := time.Now()
				crowd(loops, n, func(i int) {
					if err := claim(fmt.Sprintf("d%d", first+i)); err != nil {
						b.Error(err)
					}
				})
				return time.Since(began)
			}
			overHTTP := func(device string) error {
				given, status, err := l.post(device)
				if err == nil && (status != http.StatusOK || given.Route != "pool") {
					err = fmt.Errorf("status %d, route %q", status, given.Route)
				}
				return err
			}
			inALoop := func(loops int) func(string) error {
				return func(device string) error {
					_, err := bare[loops].Claim(b.Context(), pool.Request{DeviceID: device, Days: 3})
					return err
				}
			}
			var service, by8, by16 time.Duration
			for b.Loop() {
				for range rounds {
					by8 += measure(conns, inALoop(conns))
					service += measure(clients, overHTTP)
					by16 += measure(clients, inALoop(clients))
				}
			}
			per := func(d time.Duration) float64 { return float64(b.N*rounds*n) / d.Seconds() }
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(per(service), "http/s")
			b.ReportMetric(per(by8), "bare8/s")
			b.ReportMetric(per(by16), "bare16/s")
			b.ReportMetric(by8.Seconds()/service.Seconds(), "http/bare8")
			b.ReportMetric(by16.Seconds()/service.Seconds(), "http/bare16")
		})
	}
}
