package fleet

import (
	"bytes"
	"cmp"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"pendamping/fault"
	"pendamping/store"
	"pendamping/sync/bundle"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/peer"
	"pendamping/sync/peer/host"
	"pendamping/sync/session"
	"pendamping/sync/wire"
)

// Colleagues counts what devices did that met where no hub is.
type Colleagues struct {
	Hosted    int `json:"hosted"`    // meetings
	Visits    int `json:"visits"`    // that came to their end
	Broken    int `json:"broken"`    // visits that a fault ended
	Given     int `json:"given"`     // changes that were new to the host
	Declined  int `json:"declined"`  // changes of groups that were taken from the guest
	Heard     int `json:"heard"`     // records that were news to the guest
	Handed    int `json:"handed"`    // bundles that a host took on board
	Delivered int `json:"delivered"` // of them, brought to the hub
	Answered  int `json:"answered"`  // answers that a guest took in at a later visit
}

const (
	mostGuests = 3 // come to one meeting
	visitTries = 3
)

// hosting is a device that serves colleagues. It implements server.
type hosting struct {
	d    *device
	hub  *hub.Hub
	at   wire.Hotspot
	over bool // the app was killed: nobody answers any more
}

// handler implements server.
func (h *hosting) handler() http.Handler {
	if h.over {
		return nil
	}
	return h.hub.Handler()
}

// served implements server.
func (h *hosting) served(ctx context.Context, _, _ int) {
	if !h.d.mishap.dead {
		return
	}
	h.over = true
	if err := h.d.revive(ctx); err != nil {
		h.d.w.find(&h.d.w.report.Unsound, "device %d does not start after it was killed: %v", h.d.n, err)
	}
}

// cargo is a colleague's bundle on board of a host, and then the hub's answer to it.
type cargo struct {
	letter

	answer []byte // nil: it has not been at the hub
}

// passport fetches what the hub says of the device, as the app does after a sync.
func (d *device) passport(ctx context.Context, res *session.Result) error {
	if !slices.Contains(d.w.cfg.Faults, Hotspot) {
		return nil
	}
	papers, err := d.papers(ctx)
	if err != nil {
		return err
	}
	l, err := d.store.Link(ctx)
	if err != nil {
		return fmt.Errorf("link: %w", err)
	}
	if !papers.Due(res, l, d.id(), d.store.Replica()) {
		return nil
	}
	p, err := d.session.Passport(ctx, nil)
	if err == nil {
		err = d.store.SetLocal(ctx, peer.PassportKey, peer.Passport(p))
	}
	if err != nil {
		d.judge(err)
	}
	return d.revive(ctx)
}

// papers are what the device shows to colleagues; nil when it has none.
func (d *device) papers(ctx context.Context) (*peer.Papers, error) {
	var kept peer.Passport
	found, err := d.store.Local(ctx, peer.PassportKey, &kept)
	if err != nil || !found {
		return nil, err //nolint:wrapcheck // already carries place and kind
	}
	p, err := kept.Read(d.w.hub.PublicKey(), project, store.Derive)
	return p, err //nolint:wrapcheck // already carries place and kind
}

// meets tells whether the device may meet others: see the package's comment for who may
// not. It has to be the only one under its name, as far as anybody could know, and to
// know its rights.
func (d *device) meets(ctx context.Context) (bool, error) {
	same := func(t *device) bool { return t.store.Replica() == d.store.Replica() }
	if d.disturbed || d.unaware || d.epoch != d.w.epoch || slices.ContainsFunc(d.twins, same) {
		return false, nil
	}
	p, err := d.papers(ctx)
	return p != nil && p.Of(d.id(), d.store.Replica()), err
}

// gather lets some colleagues who have a group in common meet: the device serves, the
// others visit it one after the other.
func (d *device) gather(ctx context.Context, day int) error {
	w := d.w
	if ok, err := d.meets(ctx); !ok || err != nil {
		return err
	}
	h, err := d.host(ctx)
	if err != nil {
		return err
	}
	w.report.Colleagues.Hosted++
	guests, err := d.guests(ctx)
	if err != nil {
		return err
	}
	for _, g := range guests {
		if h.over {
			break
		}
		if err := g.visit(ctx, h, day); err != nil {
			return err
		}
	}
	d.mishap.fuse = 0
	d.linger(day)
	return nil
}

// guests draws who comes to a device: first those for whom it has an answer.
func (d *device) guests(ctx context.Context) (all []*device, err error) {
	order := d.w.rng.Perm(len(d.w.devices))
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(d.owes(b), d.owes(a)) })
	for _, i := range order {
		g := d.w.devices[i]
		if len(all) == mostGuests {
			break
		}
		if g.id() == d.id() || !d.shares(g) {
			continue
		}
		ok, err := g.meets(ctx)
		if err != nil {
			return nil, err
		}
		if ok {
			all = append(all, g)
		}
	}
	return all, nil
}

// owes is 1 when the device has the hub's answer for another on board, else 0.
func (d *device) owes(other int) int {
	if c := d.aboard[d.w.devices[other].id()]; c != nil && c.answer != nil {
		return 1
	}
	return 0
}

// shares tells whether two devices hold a group in common.
func (d *device) shares(g *device) bool {
	return d.all || g.all || slices.ContainsFunc(d.scopes, func(s merge.ID) bool { return slices.Contains(g.scopes, s) })
}

// linger keeps a device where there is no hub, for a few days now and then. What it has
// shown to others and not delivered is no matter between the hub and itself any more.
func (d *device) linger(day int) {
	d.away = max(d.away, day+d.w.rng.IntN(3))
	d.shown, d.copied = true, nil
}

// host starts to serve.
func (d *device) host(ctx context.Context) (*hosting, error) {
	w := d.w
	papers, err := d.papers(ctx)
	if err != nil {
		return nil, err
	}
	h := &hosting{d: d, at: wire.Hotspot{Host: "192.168.43.1:8470", Code: "123456", Project: project}}
	accept := func(_ context.Context, raw []byte) (*wire.Certificate, error) { return papers.Accept(raw) }
	took := func(_ merge.Replica, fresh, refused int) {
		w.report.Colleagues.Given += fresh
		w.report.Colleagues.Declined += refused
	}
	h.hub, err = hub.New(hub.Config{
		Project: project, Key: d.key, Epoch: host.Epoch(papers.Own, d.store.Replica()), Now: d.clock, Rand: w.noise, Derive: store.Derive,
		DeviceRate: math.MaxFloat64, AddressRate: math.MaxFloat64, EnrolRate: math.MaxFloat64,
	}, host.NewShelf(d.store, papers.Own, took), host.NewDirectory(papers, h.at.Invitation(), accept, func(*wire.Certificate) {}), w.cfg.Logger)
	if err != nil {
		return nil, fmt.Errorf("host: %w", err)
	}
	if w.hit(Kill, 0.1) {
		d.mishap.light(w, 12)
	}
	return h, nil
}

// visit meets a host, over a link that is as bad as any.
func (d *device) visit(ctx context.Context, h *hosting, day int) error {
	w := d.w
	papers, err := d.papers(ctx)
	if err != nil {
		return err
	}
	if w.hit(Kill, 0.1) {
		d.mishap.light(w, 12)
	}
	guest := peer.Guest{
		Store: d.store, Key: d.key, Project: project, Papers: papers, Derive: store.Derive, Now: d.clock, Timeout: time.Minute,
		Rand: rand.New(rand.NewPCG(w.cfg.Seed, 2)), Logger: w.cfg.Logger,
		Accept: func(_ context.Context, raw []byte) (*wire.Certificate, error) { return papers.Accept(raw) },
		Hubs:   func(merge.Kind) bool { return false },
	}
	way := &link{w: w, at: h}
	var v peer.Visit
	for range visitTries { // she taps it once more
		v, err = guest.Visit(ctx, &http.Client{Transport: way}, h.at.Invitation(), nil)
		w.report.Colleagues.Heard += v.Heard
		if err == nil || d.mishap.dead || h.over {
			break
		}
	}
	d.linger(day)
	w.look(ctx, d, fmt.Sprintf("visit at device %d", h.d.n))
	w.look(ctx, h.d, fmt.Sprintf("visit of device %d", d.n))
	if fail := d.revive(ctx); fail != nil {
		return fail
	}
	if err != nil {
		w.report.Colleagues.Broken++
		d.judge(err)
		return nil
	}
	w.report.Colleagues.Visits++
	w.count(Hotspot)
	if h.over || w.hit(Loss, 0.1) {
		return nil
	}
	return d.hand(ctx, h.d, day)
}

// hand takes in the hub's answer that a host brings back, and gives him a bundle of all
// that waits.
func (d *device) hand(ctx context.Context, to *device, day int) error {
	if c := to.aboard[d.id()]; c != nil && c.answer != nil {
		before := d.w.report.Bundles.Answered
		if err := d.w.answerTo(ctx, day, &letter{of: d}, c.answer, false); err != nil {
			return err
		}
		if n := d.w.report.Bundles.Answered - before; n > 0 {
			d.w.report.Colleagues.Answered += n
			delete(to.aboard, d.id())
		}
	}
	pending, err := d.store.Pending(ctx)
	if err != nil {
		return fmt.Errorf("outbox: %w", err)
	}
	if pending.Changes == 0 {
		return nil
	}
	l, err := d.pack(ctx)
	if l == nil || err != nil {
		return err
	}
	d.w.report.Colleagues.Handed++
	if to.aboard == nil {
		to.aboard = map[merge.ID]*cargo{}
	}
	to.aboard[d.id()] = &cargo{letter: *l} // it holds all that the one before held
	return nil
}

// bringAboard brings colleagues' bundles to the hub before the device's own sync, and
// learns what became of them.
func (d *device) bringAboard(ctx context.Context) error {
	for _, id := range sortedIDs(d.aboard) {
		c := d.aboard[id]
		if c.answer != nil {
			continue
		}
		if d.w.hit(Loss, 0.1) {
			return nil
		}
		out, answer, err := d.w.importFile(ctx, c.data)
		if err != nil {
			d.w.unanswered(err, &c.letter)
			if !errors.Is(err, errKilled) {
				delete(d.aboard, id) // the hub will not have it
			}
			continue
		}
		d.w.report.Colleagues.Delivered++
		word := out.Word()
		err = d.store.Vouched(ctx, word.Replica, word.Held, word.Rejects)
		if fail := d.revive(ctx); fail != nil {
			return fail
		}
		if err != nil {
			d.judge(err)
			continue // brought once more: nothing comes of that
		}
		c.answer = answer
	}
	return nil
}

func sortedIDs(of map[merge.ID]*cargo) []merge.ID {
	return slices.SortedFunc(maps.Keys(of), merge.ID.Compare)
}

// importFile lets the hub import a file.
func (w *world) importFile(ctx context.Context, data []byte) (bundle.Outcome, []byte, error) {
	h, err := bundle.NewHub(project, w.hubKey, store.Derive, w.hub)
	if err != nil {
		return bundle.Outcome{}, nil, fmt.Errorf("bundles: %w", err)
	}
	var answer bytes.Buffer
	out, err := h.Import(ctx, bytes.NewReader(data), &answer)
	w.hubMishap(ctx)
	return out, answer.Bytes(), err
}

// checkHearsay: when all is settled nothing is known from colleagues alone.
func (d *device) checkHearsay(ctx context.Context) error {
	open, err := d.store.Unconfirmed(ctx)
	if err != nil {
		return fmt.Errorf("unconfirmed: %w", err)
	}
	refused, err := d.store.Refused(ctx)
	if err != nil {
		return fmt.Errorf("refused: %w", err)
	}
	if n := len(open) - len(refused); n > 0 {
		d.w.find(&d.w.report.Stuck, "device %d: %d records count as unconfirmed though the hub has all", d.n, n)
	}
	return nil
}

// Vouch implements hub.Notary.
func (d *directory) Vouch(_ context.Context, device merge.ID) (hub.Voucher, error) {
	if _, ok := d.devices[device]; !ok {
		return hub.Voucher{}, fault.E("", fault.NotFound, errNoDevice)
	}
	return hub.Voucher{Openers: []ed25519.PublicKey{}}, nil
}
