package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"pendamping/fault"
	"pendamping/store"
	"pendamping/store/postgres"
)

// Exit codes.
const (
	exitDone    = 0
	exitFailed  = 1 // findings, or an error
	exitUsage   = 2
	exitRefused = 3 // in use, wrong key, there already
)

// errFindings means that the command worked and what it found is not in order; what it
// is has been printed.
var errFindings = errors.New("findings")

// usageError says how a command was called wrongly.
type usageError struct{ text string }

// Error says what is wrong.
func (e *usageError) Error() string { return e.text }

// misused makes a usageError.
func misused(format string, args ...any) error {
	return &usageError{text: fmt.Sprintf(format, args...)}
}

// world is what the program touches outside of its data folder.
type world struct {
	out, errs io.Writer
	env       func(string) (string, bool)
	now       func() time.Time
	rand      io.Reader
	files     files   // those named on the command line; nil: this machine's
	serving   *folder // open already, for a command that the serving hub runs; else nil
}

// console is a running command's view of the world.
type console struct {
	world

	args   []string // after the flags
	json   bool
	logger *slog.Logger
	call   call

	adopting bool // a database of another history is accepted
	moving   bool // a hub that is being moved is opened
}

// action does what a command is for.
type action func(ctx context.Context, c *console) error

// command is one subcommand.
type command struct {
	name, args, brief string
	examples          []string
	level             slog.Level // of the log; commands that print a result log troubles only
	flags             func(fs *flag.FlagSet) action
}

// commands lists all of them, in the order in which a new hub needs them.
func commands() []command {
	return []command{
		initCommand(), prepareCommand(), serveCommand(), inviteCommand(), importCommand(), exportCommand(), bundleCommand(), receiptCommand(), readmitCommand(), checkCommand(),
		backupCommand(), restoreCommand(), compactCommand(), moveCommand(), simulateCommand(), versionCommand(),
	}
}

// run runs the program and returns its exit code.
func run(ctx context.Context, w world, args []string) int {
	if len(args) == 0 {
		overview(&page{w: w.errs})
		return exitUsage
	}
	if slices.Contains([]string{"help", "-h", "-help", "--help"}, args[0]) {
		overview(&page{w: w.out})
		return exitDone
	}
	for _, cmd := range commands() {
		if cmd.name == args[0] {
			return cmd.run(ctx, w, args[1:])
		}
	}
	w.complain("pendampingd: there is no command %q\n\n", args[0])
	overview(&page{w: w.errs})
	return exitUsage
}

// run parses flags, the environment below them, and acts.
func (cmd command) run(ctx context.Context, w world, args []string) int {
	fs := flag.NewFlagSet(cmd.name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	c := &console{world: w}
	fs.BoolVar(&c.json, "json", false, "print the result as JSON")
	act := cmd.flags(fs)
	err := fromEnvironment(fs, w.env)
	if err == nil {
		c.args, err = parse(fs, args)
	}
	if errors.Is(err, flag.ErrHelp) {
		cmd.help(&page{w: w.out}, fs)
		return exitDone
	}
	if err != nil {
		w.complain("pendampingd %s: %v\nSee pendampingd %s --help\n", cmd.name, err, cmd.name)
		return exitUsage
	}
	c.logger = slog.New(slog.NewJSONHandler(w.errs, &slog.HandlerOptions{Level: cmd.level}))
	c.call = called(cmd.name, args, fs, w.env)
	err = act(ctx, c)
	if err != nil && !errors.Is(err, errFindings) {
		w.complain("pendampingd %s: %s\n", cmd.name, words(err))
	}
	return exitCode(err)
}

// parse lets flags stand before and after the other arguments.
func parse(fs *flag.FlagSet, args []string) ([]string, error) {
	var rest []string
	for {
		if err := fs.Parse(args); err != nil {
			return nil, err //nolint:wrapcheck // flag's own words
		}
		if fs.NArg() == 0 {
			return rest, nil
		}
		rest = append(rest, fs.Arg(0))
		args = fs.Args()[1:]
	}
}

// fromEnvironment sets each flag from PENDAMPINGD_NAME, which the command line overrides.
func fromEnvironment(fs *flag.FlagSet, env func(string) (string, bool)) error {
	var failed error
	fs.VisitAll(func(f *flag.Flag) {
		value, ok := env(envName(f.Name))
		if !ok || failed != nil {
			return
		}
		if err := fs.Set(f.Name, value); err != nil {
			failed = misused("%s: %v", envName(f.Name), err)
		}
	})
	return failed
}

func envName(name string) string {
	return "PENDAMPINGD_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// exitCode is what the shell is told.
func exitCode(err error) int {
	var usage *usageError
	var ended *endedError
	switch {
	case errors.As(err, &ended):
		return ended.code
	case errors.As(err, &usage):
		return exitUsage
	}
	if err == nil {
		return exitDone
	}
	switch fault.KindOf(err) {
	case fault.Busy, fault.Denied, fault.Wrong, fault.Newer, fault.Foreign, fault.Exists:
		return exitRefused
	default:
		return exitFailed
	}
}

// words says an error to the operator, with what can be done.
func words(err error) string {
	hints := []struct {
		is  error
		say string
	}{
		{store.ErrInUse, "the data folder is in use, most likely by a running `pendampingd serve`; stop it first"},
		{store.ErrAbsent, "there is no hub in this folder; make one with `pendampingd init`"},
		{store.ErrExists, "there is a hub in this folder already"},
		{store.ErrWrongPIN, "hub.secret does not open hub.db; restore the two that belong together"},
		{store.ErrNewer, "the data were written by a newer pendampingd; install that version"},
		{postgres.ErrAbsent, "the database has no tables yet; let their owner run `pendampingd prepare`"},
		{postgres.ErrOlder, "the tables are of an earlier version; let their owner run `pendampingd prepare`"},
		{postgres.ErrNewer, "the tables were made by a newer pendampingd; install that version"},
		{postgres.ErrWrongKey, "hub.secret does not open this federation in the database; bring back the one that belongs to it"},
		{postgres.ErrNoPartition, "the database does not hold this federation; look at hub.postgres and PENDAMPINGD_DSN"},
		{postgres.ErrReplaced, "the hub got a new epoch (`restore --adopt`) or was moved; start this process again"},
		{postgres.ErrPromoted, errPromoted.Error()},
		{postgres.ErrDamaged, "the data are damaged; keep the database as it is, `pendampingd check` says where, and recover a backup"},
		{store.ErrDamaged, "the data are damaged; keep the folder as it is and restore a backup"},
	}
	for _, h := range hints {
		if errors.Is(err, h.is) {
			return h.say + " (" + err.Error() + ")"
		}
	}
	return err.Error()
}

// print writes the result: as JSON where that was asked for, else by text.
func (c *console) print(result any, text func(w *page)) error {
	if !c.json {
		p := &page{w: c.out}
		text(p)
		return fault.E("print", fault.Other, p.err)
	}
	enc := json.NewEncoder(c.out)
	enc.SetEscapeHTML(false)
	return fault.E("print", fault.Internal, enc.Encode(result))
}

// overview lists the commands.
func overview(w *page) {
	w.printf("pendampingd is the hub of Pendamping.\n\nUsage: pendampingd COMMAND [flags]\n\n")
	for _, cmd := range commands() {
		w.printf("  %-13s %s\n", cmd.name, cmd.brief)
	}
	w.printf("\nEvery flag can also be set by the environment: --data is PENDAMPINGD_DATA.\n" +
		"Exit codes: 0 done, 1 findings or failed, 2 wrong usage, 3 refused (in use, wrong key, exists).\n" +
		"pendampingd COMMAND --help shows flags and examples.\n")
}

// help explains one command.
func (cmd command) help(w *page, fs *flag.FlagSet) {
	w.printf("%s\n\nUsage: pendampingd %s [flags]%s\n\nFlags:\n", cmd.brief, cmd.name, cmd.args)
	fs.SetOutput(w.w)
	fs.PrintDefaults()
	w.printf("\nExamples:\n")
	for _, e := range cmd.examples {
		w.printf("  pendampingd %s\n", e)
	}
}

func versionCommand() command {
	return command{
		name: "version", brief: "print the version of the program and of its records",
		examples: []string{"version", "version --json"},
		flags: func(*flag.FlagSet) action {
			return func(_ context.Context, c *console) error {
				v := struct {
					Version string `json:"version"`
					Schema  int    `json:"schema"`
				}{version, store.Schema}
				return c.print(v, func(w *page) { w.printf("pendampingd %s, records of schema %d\n", v.Version, v.Schema) })
			}
		},
	}
}
