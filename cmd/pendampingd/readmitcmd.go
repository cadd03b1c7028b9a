package main

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"log/slog"
	"slices"
	"strings"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
)

// readmitting is what readmit is told.
type readmitting struct {
	data              string
	hold, open, close bool
	refuse            devices
}

// devices are IDs given one by one.
type devices []kpuk.ID

// String implements flag.Value.
func (d *devices) String() string {
	names := make([]string, len(*d))
	for i, id := range *d {
		names[i] = id.String()
	}
	return strings.Join(names, ",")
}

// Set implements flag.Value.
func (d *devices) Set(text string) error {
	id, err := kpuk.ParseID(text)
	if err == nil {
		*d = append(*d, id)
	}
	return fault.E("devices", fault.Invalid, err)
}

func readmitCommand() command {
	return command{
		name: "readmit", level: slog.LevelWarn, brief: "after a restore: who came back, and whom the hub knows again",
		examples: []string{
			"readmit --data ./hub",
			"readmit --data ./hub --hold      (all wait for a coordinator's approval)",
			"readmit --data ./hub --refuse 01a2161d-5b23-7488-af7c-ecfb14c18501",
		},
		flags: func(fs *flag.FlagSet) action {
			var o readmitting
			fs.StringVar(&o.data, "data", "", "the hub's data `folder`")
			fs.BoolVar(&o.hold, "hold", false, "every device that comes back waits for a coordinator's approval")
			fs.BoolVar(&o.open, "open", false, "those whose rights their certificate proves need none (as after restore)")
			fs.BoolVar(&o.close, "close", false, "none comes back any more")
			fs.Var(&o.refuse, "refuse", "`ID` of a device that is not to come back; may be repeated")
			return func(ctx context.Context, c *console) error {
				if o.hold && o.open || o.hold && o.close || o.open && o.close {
					return misused("--hold, --open and --close exclude each other")
				}
				return c.online(ctx, o.data, func(f *folder) error { return c.readmit(ctx, f, &o) })
			}
		},
	}
}

// returned is what readmit prints.
type returned struct {
	Mode    string     `json:"mode"`
	Since   time.Time  `json:"since,omitzero"` // of the state that was brought back
	Refused []kpuk.ID  `json:"refused,omitempty"`
	Listed  []kpuk.ID  `json:"listed,omitempty"` // revoked or replaced, by what the hub said before
	Devices []comeback `json:"devices"`
}

// comeback is a device that came back.
type comeback struct {
	Device kpuk.ID   `json:"device"`
	Label  string    `json:"label"`
	At     time.Time `json:"at"`
	State  string    `json:"state"` // approved, waits or revoked
}

// readmit changes whom the hub knows again, and prints how it is.
func (c *console) readmit(ctx context.Context, f *folder, o *readmitting) error {
	const op fault.Op = "readmit"
	var state readmission
	set, err := f.store.Local(ctx, readmissionKey, &state)
	if err == nil && !set {
		err = fault.New(fault.NotFound, "this hub was never set back to an older state: it knows its devices")
	}
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	if state.alter(o) {
		if err = f.store.SetLocal(ctx, readmissionKey, &state); err != nil {
			return fault.E(op, fault.Other, err)
		}
	}
	out := returned{Mode: cmp.Or(state.Mode, "open"), Refused: state.Refused, Listed: state.Listed, Devices: []comeback{}}
	if state.Since > 0 {
		out.Since = time.UnixMilli(state.Since).UTC()
	}
	all, err := listOf[kpuk.Device](ctx, f.store, kpuk.AdminScope(f.set.Partition))
	if err != nil {
		return err
	}
	for _, d := range all {
		if d.CameBack() {
			out.Devices = append(out.Devices, comebackOf(d))
		}
	}
	slices.SortFunc(out.Devices, func(a, b comeback) int {
		return cmp.Or(a.At.Compare(b.At), bytes.Compare(a.Device[:], b.Device[:]))
	})
	return c.print(out, out.write)
}

// alter takes over what was told, and tells whether anything changed.
func (r *readmission) alter(o *readmitting) bool {
	mode, refused := r.Mode, len(r.Refused)
	switch {
	case o.hold:
		r.Mode = readmitHold
	case o.open:
		r.Mode = readmitOpen
	case o.close:
		r.Mode = readmitClose
	}
	for _, id := range o.refuse {
		if !slices.Contains(r.Refused, id) {
			r.Refused = append(r.Refused, id)
		}
	}
	return r.Mode != mode || len(r.Refused) != refused
}

func comebackOf(d *kpuk.Device) comeback {
	c := comeback{Device: d.ID, Label: d.Label, At: time.UnixMilli(d.EnrolledAt).UTC(), State: "approved"}
	switch {
	case d.RevokedAt > 0:
		c.State = "revoked"
	case d.Waits():
		c.State = "waits"
	}
	return c
}

// write says it to people.
func (r *returned) write(w *page) {
	said := map[string]string{
		"open":       "Devices come back by the hub's certificate; those whose rights it does not prove wait for a coordinator.",
		readmitHold:  "All devices that come back wait for a coordinator's approval.",
		readmitClose: "No device comes back any more.",
	}
	w.printf("%s\n", said[r.Mode])
	for _, d := range r.Devices {
		w.printf("%s  %s  %s: %s\n", d.At.Format(time.RFC3339), d.Device, d.Label, d.State)
	}
	for _, id := range r.Refused {
		w.printf("%s is refused\n", id)
	}
	for _, id := range r.Listed {
		w.printf("%s was revoked or replaced before the restore: it waits when it comes back\n", id)
	}
}
