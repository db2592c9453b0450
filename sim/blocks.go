package sim

// entry is an event that is pending.
type entry struct {
	at    Time
	event Event
	slot  uint32
}

// block is room for 36 entries, 28.2 bytes each. It holds no pointer: blocks are linked by number.
type block struct {
	at    [blockSize]Time
	event [blockSize]Event
	slot  [blockSize]uint32
	next  uint32 // the block after this one in a chain, or in the list of those that are free
}

// blocks is the memory of all chains. It grows by pages, so that what lies in it never moves.
type blocks struct {
	pages []*[pageSize]block
	free  uint32 // the first of the list; 0: none
	used  uint32 // blocks 1 to used have been taken at some time
}

const (
	blockSize = 36
	pageBits  = 4
	pageSize  = 1 << pageBits
)

func (b *blocks) block(n uint32) *block { return &b.pages[n>>pageBits][n%pageSize] }

func (b *blocks) take() uint32 {
	if n := b.free; n != 0 {
		b.free = b.block(n).next
		return n
	}
	b.used++
	if int(b.used>>pageBits) == len(b.pages) {
		b.pages = append(b.pages, new([pageSize]block))
	}
	return b.used
}

func (b *blocks) release(n uint32) {
	b.block(n).next = b.free
	b.free = n
}

// chain is entries in the order in which they were added, in as many blocks as that takes. Its zero value is empty.
//
// Invariant: all its blocks but the tail are full.
type chain struct {
	head, tail uint32 // blocks; 0: it is empty
	fill       uint32 // entries in tail
}

func (c *chain) empty() bool { return c.head == 0 }

func (c *chain) add(b *blocks, at Time, ev Event, slot uint32) {
	if c.head == 0 || c.fill == blockSize {
		c.extend(b)
	}
	tail, i := b.block(c.tail), c.fill
	tail.at[i], tail.event[i], tail.slot[i] = at, ev, slot
	c.fill = i + 1
}

func (c *chain) extend(b *blocks) {
	n := b.take()
	if c.head == 0 {
		c.head = n
	} else {
		b.block(c.tail).next = n
	}
	c.tail, c.fill = n, 0
}

// size is the number of entries in the head of a chain that is not empty.
func (c *chain) size() uint32 {
	if c.head == c.tail {
		return c.fill
	}
	return blockSize
}

// dropHead takes the first block off a chain that is not empty.
func (c *chain) dropHead(b *blocks) {
	n := c.head
	if n == c.tail {
		*c = chain{}
	} else {
		c.head = b.block(n).next
	}
	b.release(n)
}
