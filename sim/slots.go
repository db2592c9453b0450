package sim

import "errors"

// slots tell for every pending event whether it still counts, and give out the tokens that name them.
//
// A slot is free, live or dead. Dead is that of a cancelled event which the pending set has yet to come upon: only then
// is the slot freed. So a slot never stands for two events at a time, and what is pending needs no more than its number.
//
// A token is a slot and its age. Age grows by one when the slot is taken and by one when its event fires or is cancelled,
// so that it is odd as long as the slot is live. A slot whose age has run out is never taken again: for 2 bytes in 32768
// events, no token is given out twice.
type slots struct {
	ages []uint16 // by slot
	free []uint32 // slots, the latest freed last
	live int
	dead int
}

const (
	ageBits  = 16
	maxSlots = 1 << 28
)

var (
	errQueueFull      = errors.New("268435456 are pending already, the most there can be")
	errQueueExhausted = errors.New("8796093022208 have been scheduled already, the most there can be")
)

// take gives a slot to an event.
func (s *slots) take() (slot uint32, t Token, err error) {
	if last := len(s.free) - 1; last >= 0 {
		slot = s.free[last]
		s.free = s.free[:last]
	} else if slot, err = s.add(); err != nil {
		return 0, 0, err
	}
	age := s.ages[slot] + 1
	s.ages[slot] = age
	s.live++
	return slot, Token(slot)<<ageBits | Token(age), nil
}

func (s *slots) add() (slot uint32, err error) {
	if len(s.ages) == maxSlots {
		if s.live+s.dead == maxSlots {
			return 0, errQueueFull
		}
		return 0, errQueueExhausted
	}
	s.ages = append(s.ages, 0)
	return uint32(len(s.ages) - 1), nil
}

// isLive tells of a slot that is not free.
func (s *slots) isLive(slot uint32) bool { return s.ages[slot]&1 == 1 }

// fire frees a live slot.
func (s *slots) fire(slot uint32) {
	s.ages[slot]++
	s.live--
	s.reuse(slot)
}

// bury frees a dead slot.
func (s *slots) bury(slot uint32) {
	s.dead--
	s.reuse(slot)
}

func (s *slots) reuse(slot uint32) {
	if s.ages[slot] != 0 {
		s.free = append(s.free, slot)
	}
}

// kill makes the live slot that a token names dead. It is false if the token names none.
func (s *slots) kill(t Token) bool {
	slot, age := uint64(t>>ageBits), uint16(t)
	if slot >= uint64(len(s.ages)) || s.ages[slot] != age || age&1 == 0 {
		return false
	}
	s.ages[slot]++
	s.live--
	s.dead++
	return true
}
