package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"time"

	tabletapp "pendamping/app/device" //nolint:depguard // the test is a device
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
	"pendamping/sync/session" //nolint:depguard // the test is a device
)

// tabletPIN opens the tablets of these tests.
const tabletPIN = "135791"

// tabletMain is a tablet without screens, as a program of its own: it does one thing with
// the device in a folder and says in JSON what came of it.
//
//	tablet DIR join LINK | work N | add N | sync | approve | revoke DEVICE | passport | state | export FILE | take FILE | meeting ENTRY | lose ENTRY
func tabletMain() {
	dir, verb, args := os.Args[1], os.Args[2], os.Args[3:]
	if err := tabletDo(context.Background(), dir, verb, args); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitFailed) //nolint:revive // it is the main function of a program
	}
}

func tabletDo(ctx context.Context, dir, verb string, args []string) error {
	cfg := tabletapp.Config{
		Dir: dir, Now: time.Now, Rand: rand.Reader, Logger: slog.New(slog.NewTextHandler(os.Stderr, nil)), Label: "Tablet",
		Argon: store.Argon{Time: 2, Memory: 19 << 10, Threads: 1},
	}
	if verb == "join" {
		d, err := tabletapp.NewJoiner(cfg).Join(ctx, args[0], tabletPIN, func(tabletapp.Stage, int) {})
		if err == nil {
			d.Close()
		}
		return err
	}
	d, err := tabletapp.Open(ctx, cfg, tabletPIN)
	if err != nil {
		return err
	}
	defer d.Close()
	switch verb {
	case "work":
		return work(ctx, d, args[0])
	case "sync":
		res, err := d.Sync(ctx, nil)
		return say(err, tabletSynced{Pushed: res.Pushed, Pulled: res.Pulled, Waiting: res.Waiting, Rotated: res.Rotated, Requests: res.Requests, Verdicts: len(res.Verdicts), Wiped: res.Order() == session.OrderWipe})
	case "state":
		st, err := stateOfTablet(ctx, d)
		return say(err, st)
	case "approve":
		return approveAll(ctx, d)
	case "revoke":
		return revokeDevice(ctx, d, args[0])
	case "passport":
		return d.RenewPassport(ctx)
	case "add":
		return add(ctx, d, args[0])
	case "meeting", "lose":
		return lookAt(ctx, d, args[0], verb == "lose")
	case "export":
		out, err := os.Create(args[0])
		if err != nil {
			return err
		}
		packed, err := d.ExportBundle(ctx, out)
		return say(firstOf(err, out.Close()), packed)
	case "take":
		in, err := os.Open(args[0])
		if err != nil {
			return err
		}
		defer in.Close()
		got, err := d.ImportAck(ctx, in)
		return say(err, tabletSynced{Pushed: got.Pushed, Pulled: got.Pulled, Waiting: got.Waiting})
	default:
		return fault.New(fault.Invalid, "no such verb")
	}
}

// tabletSynced is what a tablet says of a sync.
type tabletSynced struct {
	Pushed, Pulled, Rotated, Verdicts, Requests int
	Waiting                                     uint64
	Wiped                                       bool // it was told to remove everything
}

// tabletState is what a tablet holds.
type tabletState struct {
	Device, Replica string
	Entries         []string
	Digest          string // of its group
	Total           kpuk.Rupiah
	Waiting         int    // changes that are not confirmed
	Codes           string // of its meetings' receipts, by meeting
	Agreed          int    // meetings, as they are now, of which the hub holds the same
	Differing       []string
	HubCode         string // of the last of those
}

func say(err error, v any) error {
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(v)
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// work records meetings with one line of money each; "0" means until somebody kills it,
// syncing now and then. What was saved is said once it is.
func work(ctx context.Context, d *tabletapp.Device, times string) error {
	var n int
	if _, err := fmt.Sscan(times, &n); err != nil {
		return err
	}
	groups, err := store.List[kpuk.Group](ctx, d.Store, kpuk.ID{})
	if err != nil {
		return err
	}
	ids := kpuk.IDSource{Now: time.Now, Rand: rand.Reader}
	for i := 0; n == 0 || i < n; i++ {
		recs, err := sitting(ctx, d, groups[0], ids, i)
		if err == nil {
			err = d.Store.Save(ctx, d.Identity.Person, recs...)
		}
		if err != nil {
			return err
		}
		fmt.Printf("saved %s\n", recs[1].Head().ID) //nolint:forbidigo // this is its output
		if n != 0 || i%5 != 4 {
			continue
		}
		if _, err := d.Sync(ctx, nil); err != nil && fault.KindOf(err) != fault.Transient && fault.KindOf(err) != fault.Busy {
			return err
		}
	}
	return nil
}

// sitting is a meeting with a deposit.
func sitting(ctx context.Context, d *tabletapp.Device, g *kpuk.Group, ids kpuk.IDSource, i int) ([]kpuk.Record, error) {
	members, err := store.List[kpuk.Member](ctx, d.Store, g.ID)
	if err != nil {
		return nil, err
	}
	id, err := ids.New()
	if err != nil {
		return nil, err
	}
	h := kpuk.Header{ID: id, Partition: g.Partition, Scope: g.ID}
	m := &kpuk.Meeting{Header: h, Group: g.ID, Date: kpuk.DateOf(time.Now()), State: kpuk.Standing{State: kpuk.Submitted, By: d.Identity.Person}}
	m.Attendance = map[kpuk.ID]kpuk.Attendance{members[0].ID: {Presence: kpuk.Present}}
	h.ID = kpuk.EntryID(id, members[0].ID, kpuk.EntryWajib, 0)
	return []kpuk.Record{m, &kpuk.Entry{Header: h, Line: kpuk.EntryLine{
		Kind: kpuk.EntryWajib, Amount: kpuk.Rupiah(1000 * (i%9 + 1)), Group: g.ID, Meeting: id, Member: members[0].ID, Date: m.Date,
	}}}, nil
}

// revokeDevice does what a coordinator does about a tablet that was stolen.
func revokeDevice(ctx context.Context, d *tabletapp.Device, device string) error {
	id, err := kpuk.ParseID(device)
	if err != nil {
		return err
	}
	dev, err := store.Get[kpuk.Device](ctx, d.Store, id)
	if err != nil {
		return err
	}
	dev.RevokedAt, dev.Reason = time.Now().UnixMilli(), "dicuri"
	return d.Store.Save(ctx, d.Identity.Person, dev)
}

// add adds a line of money to each meeting, and says of its member when she came. Who of
// several does so is named by a number.
func add(ctx context.Context, d *tabletapp.Device, who string) error {
	var n int
	if _, err := fmt.Sscan(who, &n); err != nil {
		return err
	}
	meetings, err := store.List[kpuk.Meeting](ctx, d.Store, kpuk.ID{})
	if err != nil {
		return err
	}
	entries, err := store.List[kpuk.Entry](ctx, d.Store, kpuk.ID{})
	if err != nil {
		return err
	}
	for _, m := range meetings {
		for member, a := range m.Attendance {
			a.At = kpuk.Minutes(540 + len(entries) + n)
			m.Attendance[member] = a
			h := m.Header
			turn := 100*n + len(entries)
			h.ID, h.Seen = kpuk.EntryID(m.ID, member, kpuk.EntrySukarela, turn), nil
			e := &kpuk.Entry{Header: h, Line: kpuk.EntryLine{
				Kind: kpuk.EntrySukarela, Amount: 500, Group: m.Group, Meeting: m.ID, Member: member, Date: m.Date, Turn: turn,
			}}
			if err := d.Store.Save(ctx, d.Identity.Person, m, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// lookAt says to which meeting an entry belongs, or takes the entry out of the store as if
// it had never been there.
func lookAt(ctx context.Context, d *tabletapp.Device, entry string, lose bool) error { //nolint:revive // two verbs
	id, err := kpuk.ParseID(entry)
	if err != nil {
		return err
	}
	e, err := store.Get[kpuk.Entry](ctx, d.Store, id)
	if err != nil {
		return err
	}
	if !lose {
		fmt.Println(e.Line.Meeting) //nolint:forbidigo // this is its output
		return nil
	}
	link, err := d.Store.Link(ctx)
	if err != nil {
		return err
	}
	gone := merge.Delta{Record: merge.ID(id), Kind: merge.Kind(kpuk.KindEntry), Partition: merge.ID(e.Partition), Gone: true}
	return d.Store.Absorb(ctx, merge.Page{Deltas: []merge.Delta{gone}}, link.Cursor)
}

// approveAll does what a coordinator does on the page of people and devices.
func approveAll(ctx context.Context, d *tabletapp.Device) error {
	devices, err := store.List[kpuk.Device](ctx, d.Store, kpuk.AdminScope(d.Identity.Partition))
	if err != nil {
		return err
	}
	n := 0
	for _, fresh := range devices {
		if !fresh.Waits() {
			continue
		}
		old, err := store.Get[kpuk.Device](ctx, d.Store, fresh.Succeeds)
		if err != nil {
			return err
		}
		if fresh.CameBack() {
			kpuk.ApproveReturn(fresh, time.Now().UnixMilli())
			if err := d.Store.Save(ctx, d.Identity.Person, fresh); err != nil {
				return err
			}
			n++
			continue
		}
		kpuk.ApproveSuccessor(old, fresh, time.Now().UnixMilli())
		if err := d.Store.Save(ctx, d.Identity.Person, old, fresh); err != nil {
			return err
		}
		n++
	}
	return say(nil, n)
}

// stateOfTablet reads what a tablet holds.
func stateOfTablet(ctx context.Context, d *tabletapp.Device) (tabletState, error) {
	st := tabletState{Device: d.Identity.Device.String(), Replica: hex.EncodeToString(replicaOf(d))}
	groups, err := store.List[kpuk.Group](ctx, d.Store, kpuk.ID{})
	if err != nil || len(groups) == 0 {
		return st, firstOf(err, fault.New(fault.NotFound, "no group"))
	}
	scope := groups[0].ID
	entries, err := store.List[kpuk.Entry](ctx, d.Store, scope)
	if err != nil {
		return st, err
	}
	for _, e := range entries {
		st.Entries = append(st.Entries, e.ID.String())
		st.Total += e.Line.Amount
	}
	slices.Sort(st.Entries)
	meetings, err := store.List[kpuk.Meeting](ctx, d.Store, scope)
	if err != nil {
		return st, err
	}
	slices.SortFunc(meetings, func(a, b *kpuk.Meeting) int { return merge.ID(a.ID).Compare(merge.ID(b.ID)) })
	words, err := d.Standing(ctx)
	if err != nil {
		return st, err
	}
	for _, m := range meetings {
		r, w := kpuk.ReceiptOf(m, entries), words.Words[m.ID]
		st.Codes += r.Code + " "
		switch {
		case w.Differs():
			st.Differing, st.HubCode = append(st.Differing, m.ID.String()), kpuk.ReceiptCode(w.Hub)
		case w.Agreed == r.Brief():
			st.Agreed++
		}
	}
	sum, err := d.Store.Digest(ctx, merge.ID(scope))
	st.Digest = hex.EncodeToString(sum[:])
	if err != nil {
		return st, err
	}
	pending, err := d.Store.Pending(ctx)
	st.Waiting = pending.Changes
	return st, err
}

func replicaOf(d *tabletapp.Device) []byte {
	r := d.Store.Replica()
	return r[:]
}
