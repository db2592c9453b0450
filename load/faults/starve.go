package faults

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// askAgainAfter is the pause before a database that gave no connection is asked again: another fault may have it down.
const askAgainAfter = 50 * time.Millisecond

// StarveDB takes connections of a service's own pool of them, one after the other as they become free, and holds them. It
// fails where there are not as many, or when ctx ends before it has them; it then holds none.
func StarveDB(db *sql.DB) func(ctx context.Context, n int) (release func(), err error) {
	return func(ctx context.Context, n int) (func(), error) {
		if most := db.Stats().MaxOpenConnections; most > 0 && n > most {
			return nil, fmt.Errorf("taking %d connections: there are %d", n, most)
		}
		var held []*sql.Conn
		release := func() {
			for _, conn := range held {
				_ = conn.Close() // gives it back; one that broke meanwhile is thrown away
			}
		}
		for len(held) < n {
			conn, err := db.Conn(ctx)
			if err == nil {
				held = append(held, conn)
			} else if !pause(ctx, askAgainAfter) {
				release()
				return nil, fmt.Errorf("taking connection %d of %d: %w", len(held)+1, n, err)
			}
		}
		return release, nil
	}
}
