package fleet

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// Kinds of records and fields, as the domain numbers them where it matters to syncing.
const (
	kindMember  = 3
	kindMeeting = 4
	kindEntry   = 5

	fieldRemoved = 2
	fieldFirst   = 10
	fieldSheet   = 20
)

// day is what a device does in a day: it records, syncs, and things happen to it.
func (d *device) day(ctx context.Context, day int) error {
	if err := d.happen(ctx, day); err != nil {
		return err
	}
	for range d.w.rng.IntN(5) {
		if err := d.record(ctx, day); err != nil {
			return err
		}
		d.w.pass(d.w.rng.IntN(120_000))
	}
	if err := d.reach(ctx, day); err != nil {
		return err
	}
	if d.mishap.full { // somebody clears the disk in the evening
		d.mishap.full = false
	}
	return nil
}

// reach is how the device gets at the hub: over the network or, for some days, by a
// courier who carries files.
func (d *device) reach(ctx context.Context, day int) error {
	if d.w.hit(Bundle, 0.06) {
		d.away = day + d.w.rng.IntN(4)
		if err := d.export(ctx, day); err != nil {
			return err
		}
	}
	if slices.Contains(d.w.cfg.Faults, Hotspot) && d.w.hit(Hotspot, 0.08) {
		if err := d.gather(ctx, day); err != nil {
			return err
		}
	}
	for range d.w.rng.IntN(3) {
		if d.away > day {
			break
		}
		if _, err := d.sync(ctx); err != nil {
			return err
		}
	}
	return nil
}

// record saves something in one of the device's groups.
func (d *device) record(ctx context.Context, day int) error {
	scopes := d.scopes
	if d.all {
		scopes = d.w.groups
	}
	if len(scopes) == 0 {
		return nil
	}
	group := scopes[d.w.rng.IntN(len(scopes))]
	if last := scopes[len(scopes)-1]; slices.Contains(d.lost, last) && d.w.rng.IntN(2) == 0 {
		group = last // she goes on where she had to stop
	}
	var drafts []draft
	switch p := d.w.rng.IntN(100); {
	case p < 30:
		drafts = append(drafts, d.w.memberEdit(group))
	case p < 34:
		edit := d.w.memberEdit(group)
		edit.field = merge.Field{Number: fieldRemoved}
		drafts = append(drafts, edit)
	case p < 65:
		drafts = append(drafts, d.w.attendance(group, day))
	default: // a row of the ledger, together with the meeting's sheet
		drafts = append(drafts, d.w.attendance(group, day))
		for slot := range 1 + d.w.rng.IntN(3) {
			drafts = append(drafts, d.w.entry(group, day, slot))
		}
	}
	return d.save(ctx, group, drafts)
}

// draft is one write about to be made.
type draft struct {
	record merge.ID
	kind   merge.Kind
	field  merge.Field
	amount int64
}

func (w *world) memberEdit(group merge.ID) draft {
	return draft{
		record: w.members[group][w.rng.IntN(membersPerGroup)], kind: kindMember,
		field: merge.Field{Number: fieldFirst + uint16(w.rng.IntN(4))}, //nolint:gosec // below 4
	}
}

func (w *world) attendance(group merge.ID, day int) draft {
	return draft{
		record: derived(group, 1, day/7), kind: kindMeeting,
		field: merge.Field{Number: fieldSheet, Element: w.members[group][w.rng.IntN(membersPerGroup)]},
	}
}

// entry is a row of the ledger whose ID follows from meeting, member and kind, so that
// two devices that record the same money meet in one record.
func (w *world) entry(group merge.ID, day, slot int) draft {
	member := w.rng.IntN(membersPerGroup)
	return draft{
		record: derived(group, 2, (day/7)<<16|member<<8|slot), kind: kindEntry,
		field: merge.Field{Number: fieldFirst}, amount: int64(1_000 * (1 + w.rng.IntN(50))),
	}
}

// derived is the ID of a group's record.
func derived(group merge.ID, what byte, n int) merge.ID {
	id := group
	id[12], id[13], id[14], id[15] = what, byte(n>>16), byte(n>>8), byte(n) //nolint:gosec // three bytes of it
	return id
}

// save commits drafts as one change, with what the device shows of their fields.
func (d *device) save(ctx context.Context, group merge.ID, drafts []draft) error {
	var edits []merge.Edit
	made := map[uint64]*written{}
	for _, f := range drafts {
		rec, err := d.store.Record(ctx, f.record)
		switch {
		case fault.KindOf(err) == fault.NotFound:
		case err != nil:
			return fmt.Errorf("record: %w", err)
		case f.kind == kindEntry, rec.Scope() != group:
			continue // money is written once
		}
		token := d.w.model.token()
		reg := rec.Field(f.field)
		write := merge.Write{Field: f.field, Value: value(token, f.record), Context: reg.Context}
		m := &written{at: place{f.record, f.field}, scope: group, amount: f.amount, money: f.kind == kindEntry}
		if m.money {
			write.Value = money(token, f.amount)
		}
		for _, s := range reg.Siblings {
			m.saw = append(m.saw, tokenOf(s.Value))
		}
		if m.wrote, err = d.wrote(ctx, m.at, &reg); err != nil {
			return err
		}
		if len(m.wrote) > 0 { // it is not back yet
			if m.money {
				continue
			}
			d.w.report.Again++
		}
		made[token] = m
		edits = append(edits, merge.Edit{
			Record: f.record, Kind: f.kind, Partition: d.w.partition, Scope: group, Writes: []merge.Write{write},
		})
	}
	return d.commit(ctx, edits, made)
}

// wrote are the tokens that the device's user wrote to a place before the record left the
// device, as far as they are not back in the register.
func (d *device) wrote(ctx context.Context, at place, reg *merge.Register) (tokens []uint64, err error) {
	if len(d.lost) == 0 {
		return nil, nil
	}
	own := d.store.Replica()
	changes, err := d.store.Since(ctx, own, reg.Context.Seq(own), 0, 0)
	if err != nil {
		return nil, fmt.Errorf("log: %w", err)
	}
	for i := range changes {
		eachToken(&changes[i], func(t uint64) {
			if m := d.w.model.writes[t]; m != nil && m.at == at {
				tokens = append(tokens, t)
			}
		})
	}
	return tokens, nil
}

// commit commits edits. When the outcome is unknown the app starts again and looks.
func (d *device) commit(ctx context.Context, edits []merge.Edit, made map[uint64]*written) error {
	if len(edits) == 0 {
		return nil
	}
	if d.w.hit(Kill, 0.02) {
		d.mishap.fuse, d.mishap.before = 1, d.w.rng.IntN(2) == 0
	}
	before, err := d.store.Head(ctx, d.store.Replica())
	if err != nil {
		return fmt.Errorf("head: %w", err)
	}
	_, err = d.store.Commit(ctx, d.person, edits)
	if fail := d.revive(ctx); fail != nil {
		return fail
	}
	after, fail := d.store.Head(ctx, d.store.Replica())
	if fail != nil {
		return fmt.Errorf("head: %w", fail)
	}
	switch {
	case err != nil && fault.KindOf(err) == fault.Full:
		d.w.count(Full)
	case err != nil && !errors.Is(err, errKilled):
		return fmt.Errorf("save: %w", err)
	}
	if after.Seq == before.Seq {
		if err == nil {
			d.w.find(&d.w.report.Lost, "device %d: a save that went well is not in its log", d.n)
		}
		return nil
	}
	d.w.lookAtSave(d, edits, made)
	d.noted(made)
	d.w.look(ctx, d, "save")
	return nil
}

// noted tells the model what was written.
func (d *device) noted(made map[uint64]*written) {
	d.w.report.Saves++
	tokens := make([]uint64, 0, len(made))
	for t := range made {
		tokens = append(tokens, t)
	}
	slices.Sort(tokens)
	for _, t := range tokens {
		w := made[t]
		d.w.report.Writes++
		unseen := d.w.model.note(t, w)
		d.tokens = append(d.tokens, t)
		if w.at.field.Number == fieldRemoved {
			d.w.count(Removal)
		}
		switch {
		case unseen && w.money:
			d.w.count(DoubleEntry)
		case unseen:
			d.w.count(Concurrent)
		}
	}
}
