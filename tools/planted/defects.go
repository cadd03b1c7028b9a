package main

// rights are the faults that take groups from devices and give them back.
const rights = "loss,cut,grant,revoke,concurrent"

// meetings are those where colleagues meet as well.
const meetings = rights + ",hotspot"

// defects are all that is planted, by layers. The texts are the program's: who changes a
// line that stands here changes it here, too.
func defects() []defect {
	var all []defect
	for _, some := range [][]defect{merging(), acknowledging(), pulling(), rotating(), carrying(), renewing(), leaving(), meeting(), storing()} {
		all = append(all, some...)
	}
	return all
}

func merging() []defect {
	return []defect{
		{
			file: "sync/merge/register.go", fn: "Apply", what: "a write covers others' values that its author had not seen",
			old: `		if !seen.Has(old.Dot) {`,
			bad: `		if old.Dot.Replica == s.Dot.Replica && !seen.Has(old.Dot) {`,
		},
		{
			file: "sync/merge/register.go", fn: "Merge", what: "a value that this side has overwritten comes back",
			old: `		if !r.has(s.Dot) && !r.Context.Has(s.Dot) {`,
			bad: `		if !r.has(s.Dot) {`,
		},
		{
			file: "sync/merge/register.go", fn: "Merge", what: "contexts are not joined",
			old: `	return Register{Siblings: kept, Context: r.Context.Merge(o.Context)}`,
			bad: `	return Register{Siblings: kept, Context: r.Context}`,
		},
	}
}

func acknowledging() []defect {
	return []defect{
		{
			file: "sync/session/round.go", fn: "remember", what: "what was sent counts as delivered",
			old: `	link.Hub, link.Acked, link.Challenge = reply.Epoch, reply.Head, reply.Challenge`,
			bad: `	link.Hub, link.Acked, link.Challenge = reply.Epoch, r.own, reply.Challenge`,
		},
		{
			file: "sync/session/round.go", fn: "remember", what: "the acknowledged head does not go back when the hub was restored",
			old: `	link.Hub, link.Acked, link.Challenge = reply.Epoch, reply.Head, reply.Challenge`,
			bad: `	link.Hub, link.Challenge = reply.Epoch, reply.Challenge
	if reply.Head.Seq > link.Acked.Seq {
		link.Acked = reply.Head
	}`,
		},
		{
			file: "store/sync.go", fn: "again", what: "another change under a held number is taken for the same",
			old: `	if c.Hash(before) == at {`,
			bad: `	if c.Hash(before) == at || c.Seq > 0 {`,
		},
	}
}

func pulling() []defect {
	return []defect{
		{
			file: "sync/hub/pull.go", fn: "advance", what: "the cursor is one too far",
			old: `	c.after, c.base = page.Next, page.Base`,
			bad: `	c.after, c.base = page.Next+1, page.Base`,
		},
		{
			file: "sync/hub/pull.go", fn: "begin", what: "the cursor of an old epoch still counts",
			old: `	case ok && old.epoch == now.epoch && old.scopes == now.scopes:`,
			bad: `	case ok && old.scopes == now.scopes:`,
		},
		{
			file: "sync/hub/pull.go", fn: "begin", what: "a granted scope is not filled",
			old: `= old.after, old.base, old.full, true, old.filling`,
			bad: `= old.after, old.base, old.full, false, old.filling`,
		},
		{
			file: "sync/session/round.go", fn: "take", what: "the cursor is kept before the page is merged",
			old: `		if err := r.log.Absorb(ctx, merge.Page{Deltas: reply.Deltas, More: reply.More}, cursor); err != nil {`,
			bad: `		early, err := r.log.Link(ctx)
		if err != nil {
			return false, err
		}
		early.Cursor = cursor
		if err := r.log.SetLink(ctx, early); err != nil {
			return false, err
		}
		if err := r.log.Absorb(ctx, merge.Page{Deltas: reply.Deltas, More: reply.More}, cursor); err != nil {`,
		},
		{
			file: "sync/hub/pull.go", fn: "own", what: "a field is left out when any of its values is the asker's",
			old: `		if siblings[i].Dot.Replica != asker {
			return false
		}
	}
	return len(siblings) > 0`,
			bad: `		if siblings[i].Dot.Replica == asker {
			return true
		}
	}
	return false`,
		},
		{
			file: "sync/session/round.go", fn: "entitled", what: "records of a scope that was taken stay",
			old: `	return r.forget(ctx, d)`,
			bad: `	return nil`,
		},
	}
}

func rotating() []defect {
	return []defect{
		{
			file: "store/rotate.go", fn: "change", what: "contexts keep the old names",
			old: `			w.Context = n.context(w.Context, fields[w.Field])`,
			bad: `			_ = n.context(w.Context, fields[w.Field])`,
		},
		{
			file: "store/rotate.go", fn: "rewrite", what: "registers keep the old names",
			old: `	return t.renameRecords(step, known)`,
			bad: `	return nil`,
		},
		{
			file: "store/rotate.go", fn: "context", what: "contexts claim all that is common",
			old: `	if known > 0 {
		out = out.With(merge.Dot{Replica: n.old, Seq: known})
	}`,
			bad: `	if n.common > 0 {
		out = out.With(merge.Dot{Replica: n.old, Seq: n.common})
	}`,
		},
		{
			file: "store/rotate.go", fn: "unlinked", what: "a fresh replica keeps the receipt of the one before",
			old: `	l.Acked, l.Receipt = merge.Head{}, merge.Receipt{}`,
			bad: `	l.Acked.Hash = merge.Hash{}`,
		},
		{
			file: "sync/session/rotate.go", fn: "common", what: "the first change that differs is taken for common",
			old: `			return at - 1, true, nil`,
			bad: `			return at, true, nil`,
		},
		{
			file: "sync/session/rotate.go", fn: "common", what: "the last common change is written again",
			old: `			return at - 1, true, nil`,
			bad: `			return max(at, 2) - 2, true, nil`,
		},
	}
}

func carrying() []defect {
	return []defect{
		{
			file: "sync/session/carry.go", fn: "credit", what: "what was packed counts as delivered when an answer comes",
			old: `	if now.Hub == reply.Epoch && now.Acked == reply.Head {
		return nil
	}
	now.Hub, now.Acked = reply.Epoch, reply.Head`,
			bad: `	now.Hub, now.Acked = reply.Epoch, r.own`,
		},
		{
			file: "sync/session/carry.go", fn: "carried", what: "an answer of an epoch that is gone counts",
			old: `	if restored && (p.Settled || p.Hub != link.Hub) {`,
			bad: `	if restored && p.Settled && p.Hub.IsZero() {`,
		},
		{
			file: "sync/session/carry.go", fn: "carried", what: "an answer that comes late takes receipts back",
			old: `	if !overtaken {`,
			bad: `	if !overtaken || restored || !forked {`,
		},
		{
			file: "sync/parcel/parcel.go", fn: "Take", what: "answers for another replica are taken in",
			old: `	if at < 0 || m.Replica != c.store.Replica() {`,
			bad: `	if at < 0 {`,
		},
	}
}

func renewing() []defect {
	return []defect{
		{
			file: "sync/hub/reidentify.go", fn: "hear", what: "two devices under one key are never heard",
			old: `	return len(v.again) > 1`,
			bad: `	return len(v.again) > maxVoices`,
		},
		{
			file: "sync/session/renew.go", fn: "Renew", what: "a new key at each try",
			old: `	if len(seed) != ed25519.SeedSize || bytes`,
			bad: `	if len(seed) >= 0 || bytes`,
		},
	}
}

func leaving() []defect {
	return []defect{
		{
			file: "sync/merge/recall.go", fn: "Recall", what: "what left the device is not named", play: play{days: 40, faults: rights},
			old: `			w.Context = w.Context.With(Dot{Replica: own, Seq: forgotten})`,
			bad: `			_ = w.Context.With(Dot{Replica: own, Seq: forgotten})`,
		},
	}
}

func meeting() []defect {
	return []defect{
		{
			file: "sync/peer/log.go", fn: "settle", what: "a colleague is shown what the hub has refused", play: play{days: 40, faults: meetings},
			old: `			l.state.Hidden = append(l.state.Hidden, c.Seq)`,
			bad: `			l.state.Hidden = append(l.state.Hidden, 0)`,
		},
		{
			file: "sync/peer/papers.go", fn: "Outdated", what: "papers outlive the rights that they name",
			old: `		return fault.E("peer.Outdated", fault.Other, s.SetLocal(ctx, PassportKey, nil))`,
			bad: `		return fault.E("peer.Outdated", fault.Other, ctx.Err())`,
		},
		{
			file: "sync/hub/answer.go", fn: "repeat", what: "verdicts are lost with an answer",
			old: `	if brought >= reply.Head.Seq {`,
			bad: `	if brought > 0 {`,
		},
		{
			file: "store/peer.go", fn: "shows", what: "hearsay that was written over stays hearsay",
			old: `s.Dot == d }) {`,
			bad: `s.Dot == d || s.Dot.Replica != d.Replica }) {`,
		},
	}
}

func storing() []defect {
	return []defect{
		{
			file: "store/fold.go", fn: "putAll", what: "a fold leaves what was deleted in the tree",
			old: `			err = t.del(bucket, []byte(r.key))`,
			bad: `			err = nil`,
		},
		{
			file: "store/replay.go", fn: "follow", what: "the first save of an era is not read back",
			old: `			s.over.Load().live.add(w)`,
			bad: `			if seq > 1 {
				s.over.Load().live.add(w)
			}`,
		},
		{
			file: "store/replay.go", fn: "replay", what: "what was saved while a fold ran is not read back",
			old: `e.number() == named.era.number()+1 && after`,
			bad: `e.number() == named.era.number()+2 && after`,
		},
		{
			file: "store/overlay.go", fn: "next", what: "what the tree has of a key stands beside what the journal has",
			old: `				c.k, c.v = c.tree.Next()
			}
			if r.plain == nil {`,
			bad: `			}
			if r.plain == nil {`,
		},
	}
}
