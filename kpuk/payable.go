package kpuk

// Coin is the smallest piece in which money is handed over: nobody in a village has smaller
// change, and the cash count knows none. In rupiah.
const Coin = 100

// Payable tells whether an amount can be handed over exactly.
func Payable(amount Rupiah) bool { return amount%Coin == 0 }

// Unpayable is the first instalment of terms that nobody can hand over exactly: by the rule
// what rounding leaves over falls on the last one, and may be less than a coin. Terms without
// a schedule have none.
func (t Terms) Unpayable() (line Instalment, found bool) {
	lines, err := Schedule(t)
	if err != nil {
		return Instalment{}, false
	}
	for _, l := range lines {
		if !Payable(l.Total()) {
			return l, true
		}
	}
	return Instalment{}, false
}

// Even is a principal near that of the terms, not above it, all of whose instalments can be
// handed over exactly: a round one where there is one within a fifth; zero when there is none.
func (t Terms) Even() Rupiah {
	asked := t.Principal
	for _, step := range []Rupiah{10_000, 1_000, Coin} {
		t.Principal = asked - asked%step
		for t.Principal > 0 && t.Principal >= asked/5*4 {
			if _, odd := t.Unpayable(); !odd {
				return t.Principal
			}
			t.Principal -= step
		}
	}
	return 0
}
