package exact

// pour is fills of equally many rounds that have come so far that they as good as never leave the pool empty any more. From
// there on no claim is lost, and it does not matter at which level each began: only at which it ends if nobody claims.
type pour struct {
	round, rounds int // those that they have behind them, and all
	share         float64
	stock         float64   // the share times the level, summed
	ends          []float64 // the law of the level at the end if nobody claims
}

// pour adds a bundle that has k rounds behind it to others like it.
func (f *fills) pour(b *bundle, k int) {
	share, stock := 0.0, 0.0
	for i, chance := range b.law {
		share += chance
		stock += chance * float64(b.low+i)
	}
	for _, m := range b.members {
		p := f.pourOf(k, f.rounds(f.Refill(m.n)))
		p.share += m.part * share
		p.stock += m.part * stock
		b.addTo(p.ends, f.Refill(m.n)-k*f.Workers, m.part)
	}
}

func (f *fills) pourOf(round, rounds int) *pour {
	for _, p := range f.pours {
		if p.round == round && p.rounds == rounds {
			return p
		}
	}
	p := &pour{round: round, rounds: rounds, ends: make([]float64, f.Target+1)}
	f.pours = append(f.pours, p)
	return p
}

// runOut takes what was poured together to the end of the fills: what is missing there is what was claimed.
func (f *fills) runOut(p *pour) {
	claimed := 0.0
	for k := p.round; k < p.rounds; k++ {
		for _, part := range f.through[k] {
			here := f.expected(part)
			level := p.stock + p.share*(float64((k-p.round)*f.Workers)-claimed-here/2)
			f.slots.row(part.slot)[stockColumn] += level * part.length.Hours()
			claimed += here
		}
	}
	law := poisson(claimed)
	first := 0
	for law[first] < f.cut {
		first++
	}
	last := len(law)
	for law[last-1] < f.cut {
		last--
	}
	for end, share := range p.ends {
		if share < f.cut {
			continue
		}
		for k := first; k < min(last, end+1); k++ {
			f.full[end-k] += share * law[k]
		}
	}
}
