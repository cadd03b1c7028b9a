package review

import (
	"pendamping/kpuk"
)

// MoneyRow is one member's line of the table of money.
type MoneyRow struct {
	Member kpuk.ID
	Cells  [6]string // name, wajib, sukarela, instalments, the rest, total
	Odd    bool      // a warning speaks of her
	Absent bool      // she neither came nor sent money
}

// Money is the table of money of the open meeting, and its sums.
func (m *Model) Money() (rows []MoneyRow, sums [6]string) {
	b, t := m.Open(), m.env.Text
	s := sitting(b)
	odd := map[kpuk.ID]bool{}
	for _, p := range m.Warnings(m.Index()) {
		odd[p.Of] = true
	}
	var total [5]kpuk.Rupiah
	wrong := false // a sum that does not fit is not shown at all
	for i, w := range s.Active() {
		cells := cellsOf(b.PerMember(w.ID))
		row := MoneyRow{Member: w.ID, Odd: odd[w.ID], Absent: !s.Pays(w.ID) && cells == [5]kpuk.Rupiah{}}
		row.Cells[0] = t.Number(int64(i+1)) + ". " + w.Name + m.remark(b.Meeting, w.ID)
		if row.Absent {
			row.Cells[5] = t.T("word.presence." + b.Attendance[w.ID].Presence.String())
			rows = append(rows, row)
			continue
		}
		for c, amount := range cells {
			sum, err := total[c].Add(amount)
			wrong = wrong || err != nil
			total[c] = sum
			row.Cells[c+1] = t.AmountDash(int64(amount))
		}
		rows = append(rows, row)
	}
	sums[0] = t.T("review.total")
	for c, amount := range total {
		if !wrong {
			sums[c+1] = t.Amount(int64(amount))
		}
	}
	return rows, sums
}

// remark says behind a name that she came late or only sent money.
func (m *Model) remark(k *kpuk.Meeting, member kpuk.ID) string {
	switch {
	case k.Sheet[member].Entrusted:
		return m.env.Text.T("review.entrusted")
	case k.Attendance[member].Presence == kpuk.Late:
		return m.env.Text.T("review.late")
	default:
		return ""
	}
}

// cellsOf sorts a member's sums into the columns wajib, sukarela, instalments, the rest
// and the total. Loans paid out are no part of what she brought.
func cellsOf(sums map[kpuk.EntryKind]kpuk.Rupiah) [5]kpuk.Rupiah {
	out := [5]kpuk.Rupiah{sums[kpuk.EntryWajib], sums[kpuk.EntrySukarela], sums[kpuk.EntryInstalment]}
	for _, kind := range append(kpuk.CellKinds(), kpuk.EntrySHU) {
		out[4] += kind.CashEffect() * sums[kind]
	}
	out[3] = out[4] - out[0] - out[1] - out[2]
	return out
}
