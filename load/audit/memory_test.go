//go:build !race

// go-mysql-server has data races of its own: under the detector they would be the finding.

package audit_test

import (
	"net"
	"testing"

	sqle "github.com/dolthub/go-mysql-server"
	"github.com/dolthub/go-mysql-server/memory"
	"github.com/dolthub/go-mysql-server/server"
	gms "github.com/dolthub/go-mysql-server/sql"
	"github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"
)

// memoryTable is table account without what go-mysql-server does not know of keys and types; it is asked for nothing of that here.
const memoryTable = `CREATE TABLE account (
	id BINARY(16) NOT NULL PRIMARY KEY,
	pay_status ENUM ('TRIAL', 'PAID', 'POOL') NOT NULL,
	device_id VARCHAR(128) NULL,
	valid_to DATETIME(6) NOT NULL,
	deleted_at DATETIME(6) NULL,
	UNIQUE KEY account_device_id (device_id),
	KEY account_pay_status (pay_status)
)`

// The sound claim on go-mysql-server, whose FOR UPDATE does not lock: the audit finds what the database lets through.
func TestPlantedFaultGoMySQLServer(t *testing.T) {
	p := plant{claimer: sound, field: field{stock: 80, devices: 60}, found: double}
	p.field.open(t, serveMemory(t))
	_, err := p.field.db.ExecContext(t.Context(), memoryTable)
	require.NoError(t, err)
	for range rounds {
		if p.caught(t) {
			return
		}
	}
	t.Fatalf("nothing was found in %d rounds", rounds)
}

// serveMemory runs go-mysql-server on a free port until the test ends.
func serveMemory(t *testing.T) *mysql.Config {
	db := memory.NewDatabase("claims")
	db.BaseDatabase.EnablePrimaryKeyIndexes()
	provider := memory.NewDBProvider(db)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().String() // free a moment ago
	require.NoError(t, listener.Close())
	s, err := server.NewServer(server.Config{Protocol: "tcp", Address: address},
		sqle.NewDefault(provider), gms.NewContext, memory.NewSessionBuilder(provider), nil)
	require.NoError(t, err)
	ended := make(chan error, 1)
	go func() { ended <- s.Start() }()
	t.Cleanup(func() {
		require.NoError(t, s.Close())
		<-ended
	})
	config := mysql.NewConfig()
	config.User, config.Net, config.Addr, config.DBName = "root", "tcp", address, "claims"
	return config
}
