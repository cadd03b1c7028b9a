package main

import (
	"context"
	"encoding/hex"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
)

// sightingsKey names what the store keeps of when devices came.
const sightingsKey = "hub/sightings"

// sighting is when a device last synchronized, and what it had left then.
type sighting struct {
	Device kpuk.ID `cbor:"1,keyasint"`
	At     int64   `cbor:"2,keyasint"`           // Unix milliseconds
	Behind uint64  `cbor:"3,keyasint,omitempty"` // changes that the hub did not hold after it
	Apart  int     `cbor:"4,keyasint,omitempty"` // receipts that differed
}

// sightings remember when devices came, beyond the end of the process: each minute they are
// kept in the store, together with what other processes of the same hub kept there. A
// process that is killed forgets those of its last minute.
type sightings struct {
	f *folder

	mu    sync.Mutex // guards the rest
	by    map[kpuk.ID]sighting
	fresh bool // there is something to keep
}

// saw notes a sync.
func (s *sightings) saw(one *hub.Synced) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fresh = true
	s.merge([]sighting{{Device: kpuk.ID(one.Device), At: one.At.UnixMilli(), Behind: one.Behind, Apart: one.Differing}})
}

// merge takes in sightings that are newer than those known. The lock is held.
func (s *sightings) merge(all []sighting) {
	for _, one := range all {
		if old, ok := s.by[one.Device]; !ok || old.At <= one.At {
			s.by[one.Device] = one
		}
	}
}

// now is what is known of each device that may sync: those that never came have the day of
// their enrolment.
func (s *sightings) now(ctx context.Context, devices []*kpuk.Device) ([]sighting, error) {
	var kept []sighting
	if _, err := s.f.store.Local(ctx, sightingsKey, &kept); err != nil {
		return nil, fault.E("sightings", fault.Other, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.merge(kept)
	out := make([]sighting, 0, len(devices))
	for _, d := range devices {
		one, came := s.by[d.ID]
		if !came {
			one = sighting{Device: d.ID, At: d.EnrolledAt}
		}
		out = append(out, one)
	}
	return out, nil
}

// keep puts what is known into the store, if there is anything new.
func (s *sightings) keep(ctx context.Context, devices []*kpuk.Device) error {
	s.mu.Lock()
	fresh := s.fresh
	s.fresh = false
	s.mu.Unlock()
	if !fresh {
		return nil
	}
	all, err := s.now(ctx, devices)
	if err == nil {
		err = s.f.store.SetLocal(ctx, sightingsKey, all)
	}
	if err != nil {
		s.mu.Lock()
		s.fresh = true
		s.mu.Unlock()
	}
	return fault.E("sightings", fault.Other, err)
}

// keeping keeps sightings every minute until the function that it returns is called, and
// then once more.
func (m *meter) keeping(ctx context.Context, every time.Duration) (stop func()) {
	within, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for open := true; open; {
			select {
			case <-tick.C:
			case <-within.Done():
				open = false
			}
			last := context.WithoutCancel(within)
			devices, err := m.devices(last)
			if err == nil {
				err = m.seen.keep(last, devices)
			}
			if err != nil {
				m.logger.WarnContext(last, "last syncs not kept", slog.Any("err", err))
			}
		}
	}()
	return func() { cancel(); <-ended }
}

// devices are those that may sync.
func (m *meter) devices(ctx context.Context) ([]*kpuk.Device, error) {
	if m.directory == nil {
		return nil, nil
	}
	return m.directory.syncing(ctx)
}

// syncing are the devices that may sync, in the order of their IDs.
func (d *directory) syncing(ctx context.Context) ([]*kpuk.Device, error) {
	if err := d.refresh(ctx); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	out := slices.DeleteFunc(slices.Collect(maps.Values(d.devices)), func(dev *kpuk.Device) bool {
		return dev.RevokedAt > 0 || dev.ClosedAt > 0 || dev.Waits()
	})
	slices.SortFunc(out, func(a, b *kpuk.Device) int { return merge.ID(a.ID).Compare(merge.ID(b.ID)) })
	return out, nil
}

// lookAtDevices sets the figures by device, of those alone that may sync.
func (m *meter) lookAtDevices(ctx context.Context) error {
	devices, err := m.devices(ctx)
	if err != nil {
		return err
	}
	all, err := m.seen.now(ctx, devices)
	if err != nil {
		return err
	}
	m.lastSync.Reset()
	m.behind.Reset()
	m.apart.Reset()
	for _, one := range all {
		device := hex.EncodeToString(one.Device[:])
		m.lastSync.WithLabelValues(device).Set(float64(one.At) / 1000)
		m.behind.WithLabelValues(device).Set(float64(one.Behind))
		m.apart.WithLabelValues(device).Set(float64(one.Apart))
	}
	return nil
}
