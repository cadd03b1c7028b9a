package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// photos seals the files of records anew: every store has a key of its own.
func (m *mover) photos(ctx context.Context) error {
	const op fault.Op = "photos"
	from, err := m.old.store.Blobs()
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	to, err := m.fresh.store.Blobs()
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	list, err := os.ReadDir(filepath.Join(m.old.dir, blobFolder))
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	for _, file := range list {
		digest, ours := kpuk.ParseDigest(file.Name())
		if !ours || file.IsDir() {
			continue
		}
		content, err := from.Get(ctx, digest)
		if err == nil {
			_, err = to.Put(ctx, content)
		}
		if err != nil {
			return fault.E(op, fault.Other, err)
		}
		m.result.Photos++
	}
	return nil
}

// compare holds the stores against each other: all heads, all that is in quarantine, the
// digest of all records; and lets the new one check itself.
func (m *mover) compare(ctx context.Context) error {
	const op fault.Op = "compare"
	want, err := m.summary(ctx, m.old)
	if err != nil {
		return err
	}
	got, err := m.summary(ctx, m.fresh)
	if err != nil {
		return err
	}
	if !bytes.Equal(want, got) {
		return fault.E(op, fault.Other, errUnlike)
	}
	report, err := m.fresh.store.Check(ctx)
	if err == nil && len(report.Findings) > 0 {
		err = fmt.Errorf("%w: %s: %s", errUnlike, report.Findings[0].Place, report.Findings[0].Detail)
	}
	return fault.E(op, fault.Other, err)
}

// summary is all that has to be equal, as text.
func (m *mover) summary(ctx context.Context, f *folder) ([]byte, error) {
	const op fault.Op = "summary"
	var b bytes.Buffer
	sum, err := f.store.Digest(ctx)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	m.result.Digest = hex.EncodeToString(sum[:])
	fmt.Fprintf(&b, "digest %x\n", sum)
	replicas, err := m.old.store.Replicas(ctx)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	for _, r := range replicas {
		head, failed := f.store.Head(ctx, r)
		if failed != nil {
			return nil, fault.E(op, fault.Other, failed)
		}
		fmt.Fprintf(&b, "head %x %d %x\n", r, head.Seq, head.Hash)
	}
	aside, err := f.store.Quarantine(ctx)
	for i := range aside {
		fmt.Fprintf(&b, "aside %x %d %v %d %x\n", aside[i].Change.Replica, aside[i].Change.Seq, aside[i].Fork, aside[i].Verdict.Code,
			aside[i].Change.Hash(merge.Hash{}))
	}
	return b.Bytes(), fault.E(op, fault.Other, err)
}

// settle makes the new store a hub. Positions are numbered anew, and the old store may
// turn up again one day: so it is a new epoch.
func (m *mover) settle(ctx context.Context) (err error) {
	const op fault.Op = "settle"
	set := &m.fresh.set
	if set.Epoch == m.old.set.Epoch {
		if set.Epoch, err = m.fresh.ids.New(); err != nil {
			return fault.E(op, fault.Internal, err)
		}
	}
	m.result.Epoch = set.Epoch
	if s, ok := m.fresh.store.(*pgStore); ok {
		if failed := s.SetLocal(ctx, serverKey, s.db.Identity()); failed != nil {
			return failed
		}
	}
	var seen []sighting
	found, err := m.old.store.Local(ctx, sightingsKey, &seen)
	if err == nil && found {
		err = m.fresh.store.SetLocal(ctx, sightingsKey, seen)
	}
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	return fault.E(op, fault.Other, m.fresh.store.SetLocal(ctx, settingsKey, set))
}
