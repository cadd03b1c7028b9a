package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"pendamping/kpuk"
	"pendamping/kpuk/book"
	"pendamping/store"
	"pendamping/sync/merge"
)

// summary is what the demo leaves as summary.json.
type summary struct {
	Districts int               `json:"districts"`
	Villages  int               `json:"villages"`
	Groups    int               `json:"groups"`
	Members   int               `json:"members"`
	Meetings  int               `json:"meetings"`
	Entries   int               `json:"entries"`
	Recorded  meeting           `json:"recorded_meeting"`
	Replicas  int               `json:"replicas"` // whose state is compared
	Digest    map[string]string `json:"state_digest"`
	Lost      int               `json:"lost"`
	Doubled   int               `json:"doubled"`
	Sync      traffic           `json:"sync"`
	Devices   int               `json:"devices"` // enrolled at the hub
	RSS       map[string]int64  `json:"peak_rss"`
}

type meeting struct {
	ID         string `json:"id"`
	Attendance int    `json:"attendance"`
	Entries    int    `json:"entries"`
	State      string `json:"state"`
}

type traffic struct {
	Requests  int   `json:"requests"`
	BytesUp   int64 `json:"bytes_up"`
	BytesDown int64 `json:"bytes_down"`
}

// summarize opens all stores once nobody uses them and compares them.
func (n *network) summarize(ctx context.Context, group string) (*summary, error) {
	hub, err := store.Open(ctx, filepath.Join(n.data(), "hub.db"), store.Options{
		Secret: store.KeyFile(filepath.Join(n.data(), "hub.secret")), Now: time.Now, Rand: rand.Reader,
	})
	if err != nil {
		return nil, fmt.Errorf("hub's store: %w", err)
	}
	sum, err := n.reckon(ctx, hub, group)
	return sum, errors.Join(err, hub.Close())
}

// reckon takes the figures from the hub's records.
func (n *network) reckon(ctx context.Context, hub *store.Store, group string) (*summary, error) {
	all, err := hub.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("hub's records: %w", err)
	}
	b := book.New()
	b.Put(all...)
	f := b.Figures(kpuk.DateOf(time.Now()))
	sum := &summary{
		Districts: f.Districts, Villages: f.Villages, Groups: f.Groups, Members: f.Members, Meetings: f.Meetings, Entries: f.Entries,
		Digest: map[string]string{}, Devices: len(b.Devices()),
	}
	err = n.compare(ctx, hub, sum)
	if err != nil {
		return nil, err
	}
	sum.Recorded = theMeeting(b, group)
	sum.Doubled = doubled(b)
	// What was recorded is known independently: by the plan's own count, and by the robot's.
	sum.Lost += max(0, n.made.Meetings+1-sum.Meetings) + max(0, n.made.Entries+sum.Recorded.Entries-sum.Entries)
	sum.Doubled += max(0, sum.Meetings-n.made.Meetings-1) + max(0, sum.Entries-n.made.Entries-sum.Recorded.Entries)
	sum.Sync, err = n.traffic()
	return sum, err
}

// compare takes the digests of the tablet's groups on hub, tablet and desktop, and
// counts changes that a device made and the hub does not hold.
func (n *network) compare(ctx context.Context, hub *store.Store, sum *summary) error {
	scopes, err := n.shared(ctx)
	if err != nil {
		return err
	}
	for name, dir := range n.made.Devices {
		if err := n.inspect(ctx, hub, sum, inspected{name, dir, scopes}); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return sum.digest(ctx, "hub", hub, scopes)
}

// inspected is a device to be looked into.
type inspected struct {
	name, dir string
	scopes    []merge.ID
}

// shared are the groups of the tablet, which all three hold.
func (n *network) shared(ctx context.Context) ([]merge.ID, error) {
	d, err := n.device(ctx, n.tablet, pin)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	groups, err := store.List[kpuk.Group](ctx, d.Store, kpuk.ID{})
	if err != nil {
		return nil, err
	}
	scopes := make([]merge.ID, len(groups))
	for i, g := range groups {
		scopes[i] = merge.ID(g.ID)
	}
	return scopes, nil
}

func (n *network) inspect(ctx context.Context, hub *store.Store, sum *summary, of inspected) error {
	secret := pin
	if slices.Contains(n.plan.Coordinators(), of.name) {
		secret = passphrase
	}
	d, err := n.device(ctx, of.dir, secret)
	if err != nil {
		return err
	}
	defer d.Close()
	own, err := d.Store.Head(ctx, d.Store.Replica())
	if err != nil {
		return err
	}
	held, err := hub.Head(ctx, d.Store.Replica())
	if err != nil {
		return err
	}
	if own != held {
		sum.Lost++
	}
	switch of.dir {
	case n.tablet:
		return sum.digest(ctx, "tablet", d.Store, of.scopes)
	case n.desktop():
		return sum.digest(ctx, "desktop", d.Store, of.scopes)
	default:
		return nil
	}
}

func (s *summary) digest(ctx context.Context, name string, st *store.Store, scopes []merge.ID) error {
	d, err := st.Digest(ctx, scopes...)
	if err != nil {
		return fmt.Errorf("digest of %s: %w", name, err)
	}
	s.Digest[name] = hex.EncodeToString(d[:])
	s.Replicas++
	return nil
}

// theMeeting is the one that the robot recorded: the newest of its group.
func theMeeting(b *book.Book, group string) meeting {
	for _, g := range b.Groups() {
		if g.Name != group || len(g.Meetings()) == 0 {
			continue
		}
		m := g.Meetings()[0]
		return meeting{ID: m.ID.String(), Attendance: m.Came(), Entries: len(m.AllEntries()), State: m.State.State.String()}
	}
	return meeting{}
}

// doubled counts meetings of a group on the same day.
func doubled(b *book.Book) int {
	n := 0
	for _, g := range b.Groups() {
		days := map[kpuk.Date]int{}
		for _, m := range g.Meetings() {
			days[m.Date]++
			if days[m.Date] > 1 {
				n++
			}
		}
	}
	return n
}

// traffic adds up what the hub logged of each sync.
func (n *network) traffic() (traffic, error) {
	var t traffic
	raw, err := os.ReadFile(n.log.Name())
	if err != nil {
		return t, err
	}
	for line := range bytes.Lines(raw) {
		var entry struct {
			Msg  string `json:"msg"`
			Up   int64  `json:"bytes_up"`
			Down int64  `json:"bytes_down"`
		}
		if json.Unmarshal(line, &entry) == nil && entry.Msg == "sync" {
			t.Requests++
			t.BytesUp += entry.Up
			t.BytesDown += entry.Down
		}
	}
	return t, nil
}

func (s *summary) write(dir string) error {
	raw, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "summary.json"), append(raw, '\n'), 0o600)
}

// faults are the promises that did not hold.
func (s *summary) faults() []error {
	var bad []error
	if s.Lost > 0 || s.Doubled > 0 {
		bad = append(bad, fmt.Errorf("%d lost, %d doubled", s.Lost, s.Doubled))
	}
	if s.Digest["hub"] == "" || s.Digest["hub"] != s.Digest["tablet"] || s.Digest["hub"] != s.Digest["desktop"] {
		bad = append(bad, fmt.Errorf("hub, tablet and desktop differ: %v", s.Digest))
	}
	if s.Recorded.State != kpuk.Approved.String() || s.Recorded.Attendance != meetingSize {
		bad = append(bad, fmt.Errorf("the recorded meeting: %+v", s.Recorded))
	}
	return bad
}
