package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"slices"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store/rule"
)

func checkCommand() command {
	return command{
		name: "check", level: slog.LevelWarn, brief: "verify chains, records, indexes and ledgers; exit 1 with findings",
		examples: []string{"check --data ./hub", "check --data ./hub --json"},
		flags: func(fs *flag.FlagSet) action {
			data := dataFlag(fs)
			return func(ctx context.Context, c *console) error {
				return c.online(ctx, *data, func(f *folder) error { return c.check(ctx, f) })
			}
		},
	}
}

// checked is what check found.
type checked struct {
	Changes    int            `json:"changes"`
	Replicas   int            `json:"replicas"`
	Records    map[string]int `json:"records"`
	Groups     int            `json:"groups"`
	Entries    int            `json:"entries"`
	Quarantine int            `json:"quarantine"`
	Cash       kpuk.Rupiah    `json:"cash"`
	Savings    kpuk.Rupiah    `json:"savings"`
	LoansOut   kpuk.Rupiah    `json:"loans_out"`
	Findings   []finding      `json:"findings"`
}

// finding is one thing that is not in order. It names records by ID only.
type finding struct {
	Place  string `json:"place"`
	Of     string `json:"of,omitempty"`
	Detail string `json:"detail"`
}

func (v *checked) find(place string, of kpuk.ID, detail string) {
	f := finding{Place: place, Detail: detail}
	if !of.IsZero() {
		f.Of = of.String()
	}
	v.Findings = append(v.Findings, f)
}

// check looks at the store first; figures are reckoned only from a sound one, so that
// no wrong figure is ever printed.
func (c *console) check(ctx context.Context, f *folder) error {
	report, err := f.store.Check(ctx)
	if err != nil {
		return fault.E("check", fault.Other, err)
	}
	v := &checked{Changes: report.Changes, Replicas: report.Replicas, Records: map[string]int{}, Findings: []finding{}}
	for _, found := range report.Findings {
		v.find("store/"+found.Place, kpuk.ID{}, found.Detail)
	}
	if len(v.Findings) == 0 {
		for kind, n := range report.Records {
			v.Records[kind.String()] = n
		}
		if err := v.domain(ctx, f); err != nil {
			return err
		}
	}
	if err := c.print(v, v.write); err != nil {
		return err
	}
	if len(v.Findings) > 0 {
		return errFindings
	}
	return nil
}

// domain checks what the records say beside each other.
func (v *checked) domain(ctx context.Context, f *folder) error {
	const op fault.Op = "check"
	aside, err := f.store.Quarantine(ctx)
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	v.Quarantine = len(aside)
	for i := range aside {
		v.find("quarantine", kpuk.ID{}, fmt.Sprintf("change %d of replica %x: %v %s",
			aside[i].Change.Seq, aside[i].Change.Replica, aside[i].Verdict.Code, aside[i].Verdict.Detail))
	}
	all, err := f.store.All(ctx)
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	known := map[kpuk.ID]kpuk.Record{}
	entries := map[kpuk.ID][]*kpuk.Entry{}
	for _, rec := range all {
		known[rec.Head().ID] = rec
		if p, refused := kpuk.Refused(kpuk.Validate(rec)); refused {
			v.find("record", rec.Head().ID, p.Field+": "+p.Key)
		}
		if !rule.Home(rec) {
			v.find("record", rec.Head().ID, "not in the scope of its group")
		}
		switch r := rec.(type) {
		case *kpuk.Group:
			v.Groups++
		case *kpuk.Entry:
			v.Entries++
			entries[r.Line.Group] = append(entries[r.Line.Group], r)
		default: // of no ledger
		}
	}
	for _, group := range slices.SortedFunc(maps.Keys(entries), func(a, b kpuk.ID) int { return slices.Compare(a[:], b[:]) }) {
		v.ledger(group, entries[group], known)
	}
	return nil
}

// ledger checks the entries of one group: voids, what they name, and that money neither
// appears nor vanishes.
func (v *checked) ledger(group kpuk.ID, entries []*kpuk.Entry, known map[kpuk.ID]kpuk.Record) {
	l := kpuk.NewLedger(entries...)
	for _, e := range entries {
		if p, refused := kpuk.Refused(l.Check(e)); refused {
			v.find("ledger", e.ID, p.Field+": "+p.Key)
		}
		for _, named := range []kpuk.ID{e.Line.Group, e.Line.Meeting, e.Line.Member, e.Line.Loan} {
			if !named.IsZero() && known[named] == nil {
				v.find("ledger", e.ID, "names a record that is not there")
			}
		}
		if !paired(e, known) {
			v.find("ledger", e.ID, "its other half is not there, or does not cancel it out")
		}
	}
	b, err := l.Balances(0)
	raw, rawErr := rawCash(entries)
	if err = errors.Join(err, rawErr); err != nil {
		v.find("ledger", group, "a sum does not fit")
		return
	}
	if b.Cash != raw {
		v.find("ledger", group, "the cash differs from the plain sum of its entries")
	}
	if b.Cash+b.LoansOut != b.Savings.Total()+b.Social+b.External+b.Surplus+b.Aside {
		v.find("ledger", group, "cash and loans do not equal what they come from")
	}
	v.Cash, v.Savings, v.LoansOut = v.Cash+b.Cash, v.Savings+b.Savings.Total(), v.LoansOut+b.LoansOut
}

// rawCash sums entries without the ledger: a second way to the same figure.
func rawCash(entries []*kpuk.Entry) (kpuk.Rupiah, error) {
	voided := map[kpuk.ID]bool{}
	for _, e := range entries {
		if e.Line.Kind == kpuk.EntryVoid {
			voided[e.Line.Voids] = true
		}
	}
	waits := waiting(entries, voided)
	var parts []kpuk.Rupiah
	for _, e := range entries {
		if e.Line.Kind != kpuk.EntryVoid && !voided[e.ID] && !waits[e.ID] {
			parts = append(parts, e.Line.Kind.CashEffect()*e.Line.Amount)
		}
	}
	cash, err := kpuk.Sum(parts...)
	return cash, fault.E("cash", fault.Other, err)
}

// waiting finds the lines that stand instead of the same line as another one: of those the
// first by ID counts.
func waiting(entries []*kpuk.Entry, voided map[kpuk.ID]bool) map[kpuk.ID]bool {
	instead := map[kpuk.ID]kpuk.ID{}
	for _, e := range entries {
		if !e.Line.Instead.IsZero() {
			instead[e.ID] = e.Line.Instead
		}
	}
	first := map[kpuk.ID]kpuk.ID{}
	rootOf := func(id kpuk.ID) kpuk.ID {
		for range len(instead) {
			before, ok := instead[id]
			if !ok {
				break
			}
			id = before
		}
		return id
	}
	for _, e := range entries {
		root := rootOf(e.ID)
		if now := first[root]; !voided[e.ID] && root != e.ID && (now.IsZero() || bytes.Compare(e.ID[:], now[:]) < 0) {
			first[root] = e.ID
		}
	}
	out := map[kpuk.ID]bool{}
	for _, e := range entries {
		root := rootOf(e.ID)
		out[e.ID] = root != e.ID && !voided[e.ID] && first[root] != e.ID
	}
	return out
}

// write says the result to people.
func (v *checked) write(w *page) {
	w.printf("%d changes of %d replicas; %d groups, %d ledger entries\n", v.Changes, v.Replicas, v.Groups, v.Entries)
	for _, f := range v.Findings {
		w.printf("%s %s: %s\n", f.Place, f.Of, f.Detail)
	}
	if len(v.Findings) > 0 {
		w.printf("%d findings\n", len(v.Findings))
		return
	}
	w.printf("cash %v, savings %v, loans %v\nno findings\n", v.Cash, v.Savings, v.LoansOut)
}

// paired tells whether an entry has no other half, or one that cancels it out.
func paired(e *kpuk.Entry, known map[kpuk.ID]kpuk.Record) bool {
	if e.Line.Linked.IsZero() {
		return true
	}
	other, held := known[e.Line.Linked].(*kpuk.Entry)
	return held && kpuk.Pairs(e, other)
}
