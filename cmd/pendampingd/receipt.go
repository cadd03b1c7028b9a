package main

import (
	"cmp"
	"context"
	"flag"
	"log/slog"
	"slices"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// receipts is what receipt is told.
type receipts struct {
	data, group, day, meeting string
}

// receipt is a meeting as two people compare it over the phone.
type receipt struct {
	Meeting  kpuk.ID     `json:"meeting"`
	Group    string      `json:"group"`
	Day      string      `json:"day"`
	State    string      `json:"state"`
	Attended int         `json:"attended"`
	Lines    int         `json:"lines"`
	Total    kpuk.Rupiah `json:"total"`
	Broken   bool        `json:"broken,omitempty"` // the sum does not fit an amount
	Code     string      `json:"code"`
}

func receiptCommand() command {
	return command{
		name: "receipt", level: slog.LevelWarn, brief: "print what the hub holds of meetings: attendance, lines, total and the code to compare with a tablet's",
		examples: []string{
			"receipt --data ./hub --group K-01",
			"receipt --data ./hub --group K-01 --day 2026-11-23 --json",
			"receipt --data ./hub --meeting 01a2161d-5b23-7488-af7c-ecfb14c18501",
		},
		flags: func(fs *flag.FlagSet) action {
			var o receipts
			fs.StringVar(&o.data, "data", "", "the hub's data `folder`")
			fs.StringVar(&o.group, "group", "", "`code` of the group")
			fs.StringVar(&o.day, "day", "", "`day` of the meeting, as 2026-11-23")
			fs.StringVar(&o.meeting, "meeting", "", "`ID` of one meeting")
			return func(ctx context.Context, c *console) error {
				return c.online(ctx, o.data, func(f *folder) error { return c.receipt(ctx, f, &o) })
			}
		},
	}
}

// receipt prints the receipts of the meetings that are meant, the newest first.
func (c *console) receipt(ctx context.Context, f *folder, o *receipts) error {
	const op fault.Op = "receipt"
	var day kpuk.Date
	if o.day != "" {
		var err error
		if day, err = kpuk.ParseDate(o.day); err != nil {
			return misused("--day %q is not a day as 2026-11-23", o.day)
		}
	}
	recs, err := f.store.All(ctx)
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	b := book.New()
	b.Put(recs...)
	out := o.of(b, day)
	if len(out) == 0 {
		return fault.E(op, fault.Other, fault.New(fault.NotFound, "there is no such meeting"))
	}
	slices.SortStableFunc(out, func(x, y receipt) int { return cmp.Compare(y.Day, x.Day) })
	return c.print(out, func(w *page) {
		for _, r := range out {
			w.printf("%s  %s  %s: %d attended, %d lines, %s, code %s\n", r.Day, r.Group, r.State, r.Attended, r.Lines, r.total(), r.Code)
		}
	})
}

// of makes the receipts of the meetings that are meant.
func (o *receipts) of(b *book.Book, day kpuk.Date) []receipt {
	var out []receipt
	for _, g := range b.Groups() {
		if o.group != "" && g.Code != o.group {
			continue
		}
		for _, m := range g.Meetings() {
			if (o.day == "" || m.Date == day) && (o.meeting == "" || m.ID.String() == o.meeting) {
				out = append(out, receiptOf(g, m))
			}
		}
	}
	return out
}

func receiptOf(g *book.Group, m *book.Meeting) receipt {
	r := m.Receipt()
	return receipt{
		Meeting: m.ID, Group: g.Code, Day: m.Date.String(), State: m.State.State.String(),
		Attended: r.Attended, Lines: r.Lines, Total: r.Total, Broken: r.Broken, Code: r.Code,
	}
}

// total is the money as people read it.
func (r *receipt) total() string {
	if r.Broken {
		return "a sum that does not fit"
	}
	return r.Total.String()
}
