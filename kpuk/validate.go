package kpuk

import "strings"

// Validate returns what is wrong or odd about a record by itself. Problems that are not
// warnings are what cannot be: a hub refuses them from any device. A record in the
// making, with much still missing, has only warnings.
func Validate(rec Record) []Problem {
	var f findings
	h := rec.Head()
	if h.ID.IsZero() {
		f.refuse("ID", "record_id")
	}
	if h.Gone() && h.Removed.Reason == "" {
		f.warn("Removed", "removed_reason")
	}
	return append(f, content(rec)...)
}

// content checks a record's own fields.
func content(rec Record) []Problem {
	switch r := rec.(type) {
	case *Federation:
		return r.check()
	case *Group:
		return r.Check()
	case *Member:
		return r.Check(0, nil)
	case *Meeting:
		return r.Check()
	case *Entry:
		return r.check()
	case *Loan:
		return r.Check()
	case *Visit:
		return r.Check()
	case *Activity:
		return r.Check()
	case *Task:
		return r.Check()
	case *Drill:
		return r.Check()
	case *Amendment:
		return r.Check()
	case *Escrow:
		return r.Check()
	case *Photo:
		return r.Check()
	case *Person:
		return r.check()
	case *Device:
		return r.check()
	case *Invite:
		return r.check()
	case *Held:
		return nil // what it holds is judged when it is released
	default:
		return []Problem{{Field: "Kind", Key: "record_kind"}}
	}
}

func (f *Federation) check() []Problem {
	var out findings
	if strings.TrimSpace(f.Name) == "" {
		out.warn("Name", "name_missing")
	}
	for _, code := range f.Areas {
		if AreaLevelOf(code) != AreaRegency {
			out.refuse("Areas", "area_code")
		}
	}
	if f.Zone != "" && f.Zone != "WIB" && f.Zone != "WITA" && f.Zone != "WIT" {
		out.refuse("Zone", "zone")
	}
	if f.Recovery != (RecoveryKey{}) && !IsRecipient(f.Recovery.Recipient) {
		out.refuse("Recovery", "recovery_recipient")
	}
	return out
}

// check adds to the line's rules that an entry is never removed: it is voided.
func (e *Entry) check() []Problem {
	f := findings(e.Line.Check())
	if e.Gone() {
		f.refuse("Removed", "entry_removed")
	}
	return f
}

// Check returns what is wrong or odd about a meeting by itself. What its steps still
// lack is [Sitting.Missing].
func (m *Meeting) Check() []Problem {
	var f findings
	if m.State.State > Approved {
		f.refuse("State", "meeting_state")
	}
	if m.State.State == Returned && m.State.Comment == "" {
		f.refuse("State", "return_comment")
	}
	if m.State.State != Draft && m.Date.IsZero() {
		f.refuse("Date", "meeting_date")
	}
	if m.Start > lastMinute || m.End > lastMinute || m.NextStart > lastMinute {
		f.refuse("Start", "meeting_time")
	}
	m.checkParts(&f)
	return f
}

// checkParts checks attendance, money grid and cash count.
func (m *Meeting) checkParts(f *findings) {
	for member, a := range m.Attendance {
		if a.Presence > LeftEarly || a.At > lastMinute {
			*f = append(*f, Problem{Field: "Attendance", Key: "attendance_value", Of: member})
		}
	}
	for member, row := range m.Sheet {
		if _, err := RowTotal(row.Cells); err != nil || negative(row.Cells) {
			*f = append(*f, Problem{Field: "Sheet", Key: "row_amount", Of: member, Step: StepMoney})
		}
	}
	if _, err := m.Cash.Total(); err != nil || m.Cash.Counted < 0 {
		*f = append(*f, Problem{Field: "Cash", Key: "cash_count", Step: StepCash})
	}
	if !m.Share.IsZero() && m.Share.From > m.Share.To {
		f.refuse("Share", "share_period")
	}
	for member, s := range m.Signatures {
		if _, err := s.Strokes(); err != nil {
			*f = append(*f, Problem{Field: "Signatures", Key: "signature", Of: member, Step: StepClose})
		}
	}
}

// lastMinute is 23.59 as Minutes.
const lastMinute = Minutes(24 * 60)

func negative(cells map[EntryKind]Rupiah) bool {
	for _, amount := range cells {
		if amount < 0 {
			return true
		}
	}
	return false
}

// Check returns what is wrong or odd about a loan. Terms must be whole once it is
// approved; a request may still be in the making.
func (l *Loan) Check() []Problem {
	var f findings
	if l.Status.Status > LoanWrittenOff {
		f.refuse("Status", "loan_status")
	}
	settled := l.Status.Status != LoanRequested && l.Status.Status != LoanRejected
	if err := l.Terms.Check(); err != nil {
		f = append(f, Problem{Field: "Terms", Key: "loan_terms", Warning: !settled})
	} else if _, err := Schedule(l.Terms); err != nil {
		f.refuse("Terms", "loan_too_large")
	}
	if l.Asked < 0 {
		f.refuse("Asked", "loan_asked")
	}
	if settled && l.Member.IsZero() {
		f.refuse("Member", "loan_member")
	}
	if !l.Guarantor.IsZero() && l.Guarantor == l.Member {
		f.warn("Guarantor", "loan_guarantor")
	}
	for day, penalty := range l.Charges {
		if penalty < 0 || day.IsZero() {
			f.refuse("Charges", "loan_charge")
		}
	}
	return f
}

// CheckTerms returns where terms go beyond a group's rules; these are warnings, since a
// meeting may decide so.
func (r Rules) CheckTerms(t Terms) []Problem {
	var f findings
	if r.MaxTerm > 0 && t.Instalments > r.MaxTerm {
		f.warn("Instalments", "terms_longer")
	}
	if t.RateBP != r.RateBP {
		f.warn("RateBP", "terms_rate")
	}
	if t.Method != r.Method {
		f.warn("Method", "terms_method")
	}
	return f
}

func (p *Person) check() []Problem {
	var f findings
	if strings.TrimSpace(p.Name) == "" {
		f.warn("Name", "name_missing")
	}
	if p.Office > OfficeViewer {
		f.refuse("Office", "office")
	}
	if p.Phone != "" {
		if e164, err := ParsePhone(p.Phone); err != nil || e164 != p.Phone {
			f.refuse("Phone", "phone")
		}
	}
	return f
}

// keyBytes is the length of an Ed25519 public key, hashBytes of SHA-256.
const (
	keyBytes  = 32
	hashBytes = 32
)

func (d *Device) check() []Problem {
	var f findings
	if len(d.Key) != keyBytes {
		f.refuse("Key", "device_key")
	}
	switch d.Order {
	case "", "lock", "push-then-wipe", "wipe":
	default:
		f.refuse("Order", "device_order")
	}
	return f
}

func (i *Invite) check() []Problem {
	var f findings
	if len(i.CodeHash) != hashBytes {
		f.refuse("CodeHash", "invite_code")
	}
	return f
}
