package month

import (
	"context"
	"crypto/rand"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	enrolled "pendamping/app/device"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// errGroup is returned when a device does not hold the group.
var errGroup = errors.New("the group is not in the book")

// read takes the figures from the records of a device whose app is closed.
func (d *device) read(ctx context.Context) (Table, error) {
	secret := passphrase
	if d.pin {
		secret = pin
	}
	dev, err := enrolled.Open(ctx, enrolled.Config{Dir: d.dir, Now: func() time.Time { return d.w.now }, Rand: rand.Reader, Logger: d.w.Logger}, secret)
	if err != nil {
		return nil, err
	}
	defer dev.Close()
	b := book.New()
	if _, err := dev.Fill(ctx, b); err != nil {
		return nil, err
	}
	for _, g := range b.Groups() {
		if g.Name == groupName {
			return ofBook(b, g)
		}
	}
	return nil, errGroup
}

// ofBook takes the figures from the app's own reckoning.
func ofBook(b *book.Book, g *book.Group) (Table, error) {
	t := Table{}
	sums, err := g.Ledger().Balances(0)
	if err != nil {
		return nil, err
	}
	members := make([]*kpuk.Member, 0, len(g.Members()))
	for _, m := range g.Members() {
		members = append(members, m.Member)
		s := sums.Members[m.ID]
		t["savings "+m.Name+" pokok"], t["savings "+m.Name+" wajib"], t["savings "+m.Name+" sukarela"] = int(s.Pokok), int(s.Wajib), int(s.Sukarela)
	}
	t["social fund"] = int(sums.Social)
	err = errors.Join(ofMeetings(t, g, members), ofLoans(t, g, &sums))
	for e := range g.Ledger().Standing() {
		if e.Line.Kind == kpuk.EntrySHU {
			ofPaid(t, b, e)
		}
	}
	return t, err
}

// ofMeetings are the box after each meeting, and the share-out.
func ofMeetings(t Table, g *book.Group, members []*kpuk.Member) error {
	for _, m := range g.Meetings() {
		sheet, err := g.Ledger().CashSheet(m.Meeting)
		if err != nil {
			return err
		}
		t["cash "+m.Date.String()] = int(sheet.Counted)
		cash, err := g.Ledger().Cash(m.Date)
		if err != nil || cash != sheet.Counted {
			return fmt.Errorf("cash on %s: %d in the book, %d counted: %w", m.Date, cash, sheet.Counted, err)
		}
		if m.Type == kpuk.MeetingShareOut {
			err = ofShare(t, g, m.Meeting, members)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ofLoans are the schedules, and what was lent and paid.
func ofLoans(t Table, g *book.Group, sums *kpuk.Balances) error {
	for _, l := range g.Loans() {
		parts, err := kpuk.Schedule(l.Terms)
		if err != nil {
			return err
		}
		for i, p := range parts {
			t[fmt.Sprintf("schedule %d principal", i+1)], t[fmt.Sprintf("schedule %d service", i+1)] = int(p.Principal), int(p.Service)
		}
		t["loan lent"] += int(sums.Loans[l.ID].Disbursed)
		t["loan left"] += int(l.Outstanding())
		t["loan service"] += int(sums.Loans[l.ID].Paid.Service)
	}
	return nil
}

// ofPaid adds one payment of SHU.
func ofPaid(t Table, b *book.Book, e *kpuk.Entry) {
	if m := b.Member(e.Line.Member); m != nil {
		t["shu "+m.Name] += int(e.Line.Amount)
		return
	}
	t["shu fund"] += int(e.Line.Amount)
}

// ofShare is the reckoning of the share-out of a meeting.
func ofShare(t Table, g *book.Group, m *kpuk.Meeting, members []*kpuk.Member) error {
	rules, _ := g.RulesAt(m.Date)
	s, err := g.Ledger().ShareOut(m.Share, rules, members, m.Date)
	if err != nil {
		return err
	}
	t["share net"], t["share reserve"] = int(s.Net), int(s.Reserve)
	return nil
}

// export takes the figures from the hub's list of ledger entries: sums of what stands.
func (w *world) export(ctx context.Context) (Table, error) {
	out := filepath.Join(w.Dir, "csv")
	if _, err := w.run(ctx, "export", "--data", w.data(), "--out", out, "--only", "entries", "--lang", "en"); err != nil {
		return nil, err
	}
	f, err := os.Open(filepath.Join(out, "entries.csv")) //nolint:gosec // in the folder of the data
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	lines, err := standing(rows)
	if err != nil {
		return nil, err
	}
	t := Table{}
	for _, l := range lines {
		l.book(t)
	}
	for _, day := range []string{"2026-10-26", "2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23"} {
		for _, l := range lines {
			if l.day <= day {
				t["cash "+day] += l.cash()
			}
		}
	}
	return t, nil
}

// line is one entry of the export.
type line struct {
	day, member, kind        string
	amount, penalty, service int
}

// standing are the entries that were not voided.
func standing(rows [][]string) ([]line, error) {
	col := map[string]int{}
	for i, name := range rows[0] {
		col[strings.TrimPrefix(name, "\ufeff")] = i
	}
	voided := map[string]bool{}
	for _, r := range rows[1:] {
		voided[r[col["voids"]]] = true
	}
	var out []line
	for _, r := range rows[1:] {
		if voided[r[col["id"]]] || r[col["kind"]] == "void" {
			continue
		}
		l := line{day: r[col["date"]], member: r[col["member"]], kind: r[col["kind"]]}
		for name, to := range map[string]*int{"amount": &l.amount, "penalty": &l.penalty, "service": &l.service} {
			n, err := strconv.Atoi(r[col[name]])
			if err != nil {
				return nil, err
			}
			*to = n
		}
		out = append(out, l)
	}
	return out, nil
}

// cash is what a line moved in the box.
func (l *line) cash() int {
	switch l.kind {
	case "withdrawal", "disbursement", "social_out", "expense", "external_out", "shu":
		return -l.amount
	default:
		return l.amount
	}
}

// book adds a line to the figures.
func (l *line) book(t Table) {
	switch l.kind {
	case "pokok", "wajib", "sukarela":
		t["savings "+l.member+" "+l.kind] += l.amount
	case "social_in":
		t["social fund"] += l.amount
	case "disbursement":
		t["loan lent"] += l.amount
		t["loan left"] += l.amount
	case "instalment":
		t["loan left"] -= l.amount - l.service - l.penalty
		t["loan service"] += l.service
	case "shu":
		if l.member == "" {
			t["shu fund"] += l.amount
			return
		}
		t["shu "+l.member] += l.amount
	}
}
