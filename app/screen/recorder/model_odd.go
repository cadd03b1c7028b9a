package recorder

import "pendamping/kpuk"

// paidTwice says that the row holds more pokok or joining fee than is left to pay of what is
// paid once, and the way out; empty when it does not. Groups may have their reasons: it does
// not keep the row from being confirmed.
func (m *Model) paidTwice() (strong, text string) {
	r := m.Row(m.sheet.row)
	pokok, fee := m.sitting().Joined(r.Member)
	for _, once := range []struct {
		kind       kpuk.EntryKind
		paid, rule kpuk.Rupiah
	}{{kpuk.EntryPokok, pokok, m.rules().Pokok}, {kpuk.EntryMembershipFee, fee, m.rules().Membership}} {
		amount := m.cells(r.Member)[once.kind]
		if amount <= 0 || once.paid == 0 || once.paid+amount <= once.rule {
			continue
		}
		left := max(once.rule-once.paid, 0)
		return m.text.T("recorder.twice", "Kind", m.text.T("word.entry."+once.kind.String())),
			m.text.T("recorder.twice_how", "Name", r.Name, "Paid", m.text.Amount(int64(once.paid)), "Left", m.text.Amount(int64(left)))
	}
	return "", ""
}

// TwicePaid tells whether row i holds more of what is paid once than is left to pay.
func (m *Model) TwicePaid(i int) bool {
	at := m.sheet.row
	m.sheet.row = i
	strong, _ := m.paidTwice()
	m.sheet.row = at
	return strong != ""
}

// unpayable says which instalment nobody can hand over exactly, and with which loan all can.
func (m *Model) unpayable(terms kpuk.Terms, line kpuk.Instalment) string {
	p := m.text
	words := p.T("lending.odd", "N", line.No, "Amount", p.Rupiah(int64(line.Total())), "Coin", p.Rupiah(int64(kpuk.Coin)))
	if even := terms.Even(); even > 0 {
		words += " " + p.T("lending.odd_how", "Amount", p.Rupiah(int64(even)))
	}
	return words
}
