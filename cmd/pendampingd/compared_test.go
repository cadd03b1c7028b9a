package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// differs wants a tablet to say of so many meetings that the hub holds the same, and to
// name those of which it holds something else.
func (d *tablet) differs(agreed int, differing ...string) {
	d.f.t.Helper()
	st := d.state()
	if st.Agreed != agreed || !slices.Equal(st.Differing, differing) {
		d.f.t.Errorf("%s: %d meetings agree, want %d; %v differ, want %v", d.name, st.Agreed, agreed, st.Differing, differing)
	}
}

// behindItsBack stops the hub, lets something be done to its store, and starts it again.
func (f *field) behindItsBack(do func(s hubStore)) {
	f.t.Helper()
	f.kill()
	c := &console{logger: slog.New(slog.DiscardHandler), world: world{
		out: io.Discard, errs: io.Discard, env: func(string) (string, bool) { return "", false }, now: time.Now, rand: rand.Reader,
	}}
	ok(f.t, c.within(f.t.Context(), f.path("hub"), func(opened *folder) error {
		do(opened.store)
		return nil
	}))
	f.serve()
}

// absorber is what all stores can: take in records as they are told.
type absorber interface {
	Absorb(ctx context.Context, page merge.Page, cursor []byte) error
}

// told makes a store hold a record as a delta tells it, without a change in any log.
func told(t *testing.T, s hubStore, d *merge.Delta) {
	t.Helper()
	in, able := s.(absorber)
	if !able {
		t.Fatalf("%T absorbs nothing", s)
	}
	ok(t, in.Absorb(t.Context(), merge.Page{Deltas: []merge.Delta{*d}}, nil))
}

// metric reads a figure of the hub.
func (f *field) metric(name string) float64 {
	f.t.Helper()
	req, err := http.NewRequestWithContext(f.t.Context(), http.MethodGet, "http://"+f.addr+metricsPath, http.NoBody)
	ok(f.t, err)
	res, err := http.DefaultClient.Do(req)
	ok(f.t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	ok(f.t, err)
	return value(f.t, string(text), name)
}

// TestReceiptsAreCompared: what tablet, desktop and hub make of each meeting is held
// against each other at each sync; a record that was lost or altered on one side, in a log
// and on a page of no device, is found at the next one, told on both sides, and forgotten
// when it is there again.
func TestReceiptsAreCompared(t *testing.T) {
	f := newField(t)
	one, desk := f.join("one", facilitator()...), f.join("desk", coordinator()...)
	one.sync()
	desk.sync()
	entries := one.work(3)
	if got := one.sync(); got.Requests != 1 {
		t.Errorf("%d requests", got.Requests)
	}
	one.differs(3) // in the same request
	desk.sync()
	desk.sync()
	desk.differs(3)
	if a, b := one.state().Codes, desk.state().Codes; a != b || a != f.codes() {
		t.Errorf("codes %q, %q, the hub's %q", a, b, f.codes())
	}

	meeting, lost := one.meetingOf(entries[1]), merge.Delta{}
	id, err := kpuk.ParseID(entries[1])
	ok(t, err)
	f.behindItsBack(func(s hubStore) {
		rec, err := s.Record(t.Context(), merge.ID(id))
		ok(t, err)
		lost = rec.Newer(0)
		told(t, s, &merge.Delta{Record: rec.ID, Kind: rec.Kind, Partition: rec.Partition, Gone: true})
	})
	for _, d := range []*tablet{one, desk} {
		if got := d.sync(); got.Waiting != 0 || got.Pulled != 0 {
			t.Errorf("the loss shows in the sync itself: %+v", got)
		}
		d.differs(2, meeting)
		if st := d.state(); !strings.Contains(f.codes(), st.HubCode) || strings.Contains(st.Codes, st.HubCode) {
			t.Errorf("the hub's code is said to be %q, of %q; here are %q", st.HubCode, f.codes(), st.Codes)
		}
	}
	counted := f.metric("pendamping_receipts_differing_total")
	apart := `pendamping_device_differing_receipts{device="` + strings.ReplaceAll(one.state().Device, "-", "") + `"}`
	if counted != 2 || f.metric(apart) != 1 {
		t.Errorf("the hub counted %v, %v of one", counted, f.metric(apart))
	}
	one.sync() // it goes on asking
	if got := f.metric("pendamping_receipts_differing_total"); got != 3 {
		t.Errorf("the hub counted %v", got)
	}

	f.behindItsBack(func(s hubStore) { told(t, s, &lost) })
	for _, d := range []*tablet{one, desk} {
		d.sync()
		d.sync()
		d.differs(3)
	}
	if got := f.metric(apart); got != 0 {
		t.Errorf("%v still differ", got)
	}

	// Another amount under the same change: devices do not take it for news.
	f.behindItsBack(func(s hubStore) {
		told(t, s, &merge.Delta{Record: lost.Record, Kind: lost.Kind, Partition: lost.Partition, Gone: true})
		told(t, s, tampered(t, lost))
	})
	one.sync()
	one.sync()
	one.differs(2, meeting)
	f.behindItsBack(func(s hubStore) {
		told(t, s, &merge.Delta{Record: lost.Record, Kind: lost.Kind, Partition: lost.Partition, Gone: true})
		told(t, s, &lost)
	})

	// And on a device: it finds it, the others do not.
	one.do("lose", entries[1])
	for _, d := range []*tablet{one, desk} {
		d.sync()
	}
	one.differs(2, meeting)
	desk.differs(3)
}

// tampered is the record with another amount.
func tampered(t *testing.T, d merge.Delta) *merge.Delta {
	t.Helper()
	d.Fields = slices.Clone(d.Fields)
	for i := range d.Fields {
		f := &d.Fields[i]
		if f.Field.Number != 10 {
			continue
		}
		f.Register.Siblings = slices.Clone(f.Register.Siblings)
		was := f.Register.Siblings[0].Value
		at := bytes.Index(was, []byte{0x02, 0x19}) // the amount, of two bytes
		if at < 0 {
			t.Fatalf("no amount in %x", was)
		}
		value := bytes.Clone(was)
		value[at+3] ^= 1
		f.Register.Siblings[0].Value = value
	}
	return &d
}

// meetingOf is the meeting of an entry, as the tablet holds it.
func (d *tablet) meetingOf(entry string) string {
	d.f.t.Helper()
	return strings.TrimSpace(d.do("meeting", entry))
}

// TestNoFalseAlarm: tablets of one group write to the same meetings, and sync in any
// order. Nobody is ever told that the hub holds something else, and in the end everybody
// knows that it holds the same.
func TestNoFalseAlarm(t *testing.T) {
	f := newField(t)
	one, two, desk := f.join("one", facilitator()...), f.join("two", facilitator()...), f.join("desk", coordinator()...)
	one.work(2)
	all := []*tablet{one, two, desk}
	for _, d := range all {
		d.sync()
	}
	for round, order := range [][]*tablet{{one, two, one}, {two, desk, one}, {desk, one, two}, {one, one, two}} {
		one.do("add", "1")
		two.do("add", "2")
		if round == 2 {
			f.kill() // what was reckoned before is read anew
			f.serve()
		}
		for _, d := range order {
			if got := d.sync(); got.Waiting != 0 || got.Verdicts != 0 {
				t.Errorf("round %d, %s: %+v", round, d.name, got)
			}
			if st := d.state(); len(st.Differing) > 0 {
				t.Errorf("round %d, %s: %v differ", round, d.name, st.Differing)
			}
		}
	}
	for range 2 {
		for _, d := range all {
			d.sync()
		}
	}
	for _, d := range all {
		d.differs(2)
	}
	if got := f.metric("pendamping_receipts_differing_total"); got != 0 {
		t.Errorf("the hub counted %v", got)
	}
}
