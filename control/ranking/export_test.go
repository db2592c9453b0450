package ranking

// FirstDraw is the first number of the account's randomness in a minute.
func FirstDraw(account uint64, minute int64) uint64 {
	s := streamOf(account, minute)
	return s.next()
}
