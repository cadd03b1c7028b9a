package fleet

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"pendamping/fault"
)

// ErrConfig is returned for a fleet that cannot be played.
var ErrConfig = fault.New(fault.Invalid, "a fleet needs devices, days, a folder and known faults")

// Kind is a kind of fault.
type Kind string

// The kinds of faults. Those of edits and the link happen all the time, the others to
// somebody on some days.
const (
	Loss        Kind = "loss"         // a request or a reply never arrives
	Cut         Kind = "cut"          // a request or a reply ends at some byte
	Duplicate   Kind = "duplicate"    // a request arrives twice
	Reorder     Kind = "reorder"      // a request arrives after later ones
	Delay       Kind = "delay"        // a message takes hours
	Flip        Kind = "flip"         // a bit of a request is another
	Kill        Kind = "kill"         // an app is killed in the middle of its work
	Clock       Kind = "clock"        // a tablet's clock jumps by years
	Full        Kind = "full"         // a disk is full
	Clone       Kind = "clone"        // a tablet is copied, and both go on
	Restore     Kind = "restore"      // a tablet is set back to an old copy
	HubKill     Kind = "hub-kill"     // the hub is killed in the middle of its work
	HubRestore  Kind = "hub-restore"  // the hub is set back to an old copy
	HubLoss     Kind = "hub-loss"     // nothing is left of the hub
	Grant       Kind = "grant"        // a device gets another group
	Revoke      Kind = "revoke"       // a device loses a group
	Concurrent  Kind = "concurrent"   // somebody writes what others, unseen, wrote too
	DoubleEntry Kind = "double-entry" // two devices record the same money
	Removal     Kind = "removal"      // a record is removed while others write to it
	Bundle      Kind = "bundle"       // records travel as files: late, twice, in any order, or never
	Hotspot     Kind = "hotspot"      // colleagues meet where no hub is, and carry each other's records
)

// Kinds lists all kinds of faults.
func Kinds() []Kind {
	return []Kind{
		Loss, Cut, Duplicate, Reorder, Delay, Flip, Kill, Clock, Full, Clone, Restore, HubKill, HubRestore, HubLoss,
		Grant, Revoke, Concurrent, DoubleEntry, Removal, Bundle, Hotspot,
	}
}

// Config says what is played.
type Config struct {
	Devices int    // at the beginning; clones come on top
	Days    int    // at least 6
	Seed    uint64 // decides everything
	Faults  []Kind // those that may happen; nil: all
	Dir     string // empty folder for the stores; in memory it goes ten times as fast
	Logger  *slog.Logger

	Hub   func(HubOptions) Backend // where the hub keeps its records; nil: in a bbolt file in Dir
	Store string                   // names it in the command that plays the same again; empty: bbolt
}

// Report is how a fleet fared. All is well when OK.
type Report struct {
	OK      bool   `json:"ok"`
	Seed    uint64 `json:"seed"`
	Devices int    `json:"devices"` // with clones
	Days    int    `json:"days"`

	Lost     int `json:"lost"`     // acknowledged, or held by a device, and not in the hub's log
	Doubled  int `json:"doubled"`  // more than once in the hub's log
	Diverged int `json:"diverged"` // scopes of a device that differ from the hub's, and values back from the dead
	Unseen   int `json:"unseen"`   // values that were overwritten by somebody who had not seen them
	Ledger   int `json:"ledger"`   // groups whose money is not the model's
	Stuck    int `json:"stuck"`    // devices that cannot sync on a good link
	Unsound  int `json:"unsound"`  // stores whose check has findings
	Refused  int `json:"refused"`  // syncs that failed as no fault can explain

	Saves       int `json:"saves"`
	Writes      int `json:"writes"`
	Syncs       int `json:"syncs"`
	Requests    int `json:"requests"`
	BytesUp     int `json:"bytes_up"`
	BytesDown   int `json:"bytes_down"`
	Rotations   int `json:"rotations"`
	Again       int `json:"again"`       // writes to what the device had written before its loss
	Renewed     int `json:"renewed"`     // devices that got a key of their own, as they shared one
	Forks       int `json:"forks"`       // kept by the hub for people to see
	Quarantined int `json:"quarantined"` // other changes without effect

	Bundles    Carried    `json:"bundles"`
	Colleagues Colleagues `json:"colleagues"`

	Faults   map[Kind]int `json:"faults"`   // that really happened
	Findings []string     `json:"findings"` // the first few things that are wrong
	Replay   string       `json:"replay"`
}

// maxFindings bounds what a report tells one by one.
const maxFindings = 20

// Run plays a fleet. The error is of the simulation itself; what is wrong with the
// fleet is in the report.
func Run(ctx context.Context, cfg Config) (Report, error) {
	const op fault.Op = "fleet.Run"
	w, err := run(ctx, cfg, nil)
	return w.report, fault.E(op, fault.Other, err)
}

// run plays a fleet.
func run(ctx context.Context, cfg Config, at *watch) (*world, error) {
	if cfg.Faults == nil {
		cfg.Faults = Kinds()
	}
	unknown := slices.ContainsFunc(cfg.Faults, func(k Kind) bool { return !slices.Contains(Kinds(), k) })
	if cfg.Devices < 2 || cfg.Days < 6 || cfg.Dir == "" || unknown {
		return &world{}, ErrConfig //nolint:wrapcheck // the callers do
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Hub == nil {
		cfg.Hub = newEmbedded
	}
	w := newWorld(cfg)
	w.watch = at
	defer w.close()
	if err := w.play(ctx); err != nil {
		return w, err
	}
	r := &w.report
	r.Devices = len(w.devices)
	r.OK = r.Lost+r.Doubled+r.Diverged+r.Unseen+r.Ledger+r.Stuck+r.Unsound+r.Refused == 0
	return w, nil
}

// replay is the command that plays the same again.
func replay(cfg *Config) string {
	names := "all"
	if len(cfg.Faults) < len(Kinds()) {
		names = join(cfg.Faults)
	}
	command := fmt.Sprintf("pendampingd simulate --devices %d --days %d --seed %d --faults %s", cfg.Devices, cfg.Days, cfg.Seed, names)
	if cfg.Store != "" {
		command += " --store " + cfg.Store
	}
	return command
}

func join(kinds []Kind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	return strings.Join(names, ",")
}
