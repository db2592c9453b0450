package claimd

import (
	"sync"

	"github.com/google/uuid"
)

// bareMax is how many accounts without configs are remembered.
const bareMax = 1 << 18

// bare are the accounts of which the service knows that the servers lack their configs: the push failed, or is under way. It
// forgets them when it ends, and one of them when there are more than bareMax.
type bare struct {
	mu       sync.RWMutex
	accounts map[uuid.UUID]struct{}
}

func newBare() bare { return bare{accounts: map[uuid.UUID]struct{}{}} }

func (b *bare) add(account uuid.UUID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.accounts) == bareMax {
		for any := range b.accounts {
			delete(b.accounts, any)
			break
		}
	}
	b.accounts[account] = struct{}{}
}

func (b *bare) remove(account uuid.UUID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.accounts, account)
}

func (b *bare) has(account uuid.UUID) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	_, is := b.accounts[account]
	return is
}

func (b *bare) size() int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return len(b.accounts)
}
