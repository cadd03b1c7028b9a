package hotspot

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"pendamping/app/device"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/store/rule"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/peer/host"
	"pendamping/sync/wire"
)

const (
	// usualPort is asked for first, so that an address can be told from memory.
	usualPort = 8470
	// grace is how long requests under way may take when the host stops.
	grace = 5 * time.Second
)

// ErrNoNetwork is returned when the device has no address on a local network.
var ErrNoNetwork = fault.New(fault.Transient, "no local network")

// Config sets up a Host.
type Config struct {
	Device  *device.Device
	Now     func() time.Time
	Rand    io.Reader
	Logger  *slog.Logger
	Address func(ctx context.Context) (string, error) // own IPv4 on the local network; nil: [Address]
	Listen  string                                    // address to listen on; empty: the usual port, else any
	Changed func()                                    // called from any goroutine when State may be another
}

// Guest is a colleague who has been here.
type Guest struct {
	Name    string
	At      time.Time // when he was last here
	Fresh   int       // his changes that were new here
	Refused int       // his changes that were not taken
	Carried bool      // a bundle of his is on board
}

// State is how a host stands.
type State struct {
	Link   string // for a QR code
	Host   string // address and port
	Code   string
	Guests []Guest // the one who was here last first
}

// Host serves colleagues until it is closed.
type Host struct {
	cfg  Config
	at   wire.Hotspot
	hub  *hub.Hub
	stop context.CancelFunc
	done chan struct{}
	err  error // of serving, once done

	mu     sync.Mutex
	guests map[merge.ID]*Guest
	of     map[merge.Replica]merge.ID
}

// Start begins to serve, and ends with ctx or with Close.
func Start(ctx context.Context, cfg Config) (*Host, error) {
	const op fault.Op = "hotspot.Start"
	papers, err := cfg.Device.Papers(ctx)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	h := &Host{cfg: cfg, done: make(chan struct{}), guests: map[merge.ID]*Guest{}, of: map[merge.Replica]merge.ID{}}
	ln, err := h.listen(ctx)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	if err = h.open(papers, ln); err != nil {
		return nil, fault.E(op, fault.Other, fmt.Errorf("%w, %w", err, ln.Close()))
	}
	serving, stop := context.WithCancel(ctx)
	h.stop = stop
	srv := h.hub.Server()
	srv.Handler = h.mount(srv.Handler)
	go func() {
		defer close(h.done)
		h.err = h.hub.Serve(serving, srv, ln, grace)
	}()
	return h, nil
}

// listen takes a port and finds out the own address.
func (h *Host) listen(ctx context.Context) (net.Listener, error) {
	find := h.cfg.Address
	if find == nil {
		find = Address
	}
	ip, err := find(ctx)
	if err != nil {
		return nil, err
	}
	listen := h.cfg.Listen
	if listen == "" { // on the local network alone
		listen = net.JoinHostPort(ip, strconv.Itoa(usualPort))
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil && h.cfg.Listen == "" { // taken: any other will do
		ln, err = (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort(ip, "0"))
	}
	if err != nil {
		return nil, fault.E("", fault.Transient, err)
	}
	_, port, err := net.SplitHostPort(ln.Addr().String())
	if err != nil {
		return nil, fault.E("", fault.Internal, err)
	}
	h.at.Host = net.JoinHostPort(ip, port)
	conf, pin, err := h.encryption()
	if err != nil {
		return nil, err
	}
	h.at.Pin = pin
	return tls.NewListener(ln, conf), nil
}

// encryption makes a certificate for TLS from the device's own key, which is the one that
// the hub vouches for. It has no names and no time: it is checked by its key.
func (h *Host) encryption() (*tls.Config, []byte, error) {
	key := ed25519.PrivateKey(h.cfg.Device.Present().Key)
	template := x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0),
		KeyUsage: x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(h.cfg.Rand, &template, &template, key.Public(), key)
	if err != nil {
		return nil, nil, fault.E("", fault.Internal, err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, nil, fault.E("", fault.Internal, err)
	}
	sum := sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
	return &tls.Config{
		MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}},
	}, sum[:], nil
}

// open draws the code and puts the hub together.
func (h *Host) open(papers *device.Papers, ln net.Listener) error {
	var random [4]byte
	if _, err := io.ReadFull(h.cfg.Rand, random[:]); err != nil {
		return fault.E("", fault.Internal, err)
	}
	h.at.Code = fmt.Sprintf("%06d", binary.BigEndian.Uint32(random[:])%1_000_000)
	h.at.Project = h.cfg.Device.Present().Project
	dir := newDirectory(papers, h.at, h.met)
	var err error
	h.hub, err = newHub(papers, &h.cfg, host.NewShelf(h.cfg.Device.Store, papers.Own, h.took), dir)
	if err == nil {
		h.cfg.Logger.Info("serving colleagues", slog.String("address", ln.Addr().String()))
	}
	return err
}

// knowing is a directory that also knows the offices of people.
type knowing interface {
	hub.Directory
	office(person kpuk.ID) kpuk.Office
	founds(dev *hub.Device, c *merge.Change, e *merge.Edit) bool
	founded(ctx context.Context, dev *hub.Device, scopes []merge.ID) error
}

// newHub is the hub's code over this device's store.
func newHub(papers *device.Papers, cfg *Config, s hub.Store, dir knowing) (*hub.Hub, error) {
	key := ed25519.PrivateKey(cfg.Device.Present().Key)
	h, err := hub.New(hub.Config{
		Project: cfg.Device.Present().Project, Key: key, Epoch: host.Epoch(papers.Own, cfg.Device.Store.Replica()),
		Now: cfg.Now, Rand: cfg.Rand, Derive: store.Derive, Judge: rule.Rules{Office: dir.office}.Judge,
		Founds: dir.founds, Founded: dir.founded,
		// Colleagues come in anew at each visit; there are few of them, and they are next door.
		DeviceRate: 20, DeviceBurst: 200, EnrolRate: rate.Every(10 * time.Second), EnrolBurst: 30, Decoding: 2, Serving: 8,
	}, s, dir, cfg.Logger)
	return h, fault.E("hotspot.newHub", fault.Other, err)
}

// met notes a colleague who has come in.
func (h *Host) met(c *wire.Certificate) {
	h.note(c.Device, func(g *Guest) { g.Name = c.Name }, c.Replica)
}

// took notes what a colleague brought.
func (h *Host) took(r merge.Replica, fresh, refused int) {
	h.mu.Lock()
	id := h.of[r]
	h.mu.Unlock()
	h.note(id, func(g *Guest) { g.Fresh, g.Refused = g.Fresh+fresh, g.Refused+refused })
}

func (h *Host) note(id merge.ID, fn func(*Guest), replicas ...merge.Replica) {
	h.mu.Lock()
	g := h.guests[id]
	if g == nil {
		g = &Guest{}
		h.guests[id] = g
	}
	g.At = h.cfg.Now()
	fn(g)
	for _, r := range replicas {
		h.of[r] = id
	}
	h.mu.Unlock()
	if h.cfg.Changed != nil {
		h.cfg.Changed()
	}
}

// State tells how the host stands.
func (h *Host) State() State {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := State{Link: h.at.String(), Host: h.at.Host, Code: h.at.Code}
	for _, g := range h.guests {
		s.Guests = append(s.Guests, *g)
	}
	slices.SortFunc(s.Guests, func(a, b Guest) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Name, b.Name))
	})
	return s
}

// Hotspot is how the host is found.
func (h *Host) Hotspot() wire.Hotspot { return h.at }

// Stop ends serving; Wait tells when requests under way have come to their end.
func (h *Host) Stop() { h.stop() }

// Wait waits until nothing is served any more.
func (h *Host) Wait() error {
	<-h.done
	return h.err
}

// Close ends serving and waits for requests under way.
func (h *Host) Close() error {
	h.Stop()
	return h.Wait()
}

// mount adds the path of bundles to the hub's.
func (h *Host) mount(own http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", own)
	mux.HandleFunc("POST "+wire.PathCarry, h.carry)
	return mux
}
