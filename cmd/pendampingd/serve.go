package main

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"flag"
	"log/slog"
	"net"
	"path/filepath"
	"time"

	"pendamping/fault"
	"pendamping/store"
	reckoning "pendamping/store/receipt"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
)

// serving is what serve is told.
type serving struct {
	data, listen, cert, key string
	plain                   bool
	enrolments              int
	grace                   time.Duration
	proxies, scrapers       networks // whose word on clients counts; who may read metrics
	meter                   *meter   // nil for a hub that answers no requests
}

func serveCommand() command {
	return command{
		name: "serve", brief: "answer devices until SIGTERM or SIGINT",
		examples: []string{
			"serve --data /var/lib/pendamping",
			"serve --data /var/lib/pendamping --cert hub.crt --key hub.key --listen :443",
			"serve --data ./hub --http --listen 127.0.0.1:8080 --trusted-proxy 127.0.0.1   (behind a proxy that speaks TLS)",
		},
		flags: func(fs *flag.FlagSet) action {
			var o serving
			fs.StringVar(&o.data, "data", "", "the hub's data `folder`")
			fs.StringVar(&o.listen, "listen", ":8443", "`address` to listen on")
			fs.StringVar(&o.cert, "cert", "", "certificate `file` (PEM); default: the hub's own, whose pin is in its invitations")
			fs.StringVar(&o.key, "key", "", "its private key `file`")
			fs.BoolVar(&o.plain, "http", false, "speak plain HTTP")
			fs.IntVar(&o.enrolments, "enrol-burst", 10, "enrolments from one address at once, for days on which an office lets in many")
			fs.DurationVar(&o.grace, "grace", grace, "how long requests under way may take when stopping")
			fs.Var(&o.proxies, "trusted-proxy", "address `range` of proxies whose X-Forwarded-For counts; may be repeated")
			fs.Var(&o.scrapers, "metrics-from", "address `range` that may read /metrics; default: this machine")
			return func(ctx context.Context, c *console) error {
				return c.within(ctx, o.data, func(f *folder) error { return c.serve(ctx, f, &o) })
			}
		},
	}
}

// How often it is looked how far the store has come.
const (
	markEvery = time.Minute
	lookEvery = 5 * time.Second
)

// listening is printed once the hub can be reached.
type listening struct {
	URL string `json:"url"`
	Pin string `json:"pin,omitempty"`
}

// serve answers until ctx ends.
func (c *console) serve(ctx context.Context, f *folder, o *serving) error {
	hub.SaveMemory()
	const op fault.Op = "serve"
	err := f.recognize(ctx)
	if err != nil {
		return err
	}
	if o.meter, err = newMeter(f, c); err != nil {
		return err
	}
	h, err := c.hub(ctx, f, o)
	if err != nil {
		return err
	}
	conf, pin, err := c.encryption(f, o)
	if err != nil {
		return err
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.listen)
	if err != nil {
		return fault.E(op, fault.Busy, err)
	}
	on := listening{URL: "http://" + ln.Addr().String(), Pin: pin}
	if conf != nil {
		on.URL = "https://" + ln.Addr().String()
		ln = tls.NewListener(ln, conf)
	} else if tcp, ok := ln.Addr().(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
		c.logger.WarnContext(ctx, "plain http on an address that others can reach", slog.String("address", ln.Addr().String()))
	}
	ctx, lost := context.WithCancelCause(ctx)
	defer lost(nil)
	every := markEvery
	if _, shared := f.store.(*pgStore); shared {
		every = lookEvery // somebody else may have made this process's epoch an old one
	} else {
		defer c.openAdmin(ctx, f).close()
	}
	marked := f.marking(ctx, c.logger, every, lost)
	defer marked()
	kept := o.meter.keeping(ctx, markEvery)
	defer kept()
	err = c.print(on, func(w *page) {
		w.printf("Listening on %s\n", on.URL)
		if pin != "" {
			w.printf("Pin of the certificate: %s\n", pin)
		}
	})
	if err != nil {
		return err
	}
	c.logger.InfoContext(ctx, "hub started", slog.String("epoch", f.set.Epoch.String()))
	err = c.answer(ctx, f, h, ln, o)
	c.logger.Info("hub stopped") //nolint:sloglint // ctx has ended
	if why := context.Cause(ctx); gone(why) {
		err = errors.Join(why, err)
	}
	return fault.E(op, fault.Other, err)
}

// answer serves records and photos until ctx ends, and sweeps photos meanwhile.
func (c *console) answer(ctx context.Context, f *folder, h *hub.Hub, ln net.Listener, o *serving) error {
	p, err := newPhotos(f, h, c.logger)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	bundles, err := newCounter(f, h, c.logger)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	sweeping, end := context.WithCancel(ctx)
	swept := make(chan struct{})
	go func() {
		defer close(swept)
		p.sweeping(sweeping)
	}()
	srv := h.Server()
	srv.Handler = o.front(bundles.mount(p.mount(srv.Handler)))
	err = h.Serve(ctx, srv, ln, o.grace)
	end()
	<-swept // the store closes next
	return fault.E("answer", fault.Other, err)
}

// hub puts the hub together.
func (c *console) hub(ctx context.Context, f *folder, o *serving) (*hub.Hub, error) {
	const op fault.Op = "serve"
	dir, err := newDirectory(ctx, f)
	if err != nil {
		return nil, err
	}
	if err = dir.adoptAll(ctx); err != nil {
		c.logger.ErrorContext(ctx, "new groups could not be given to who formed them", slog.Any("err", err))
	}
	if err = dir.holdAll(ctx); err != nil { // they are safe in quarantine; syncing matters more
		c.logger.ErrorContext(ctx, "quarantined changes could not be told of", slog.Any("err", err))
	}
	var observer hub.Observer
	if o.meter != nil {
		observer, o.meter.directory = o.meter, dir
	}
	receipts, err := reckoning.NewReckoner(f.store, merge.ID(f.set.Partition))
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	h, err := hub.New(hub.Config{
		Reckon: receipts.Reckon, Observer: observer, Project: project, Key: ed25519.NewKeyFromSeed(f.set.Key), Epoch: merge.ID(f.set.Epoch), Now: c.now, Rand: c.rand,
		Derive: store.Derive, Judge: dir.judge, Aside: dir.hold, Founds: dir.founds, Founded: dir.adopt, EnrolBurst: o.enrolments,
	}, f.store, dir, c.logger)
	return h, fault.E(op, fault.Other, err)
}

// encryption finds the certificate to serve with; nil for plain HTTP.
func (c *console) encryption(f *folder, o *serving) (conf *tls.Config, pin string, err error) {
	if o.plain {
		return nil, "", nil
	}
	cert, key := o.cert, o.key
	if cert == "" {
		key = filepath.Join(f.dir, certKey)
		if cert, err = f.certificate(c); err != nil {
			return nil, "", err
		}
		if !exists(cert) {
			return nil, "", misused("the hub's URL is not https: give --cert and --key, or --http")
		}
	}
	if conf, err = tlsConfig(cert, key); err != nil {
		return nil, "", err
	}
	sum, err := pinOf(cert)
	return conf, base64.RawURLEncoding.EncodeToString(sum), err
}
