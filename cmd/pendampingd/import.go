package main

import (
	"context"
	"flag"
	"io"
	"log/slog"
	"os"

	"pendamping/assets/area"
	"pendamping/fault"
	"pendamping/kpuk"
)

func importCommand() command {
	return command{
		name: "import", level: slog.LevelWarn, args: " FILE", brief: "take in a roster of groups and members from a CSV file (- for standard input)",
		examples: []string{
			"import --data ./hub --dry-run roster.csv",
			"import --data ./hub roster.csv",
			"import --columns",
		},
		flags: func(fs *flag.FlagSet) action {
			data := dataFlag(fs)
			dry := fs.Bool("dry-run", false, "check only; write nothing")
			columns := fs.Bool("columns", false, "list the columns that a file may have, Indonesian and English")
			return func(ctx context.Context, c *console) error {
				if *columns {
					return c.columns()
				}
				if len(c.args) != 1 {
					return misused("one file is needed")
				}
				return c.online(ctx, *data, func(f *folder) error {
					text, err := c.disk().read(c.args[0])
					if err != nil {
						return fault.E("import", fault.Other, err)
					}
					return c.importRoster(ctx, f, text, mode(*dry))
				})
			}
		},
	}
}

// mode says whether an import writes.
type mode bool

const dryRun mode = true

// maxRoster bounds a file, in bytes: about 100,000 members.
const maxRoster = 64 << 20

func readInput(path string) ([]byte, error) {
	const op fault.Op = "read"
	in := os.Stdin
	if path != "-" {
		f, err := os.Open(path) //nolint:gosec // the operator's own path
		if err != nil {
			return nil, fault.E(op, fault.Other, err)
		}
		defer f.Close() //nolint:errcheck // only read
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, maxRoster+1))
	if err == nil && len(text) > maxRoster {
		err = fault.New(fault.Invalid, "the file is larger than 64 MiB")
	}
	return text, fault.E(op, fault.Other, err)
}

// importRoster takes in a whole file or, when any line of it is wrong, nothing. What is
// there already stays as it is, so that running it twice doubles nothing.
func (c *console) importRoster(ctx context.Context, f *folder, text []byte, m mode) error {
	r, err := newRoster(ctx, f)
	if err != nil {
		return err
	}
	r.read(text)
	r.result.DryRun = m == dryRun
	failed := r.result.ErrorCount > 0
	if !failed && m != dryRun {
		if err := f.save(ctx, r.fresh); err != nil {
			return err
		}
	}
	if err := c.print(r.result, r.result.write); err != nil {
		return err
	}
	if failed {
		return errFindings
	}
	return nil
}

// newRoster looks at what the hub holds.
func newRoster(ctx context.Context, f *folder) (*roster, error) {
	const op fault.Op = "import"
	index, err := area.Open()
	if err != nil {
		return nil, fault.E(op, fault.Damaged, err)
	}
	r := &roster{
		partition: f.set.Partition, today: f.today(), lines: map[kpuk.ID]int{},
		known:  func(code string) bool { _, ok := index.Name(code); return ok },
		groups: map[string]*kpuk.Group{}, niks: map[kpuk.NIK]*kpuk.Member{}, numbers: map[numbered]*kpuk.Member{},
	}
	r.header = func() (kpuk.Header, error) {
		id, failed := f.ids.New()
		return kpuk.Header{ID: id, Partition: f.set.Partition}, fault.E(op, fault.Other, failed)
	}
	groups, err := listOf[kpuk.Group](ctx, f.store, kpuk.ID{})
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	for _, g := range groups {
		r.groups[g.Code] = g
	}
	members, err := listOf[kpuk.Member](ctx, f.store, kpuk.ID{})
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	for _, m := range members {
		if m.NIK != "" {
			r.niks[m.NIK] = m
		}
		if m.Status.State == kpuk.MemberActive {
			r.numbers[numbered{m.Group, m.Number}] = m
		}
	}
	return r, nil
}

// write says the result to people.
func (v imported) write(w *page) {
	for i := range v.Errors {
		w.printf("%s\n", v.Errors[i].Error())
	}
	if more := v.ErrorCount - len(v.Errors); more > 0 {
		w.printf("and %d more\n", more)
	}
	switch {
	case v.ErrorCount > 0:
		w.printf("%d errors in %d lines; nothing was written.\n", v.ErrorCount, v.Lines)
		return
	case v.DryRun:
		w.printf("Checked, nothing written. It would be: ")
	default:
		w.printf("Imported: ")
	}
	w.printf("%d groups new, %d known; %d members new, %d known; %d warnings.\n",
		v.GroupsNew, v.GroupsKnown, v.MembersNew, v.MembersKnown, v.Warnings)
}

// columns lists what a roster may have.
func (c *console) columns() error {
	type column struct {
		Names    []string `json:"names"`
		Required bool     `json:"required"`
	}
	var all []column
	for _, h := range rosterHeadings() {
		all = append(all, column{Names: h.names, Required: h.required})
	}
	return c.print(all, func(w *page) {
		for _, col := range all {
			need := ""
			if col.Required {
				need = "required"
			}
			w.printf("%-22s %-18s %s\n", col.Names[0], col.Names[len(col.Names)-1], need)
		}
	})
}
