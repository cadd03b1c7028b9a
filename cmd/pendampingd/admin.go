package main

import (
	"context"
	"encoding/gob"
	"errors"
	"flag"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"pendamping/fault"
	"pendamping/store"
)

// adminSocket is where the serving hub runs other commands, as it alone has the store
// open. Whoever may connect may read hub.secret too: both are their owner's only.
const adminSocket = "admin.sock"

// The commands that a serving hub runs, and those that it runs one at a time, for they
// look first and write afterwards.
func runsOnline(name string) bool {
	return onlineWriter(name) || slices.Contains([]string{"export", "check", "backup", "receipt"}, name)
}

func onlineWriter(name string) bool {
	return slices.Contains([]string{"invite", "import", "compact", "readmit"}, name)
}

// call is a command as it was given, to be run by somebody else.
type call struct {
	args []string
	env  map[string]string
}

// called notes a command with the part of the environment that stands for its flags.
func called(name string, args []string, fs *flag.FlagSet, env func(string) (string, bool)) call {
	out := call{args: append([]string{name}, args...), env: map[string]string{}}
	fs.VisitAll(func(f *flag.Flag) {
		if value, ok := env(envName(f.Name)); ok {
			out.env[envName(f.Name)] = value
		}
	})
	return out
}

// endedError is how a command ended that the serving hub ran; it has said why itself.
type endedError struct{ code int }

// Error implements error.
func (*endedError) Error() string { return "the hub ended the command" }

// Is lets it pass for findings: all has been printed.
func (*endedError) Is(target error) bool { return target == errFindings }

// online does something with a folder: here, or, when a hub serves it, by that hub.
func (c *console) online(ctx context.Context, dir string, do func(f *folder) error) error {
	if c.serving != nil {
		return do(c.serving)
	}
	err := c.within(ctx, dir, do)
	if !errors.Is(err, store.ErrInUse) {
		return err
	}
	conn, failed := (&net.Dialer{}).DialContext(ctx, "unix", filepath.Join(dir, adminSocket))
	if failed != nil {
		return err // in use, and not by a hub that can be asked
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() }) //nolint:errcheck // to end the waiting
	defer stop()
	p := newPeer(conn)
	err = p.send(frame{Kind: frameCall, Args: c.call.args, Env: c.call.env})
	code := exitFailed
	if err == nil {
		code, err = p.attend(c)
	}
	err = errors.Join(err, conn.Close())
	if err == nil && code != exitDone {
		return &endedError{code: code}
	}
	return fault.E("online", fault.Transient, err)
}

// admin answers on the socket.
type admin struct {
	c       *console
	f       *folder
	ln      net.Listener
	cancel  context.CancelFunc
	running sync.WaitGroup
	writing sync.Mutex
}

// openAdmin begins to answer on the socket of a folder until ctx ends or it is closed. A
// hub that cannot have a socket serves devices all the same.
func (c *console) openAdmin(ctx context.Context, f *folder) *admin {
	open, cancel := context.WithCancel(ctx)
	a := &admin{c: c, f: f, cancel: cancel}
	path := filepath.Join(f.dir, adminSocket)
	_ = os.Remove(path) //nolint:errcheck // left by a hub that was killed: this one holds the store
	ln, err := (&net.ListenConfig{}).Listen(ctx, "unix", path)
	if err == nil {
		if err = os.Chmod(path, 0o600); err != nil {
			err = errors.Join(err, ln.Close())
		}
	}
	if err != nil {
		c.logger.WarnContext(ctx, "no admin socket", slog.Any("err", err))
		return a
	}
	a.ln = ln
	a.running.Go(func() { a.accept(open) })
	return a
}

// close ends the commands under way and waits for them: the store closes next.
func (a *admin) close() {
	a.cancel()
	a.running.Wait()
}

// accept takes callers in.
func (a *admin) accept(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() { _ = a.ln.Close() }) //nolint:errcheck // to end the waiting
	defer stop()
	for {
		conn, err := a.ln.Accept()
		if err != nil {
			if !errors.Is(err, net.ErrClosed) {
				a.c.logger.WarnContext(ctx, "admin socket closed", slog.Any("err", err))
			}
			return
		}
		a.running.Go(func() { a.handle(ctx, conn) })
	}
}

// handle runs one command.
func (a *admin) handle(ctx context.Context, conn net.Conn) {
	within, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := context.AfterFunc(within, func() { _ = conn.Close() }) //nolint:errcheck // to end the waiting
	defer stop()
	p := newPeer(conn)
	asked, err := p.receive()
	if err != nil || asked.Kind != frameCall || len(asked.Args) == 0 {
		return // nobody to tell
	}
	code := a.run(within, p, asked)
	a.c.logger.InfoContext(ctx, "admin command", slog.String("command", asked.Args[0]), slog.Int("exit", code))
	if err = p.send(frame{Kind: frameExit, Code: code}); err != nil {
		a.c.logger.WarnContext(ctx, "caller went away", slog.Any("err", err))
	}
}

// run runs a command as the program would, with this hub's open store.
func (a *admin) run(ctx context.Context, p *peer, asked frame) int {
	name, args := asked.Args[0], asked.Args[1:]
	w := world{
		out: peerWriter{p, frameOut}, errs: peerWriter{p, frameErrs}, now: a.c.now, rand: a.c.rand, files: p, serving: a.f,
		env: func(name string) (string, bool) { value, ok := asked.Env[name]; return value, ok },
	}
	if !runsOnline(name) {
		w.complain("pendampingd %s: not while the hub serves\n", name)
		return exitRefused
	}
	if onlineWriter(name) {
		a.writing.Lock()
		defer a.writing.Unlock()
	}
	for _, cmd := range commands() {
		if cmd.name == name {
			return cmd.run(ctx, w, args)
		}
	}
	return exitUsage
}

// newPeer begins a conversation.
func newPeer(conn io.ReadWriter) *peer {
	return &peer{enc: gob.NewEncoder(conn), dec: gob.NewDecoder(conn)}
}
