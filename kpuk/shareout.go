package kpuk

import (
	"cmp"
	"slices"
	"strings"

	"pendamping/fault"
)

// SharePeriod is the time whose net income a share-out distributes; both days belong to
// it. The zero SharePeriod means that none was agreed on.
type SharePeriod struct {
	From Date `cbor:"1,keyasint,omitempty"`
	To   Date `cbor:"2,keyasint,omitempty"`
}

// IsZero tells whether no period was agreed on.
func (p SharePeriod) IsZero() bool { return p == SharePeriod{} }

// UsualPeriod returns the period that a share-out on a day distributes when nothing else
// is agreed: from the day after the last shared-out one, or from the ledger's first
// entry, to the day before. What is taken in at the meeting itself belongs to the next
// period, or the result would move while it is being paid.
func (l *Ledger) UsualPeriod(sharedTo, on Date) SharePeriod {
	p := SharePeriod{From: sharedTo.AddDays(1), To: on.AddDays(-1)}
	if sharedTo.IsZero() {
		p.From = p.To
		if len(l.entries) > 0 {
			p.From = min(l.entries[0].Line.Date, p.To)
		}
	}
	return p
}

// IncomeLine is one source of a group's net income, expenses with a minus. Its kind is
// that of the entries summed; [EntryInstalment] stands for the service in instalments
// and [EntryPenalty] for all penalties. Income and expenses of the group are summed by
// their words, so that the bank's interest can be told from a sale of cakes.
type IncomeLine struct {
	Kind   EntryKind
	Note   string
	Amount Rupiah
}

// Income returns what the net income of a period is made of, by kind and words: service
// and penalties received, joining fees, income of the group such as the bank's interest,
// and cash differences, less expenses of the group. Savings, principal, the social fund,
// loans of an LKP, SHU paid and what corrections left in the box are no income. The lines sum to [Ledger.NetIncome]; a void
// counts on its own day.
func (l *Ledger) Income(p SharePeriod) ([]IncomeLine, error) {
	const op fault.Op = "kpuk.Ledger.Income"
	type source struct {
		kind EntryKind
		note string
	}
	sums, words := map[source]Rupiah{}, map[source]string{}
	var t tally
	book := func(kind EntryKind, note string, amount Rupiah) {
		if amount == 0 {
			return
		}
		key := source{kind, strings.ToLower(strings.TrimSpace(note))}
		sum := sums[key]
		t.add(&sum, amount)
		sums[key] = sum
		if words[key] == "" {
			words[key] = strings.TrimSpace(note)
		}
	}
	for m := range l.Movements(p.To) {
		if m.Line.Date < p.From || m.Line.Aside() {
			continue
		}
		amount := m.Sign * m.Line.Amount
		switch m.Line.Kind {
		case EntryInstalment:
			book(EntryInstalment, "", m.Sign*m.Line.Service)
			book(EntryPenalty, "", m.Sign*m.Line.Penalty)
		case EntryPenalty, EntryMembershipFee, EntryCashDifference:
			book(m.Line.Kind, "", amount)
		case EntryGroupIncome, EntryGroupExpense:
			book(m.Line.Kind, l.words(m), m.Line.Kind.CashEffect()*amount)
		default: // no income
		}
	}
	out := make([]IncomeLine, 0, len(sums))
	for key, sum := range sums {
		if sum != 0 {
			out = append(out, IncomeLine{Kind: key.kind, Note: words[key], Amount: sum})
		}
	}
	slices.SortFunc(out, func(a, b IncomeLine) int {
		return cmp.Or(cmp.Compare(incomeOrder(a.Kind), incomeOrder(b.Kind)), cmp.Compare(strings.ToLower(a.Note), strings.ToLower(b.Note)))
	})
	return out, fault.E(op, fault.Invalid, t.err)
}

// words are those of what moved: a void's note is its reason, the words are its target's.
func (l *Ledger) words(m Movement) string {
	if m.Sign < 0 {
		return l.byID[l.byID[m.ID].Line.Voids].Line.Note
	}
	return m.Line.Note
}

// incomeOrder is the place of a kind in a list of income: service first, expenses last.
func incomeOrder(k EntryKind) int {
	return slices.Index([]EntryKind{
		EntryInstalment, EntryPenalty, EntryMembershipFee, EntryGroupIncome, EntryCashDifference, EntryGroupExpense,
	}, k)
}

// Payout is what one member is paid at a share-out, and what it was weighed by.
type Payout struct {
	Member  ID
	Saved   Rupiah // her savings at the end of the period
	Served  Rupiah // service she paid in the period
	Savings Rupiah // by her savings
	Service Rupiah // by the service she paid
	Office  Rupiah // her part of the officers' pool
}

// Total returns what goes into her envelope.
func (p Payout) Total() Rupiah { return p.Savings + p.Service + p.Office }

// Sharing is a share-out with its reckoning. The payouts, Social and Reserve add up to
// Net.
type Sharing struct {
	Period  SharePeriod
	Income  []IncomeLine
	Net     Rupiah
	Rule    []SHUShare
	Parts   []Rupiah // of the purposes, in the order of Rule
	Unit    Rupiah   // payouts are multiples of it, part by part
	Members []Payout // by member number
	Social  Rupiah   // goes to the social fund
	Reserve Rupiah   // stays: its own part, and what is below a unit
}

// Paid returns what members are paid in all.
func (s *Sharing) Paid() Rupiah {
	var sum Rupiah
	for _, p := range s.Members {
		sum += p.Total() // no more than Net
	}
	return sum
}

// Of returns a member's payout; the zero one when she has none.
func (s *Sharing) Of(member ID) Payout {
	for _, p := range s.Members {
		if p.Member == member {
			return p
		}
	}
	return Payout{}
}

// ShareOut reckons what the net income of a period gives to whom by the rules. Those who
// belong to the group on the day share: by their savings at the period's end and by the
// service they paid in it; the officers of that day share their pool evenly. It returns
// [ErrLoss] for a loss, with the reckoning so far, and [ErrPurposes] without whole rules.
func (l *Ledger) ShareOut(p SharePeriod, r Rules, members []*Member, on Date) (Sharing, error) {
	const op fault.Op = "kpuk.Ledger.ShareOut"
	s := Sharing{Period: p, Rule: r.SHU, Unit: max(r.SHUUnit, 1)}
	var err error
	if s.Income, err = l.Income(p); err != nil {
		return s, err
	}
	var t tally
	for _, line := range s.Income {
		t.add(&s.Net, line.Amount)
	}
	saved, err := l.Balances(p.To)
	if err = cmp.Or(err, t.err); err != nil {
		return s, fault.E(op, fault.Invalid, err)
	}
	served := l.served(&t, p)
	active := (&Sitting{Meeting: &Meeting{Date: on}, Members: members}).Active()
	sharers, officers := make([]Sharer, 0, len(active)), make([]int64, 0, len(active))
	for _, m := range active {
		sharers = append(sharers, Sharer{Member: m.ID, Number: m.Number, Savings: saved.Members[m.ID].Total(), Service: served[m.ID]})
		weight := int64(1)
		if m.Role == RoleMember {
			weight = 0
		}
		officers = append(officers, weight)
	}
	out, err := ShareNet(s.Net, r, sharers)
	if err = cmp.Or(err, t.err); err != nil {
		return s, fault.E(op, fault.Invalid, err)
	}
	office, left, err := SplitPool(out.Officers, s.Unit, officers)
	if err != nil {
		return s, fault.E(op, fault.Invalid, err)
	}
	s.Parts, s.Social, s.Reserve = out.Purposes, out.Social, out.Reserve+left
	for i, m := range out.Members {
		s.Members = append(s.Members, Payout{
			Member: m.Member, Saved: max(sharers[i].Savings, 0), Served: max(sharers[i].Service, 0),
			Savings: m.Savings, Service: m.Service, Office: office[i],
		})
	}
	return s, nil
}

// served sums the service that each member paid in a period.
func (l *Ledger) served(t *tally, p SharePeriod) map[ID]Rupiah {
	out := map[ID]Rupiah{}
	for m := range l.Movements(p.To) {
		if m.Line.Kind == EntryInstalment && m.Line.Date >= p.From {
			sum := out[m.Line.Member]
			t.add(&sum, m.Sign*m.Line.Service)
			out[m.Line.Member] = sum
		}
	}
	return out
}

// NotesFor returns the notes and coins with which every payment can be made by itself,
// in as few pieces as there can be, and what no coin pays. The commemorative note of
// 75.000 is left out: banks do not keep it.
func NotesFor(payments ...Rupiah) (notes map[Rupiah]int, rest Rupiah) {
	const commemorative Rupiah = 75_000
	notes = make(map[Rupiah]int)
	for _, left := range payments {
		for _, worth := range Denominations() {
			if n := left / worth; n > 0 && worth != commemorative {
				notes[worth] += int(n)
				left -= n * worth
			}
		}
		rest += max(left, 0)
	}
	return notes, rest
}
