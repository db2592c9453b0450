package mysql_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"reprise/load/mysql"
)

func TestQuick(t *testing.T) {
	for _, w := range []string{"docker", "auto", "docker:reprise/mariadb:10.11", "local:mysql", "local:mariadb"} {
		begin := time.Now()
		s, err := mysql.Open(t.Context(), w)
		require.NoError(t, err)
		t.Log(time.Since(begin), s.Version(), s.Why())
		begin = time.Now()
		require.NoError(t, s.Kill(t.Context()))
		t.Log(time.Since(begin))
		begin = time.Now()
		require.NoError(t, s.Start(t.Context()))
		t.Log(time.Since(begin))
		require.NoError(t, s.Close())
	}
}
