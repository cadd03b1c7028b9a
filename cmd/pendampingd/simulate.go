package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"

	"pendamping/fault"
	"pendamping/sync/fleet"
)

// memoryFolder is where Linux keeps files in memory. A fleet's stores last for a minute,
// and the simulation cuts no power: there is no reason to wait for a disk.
const memoryFolder = "/dev/shm"

// simulation is what simulate is told.
type simulation struct {
	cfg    fleet.Config
	faults string
	dir    string
	store  string
	server string
	trace  uint64
}

func simulateCommand() command {
	return command{
		name: "simulate", level: slog.LevelError + 1, brief: "play a fleet of devices with everything that goes wrong, and check that nothing was lost",
		examples: []string{
			"simulate --devices 60 --days 30 --faults all --seed 7 --json",
			"simulate --faults loss,cut,kill --dir /tmp",
			"simulate --store postgres --seed 7   (starts a private server, or --server names one)",
		},
		flags: func(fs *flag.FlagSet) action {
			var s simulation
			fs.IntVar(&s.cfg.Devices, "devices", 60, "devices at the beginning")
			fs.IntVar(&s.cfg.Days, "days", 30, "days to play, at least 6")
			fs.Uint64Var(&s.cfg.Seed, "seed", 1, "decides everything; the same seed plays the same")
			fs.StringVar(&s.faults, "faults", "all", "all, none, or some of: "+strings.Join(faultNames(), ","))
			fs.StringVar(&s.dir, "dir", "", "`folder` for the stores while they are needed; default: in memory if there is room for files")
			fs.Uint64Var(&s.trace, "trace", 0, "tell what became of the field of a write, by the `number` that a finding names; plays twice")
			fs.StringVar(&s.store, "store", storeBbolt, "where the hub keeps its records: bbolt or postgres")
			fs.StringVar(&s.server, "server", "", "`connection` to a PostgreSQL server in which schemas may be made; default: a private one, which root also installs")
			return func(ctx context.Context, c *console) error { return c.simulate(ctx, &s) }
		},
	}
}

// simulate plays the fleet in a folder of its own.
func (c *console) simulate(ctx context.Context, s *simulation) (err error) {
	const op fault.Op = "simulate"
	if s.cfg.Faults, err = faultsOf(s.faults); err != nil {
		return err
	}
	if s.cfg.Devices < 2 || s.cfg.Days < 6 {
		return misused("a fleet has at least 2 devices and 6 days")
	}
	parent := s.dir
	if info, fail := os.Stat(memoryFolder); parent == "" && fail == nil && info.IsDir() {
		parent = memoryFolder
	}
	if s.cfg.Dir, err = os.MkdirTemp(parent, "pendamping-fleet-"); err != nil {
		return fault.E(op, fault.Other, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(s.cfg.Dir)) }()
	s.cfg.Logger = c.logger
	switch s.store {
	case storeBbolt:
	case storePostgres:
		hubs, stop, failed := playServer(ctx, s.server, parent)
		if failed != nil {
			return failed
		}
		defer func() { err = errors.Join(err, stop()) }()
		s.cfg.Hub, s.cfg.Store = hubs, storePostgres
	default:
		return misused("--store is %s or %s", storeBbolt, storePostgres)
	}
	report, err := c.play(ctx, s)
	if err != nil {
		return fault.E(op, fault.Other, fmt.Errorf("seed %d: %w", s.cfg.Seed, err))
	}
	err = c.print(report, func(p *page) { printFleet(p, &report) })
	if err != nil {
		return err
	}
	if !report.OK {
		return errFindings
	}
	return nil
}

// play plays the fleet, or traces a write through it.
func (c *console) play(ctx context.Context, s *simulation) (fleet.Report, error) {
	if s.trace == 0 {
		return fleet.Run(ctx, s.cfg) //nolint:wrapcheck // the caller does
	}
	return fleet.Trace(ctx, s.cfg, s.trace, c.errs) //nolint:wrapcheck // the caller does
}

func faultNames() []string {
	var names []string
	for _, k := range fleet.Kinds() {
		names = append(names, string(k))
	}
	return names
}

// faultsOf reads the list of faults.
func faultsOf(list string) ([]fleet.Kind, error) {
	switch list {
	case "all":
		return fleet.Kinds(), nil
	case "none":
		return []fleet.Kind{}, nil
	}
	var kinds []fleet.Kind
	for name := range strings.SplitSeq(list, ",") {
		kind := fleet.Kind(strings.TrimSpace(name))
		if !slices.Contains(fleet.Kinds(), kind) {
			return nil, misused("there is no fault %q", name)
		}
		kinds = append(kinds, kind)
	}
	return kinds, nil
}

func printFleet(p *page, r *fleet.Report) {
	p.printf("%d devices, %d days, seed %d: %d saves, %d syncs, %d requests, %d bytes up, %d down\n",
		r.Devices, r.Days, r.Seed, r.Saves, r.Syncs, r.Requests, r.BytesUp, r.BytesDown)
	p.printf("%d rotations, %d forks kept, %d changes in quarantine\nfaults:", r.Rotations, r.Forks, r.Quarantined)
	for _, k := range slices.Sorted(maps.Keys(r.Faults)) {
		p.printf(" %s %d", k, r.Faults[k])
	}
	b := &r.Bundles
	p.printf("\nbundles: %d exported, %d imported, %d answers taken in; %d files twice, %d late, %d lost, %d spoiled",
		b.Exported, b.Imported, b.Answered, b.Twice, b.Late, b.Lost, b.Spoiled)
	c := &r.Colleagues
	p.printf("\ncolleagues: %d meetings, %d visits, %d broken off; %d changes given, %d records heard; %d bundles handed over, %d delivered, %d answers taken in",
		c.Hosted, c.Visits, c.Broken, c.Given, c.Heard, c.Handed, c.Delivered, c.Answered)
	p.printf("\nlost %d, doubled %d, diverged %d, unseen %d, ledger %d, stuck %d, unsound %d, refused %d\n",
		r.Lost, r.Doubled, r.Diverged, r.Unseen, r.Ledger, r.Stuck, r.Unsound, r.Refused)
	for _, f := range r.Findings {
		p.printf("  %s\n", f)
	}
	if !r.OK {
		p.printf("again: %s\n", r.Replay)
	}
}
