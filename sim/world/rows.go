package world

import "reprise/control/delivery"

// rows is what the two config tables hold for every account and server, four bits each, account by account: a
// million accounts on 138 servers take 69 MB.
type rows struct {
	cells   []byte
	servers int
	stride  int     // bytes an account
	pending []int32 // by server: rows whose status is PENDING
	healthy []int32 // by server: rows that are served from
}

func newRows(accounts, servers int) *rows {
	stride := (servers + 1) / 2
	return &rows{
		cells: make([]byte, accounts*stride), servers: servers, stride: stride,
		pending: make([]int32, servers), healthy: make([]int32, servers),
	}
}

// grow makes room for one more account, which has no rows yet.
func (r *rows) grow() {
	for range r.stride {
		r.cells = append(r.cells, 0)
	}
}

// accounts is how many accounts there are.
func (r *rows) accounts() int32 {
	if r.stride == 0 {
		return 0
	}
	return int32(len(r.cells) / r.stride)
}

// get is the row of one account on one server.
func (r *rows) get(account, server int32) delivery.Row {
	cell := r.cells[int(account)*r.stride+int(server)/2]
	return delivery.Row(cell >> (4 * (uint(server) & 1)) & 15)
}

// set replaces it.
func (r *rows) set(account, server int32, row delivery.Row) {
	cell := &r.cells[int(account)*r.stride+int(server)/2]
	shift := 4 * (uint(server) & 1)
	old := delivery.Row(*cell >> shift & 15)
	*cell = *cell&^(15<<shift) | byte(row)<<shift
	r.pending[server] += isPending(row) - isPending(old)
	r.healthy[server] += isHealthy(row) - isHealthy(old)
}

// cellsOf is all rows of one account as they are packed.
func (r *rows) cellsOf(account int32) []byte {
	return r.cells[int(account)*r.stride : (int(account)+1)*r.stride]
}

// of unpacks all rows of one account into dst, which has one place a server.
func (r *rows) of(account int32, dst []delivery.Row) []delivery.Row {
	cells := r.cellsOf(account)
	for s := range dst {
		dst[s] = delivery.Row(cells[s/2] >> (4 * (uint(s) & 1)) & 15)
	}
	return dst
}

func isPending(row delivery.Row) int32 {
	if row&delivery.StatusMask == delivery.Pending {
		return 1
	}
	return 0
}

func isHealthy(row delivery.Row) int32 {
	if row.Healthy() {
		return 1
	}
	return 0
}

// likeTheFirst gives every account the rows of account 0, of which none is pending.
func (r *rows) likeTheFirst() {
	first := r.cellsOf(0)
	for a := int32(1); a < r.accounts(); a++ {
		copy(r.cellsOf(a), first)
	}
	for s := range r.healthy {
		r.healthy[s] *= r.accounts()
	}
}
