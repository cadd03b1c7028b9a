package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/bundle"
	"pendamping/sync/hub"
	"pendamping/sync/wire"
)

// metricsPath is where Prometheus asks.
const metricsPath = "/metrics"

// meter counts what the hub does, for Prometheus. Devices appear by their IDs, people
// and groups not at all. It implements hub.Observer.
type meter struct {
	f        *folder
	now      func() time.Time
	logger   *slog.Logger
	registry *prometheus.Registry

	scraping  sync.Mutex // one at a time: the figures by device are set anew for each
	seen      *sightings
	directory *directory // set before requests are answered

	seconds  *prometheus.HistogramVec // by path and status
	bytes    *prometheus.CounterVec   // by path and direction
	changes  prometheus.Counter
	aside    prometheus.Counter
	records  prometheus.Counter
	forks    prometheus.Counter
	compared prometheus.Counter
	differ   prometheus.Counter
	lastSync *prometheus.GaugeVec // by device
	behind   *prometheus.GaugeVec // by device
	apart    *prometheus.GaugeVec // by device

	size, free, position prometheus.Gauge
	held, branches       prometheus.Gauge
}

func newMeter(f *folder, c *console) (*meter, error) {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: project, Name: name, Help: help})
	}
	gauge := func(name, help string) prometheus.Gauge {
		return prometheus.NewGauge(prometheus.GaugeOpts{Namespace: project, Name: name, Help: help})
	}
	byDevice := func(name, help string) *prometheus.GaugeVec {
		return prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: project, Name: name, Help: help}, []string{"device"})
	}
	m := &meter{
		f: f, now: c.now, logger: c.logger, registry: prometheus.NewRegistry(), seen: &sightings{f: f, by: map[kpuk.ID]sighting{}},
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: project, Name: "request_seconds", Help: "Time to answer a request, from its header to its last byte.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 120},
		}, []string{"path", "status"}),
		bytes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: project, Name: "body_bytes_total", Help: "Bytes of bodies, as they are on the wire.",
		}, []string{"path", "direction"}),
		changes:  counter("changes_total", "Changes that devices brought, repeated ones too."),
		aside:    counter("verdicts_total", "Changes put into quarantine, each time that it was said."),
		records:  counter("records_total", "Records given to devices."),
		forks:    counter("forks_total", "Devices told to take a new replica: cloned, or set back to an older state."),
		compared: counter("receipts_compared_total", "Receipts of meetings that a device and the hub both reckoned, holding the same changes."),
		differ:   counter("receipts_differing_total", "Of them, those that differed: a record was altered or lost on one side. Each is asked about at every sync until it agrees."),
		apart:    byDevice("device_differing_receipts", "Receipts of meetings that differed at the device's last sync."),
		lastSync: byDevice("device_last_sync_timestamp_seconds", "When a device last synchronized, or was enrolled if it has not yet; of devices that may."),
		behind:   byDevice("device_behind_changes", "Changes that a device had at its last sync and the hub did not hold after it."),
		size:     gauge("store_bytes", "Size of the store's file."),
		free:     gauge("store_free_bytes", "Free pages in the store's file."),
		position: gauge("store_position", "Position of the newest change of any record."),
		held:     gauge("quarantine_changes", "Changes in quarantine."),
		branches: gauge("quarantine_forked_changes", "Of them, second changes under a number that was taken."),
	}
	var failed error
	for _, one := range []prometheus.Collector{
		m.seconds, m.bytes, m.changes, m.aside, m.records, m.forks, m.compared, m.differ, m.apart, m.lastSync, m.behind, m.size, m.free, m.position, m.held, m.branches,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	} {
		failed = errors.Join(failed, m.registry.Register(one))
	}
	return m, fault.E("metrics", fault.Internal, failed)
}

// Synced implements hub.Observer.
func (m *meter) Synced(s hub.Synced) {
	m.seen.saw(&s)
	m.changes.Add(float64(s.Changes))
	m.aside.Add(float64(s.Aside))
	m.records.Add(float64(s.Records))
	if s.Forked {
		m.forks.Inc()
	}
	m.compared.Add(float64(s.Compared))
	m.differ.Add(float64(s.Differing))
}

// look reads how the store is.
func (m *meter) look(ctx context.Context) error {
	const op fault.Op = "metrics"
	u, err := m.f.store.Usage(ctx)
	at, failed := m.f.store.Position(ctx)
	aside, wrong := m.f.store.Quarantine(ctx)
	if err = errors.Join(err, failed, wrong, m.lookAtDevices(ctx)); err != nil {
		return fault.E(op, fault.Other, err)
	}
	forked := 0
	for i := range aside {
		if aside[i].Fork {
			forked++
		}
	}
	m.size.Set(float64(u.Size))
	m.free.Set(float64(u.Free))
	m.position.Set(float64(at))
	m.held.Set(float64(len(aside)))
	m.branches.Set(float64(forked))
	return nil
}

// mount measures the requests of a handler and adds the path of metrics, which is for
// those whom may lets in; for others there is nothing.
func (m *meter) mount(own http.Handler, may func(*http.Request) bool) http.Handler {
	page := promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 2})
	mux := http.NewServeMux()
	mux.Handle("/", m.measured(own))
	mux.HandleFunc("GET "+metricsPath, func(w http.ResponseWriter, r *http.Request) {
		if !may(r) {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		m.scraping.Lock()
		defer m.scraping.Unlock()
		if err := m.look(r.Context()); err != nil {
			m.logger.ErrorContext(r.Context(), "store not measured", slog.Any("err", err))
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		page.ServeHTTP(w, r)
	})
	return mux
}

// measured times requests and counts their bytes.
func (m *meter) measured(own http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin, body := m.now(), &countedBody{ReadCloser: r.Body}
		answer := &countedAnswer{ResponseWriter: w, status: http.StatusOK}
		in := r.WithContext(r.Context())
		in.Body = body
		m.survive(answer, in, own) //nolint:contextcheck // it is in the request
		path := route(r.URL.Path)
		m.seconds.WithLabelValues(path, strconv.Itoa(answer.status)).Observe(m.now().Sub(begin).Seconds())
		m.bytes.WithLabelValues(path, "up").Add(float64(body.n))
		m.bytes.WithLabelValues(path, "down").Add(float64(answer.n))
	})
}

// survive answers 500 when a handler panics, and logs where: the server itself would only
// drop the connection. What the panic says is not logged, as it may quote a record.
func (m *meter) survive(w *countedAnswer, r *http.Request, own http.Handler) {
	defer func() {
		why := recover()
		if why == nil {
			return
		}
		if why == http.ErrAbortHandler { //nolint:err113,errorlint // the very value, as net/http compares it
			panic(why)
		}
		m.logger.ErrorContext(r.Context(), "request panicked", slog.String("path", route(r.URL.Path)),
			slog.String("type", fmt.Sprintf("%T", why)), slog.String("stack", string(debug.Stack())))
		if !w.decided {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}()
	own.ServeHTTP(w, r)
}

// route is the label of a path: one of a few, whatever peers ask for.
func route(path string) string {
	switch path {
	case wire.PathSync, wire.PathEnrol, wire.PathReidentify, wire.PathReadmit, wire.PathCertificate, bundle.Path, "/healthz", "/readyz":
		return path
	}
	if len(path) > len(wire.PathPhoto) && path[:len(wire.PathPhoto)] == wire.PathPhoto {
		if _, ok := kpuk.ParseDigest(path[len(wire.PathPhoto):]); ok {
			return wire.PathPhoto
		}
	}
	return "other"
}

// countedBody counts what is read of a request.
type countedBody struct {
	io.ReadCloser

	n int64
}

// Read implements io.Reader.
func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.n += int64(n)
	return n, err //nolint:wrapcheck // io.EOF must stay what it is
}

// countedAnswer counts what is written, and keeps the status.
type countedAnswer struct {
	http.ResponseWriter

	status  int
	n       int64
	decided bool
}

// WriteHeader implements http.ResponseWriter.
func (a *countedAnswer) WriteHeader(status int) {
	if !a.decided && status >= http.StatusOK { // not one of those that come before the answer
		a.status, a.decided = status, true
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write implements io.Writer.
func (a *countedAnswer) Write(p []byte) (int, error) {
	a.decided = true
	n, err := a.ResponseWriter.Write(p)
	a.n += int64(n)
	return n, err //nolint:wrapcheck // of the connection, for the handler to judge
}

// Unwrap lets http.ResponseController reach deadlines and flushing.
func (a *countedAnswer) Unwrap() http.ResponseWriter { return a.ResponseWriter } //nolint:ireturn // as http.ResponseController wants
