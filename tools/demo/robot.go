package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// robot uses the app as a person does: it looks for a text in the window and clicks
// there through the X server. It has a display of its own.
type robot struct {
	dir     string // of the device's records
	display string
	size    [2]int
	app     string // path of the program, built with the tag drive
	x       *exec.Cmd
	proc    *exec.Cmd
	conn    net.Conn
	in      *bufio.Scanner
	log     *os.File
	peakRSS int64 // bytes, of the processes that ended
}

// text is a piece of text in the window, in pixels.
type text struct {
	Text       string
	X, Y, W, H float64
}

// startDisplay starts an Xvfb of the robot's size, on a number that is free.
func (r *robot) startDisplay(ctx context.Context) error {
	r.x = exec.CommandContext(ctx, "Xvfb", "-displayfd", "1", "-screen", "0", fmt.Sprintf("%dx%dx24", r.size[0], r.size[1]), "-nolisten", "tcp")
	out, err := r.x.StdoutPipe()
	if err != nil {
		return err
	}
	if err = r.x.Start(); err != nil {
		return fmt.Errorf("start Xvfb: %w", err)
	}
	number, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return fmt.Errorf("start Xvfb: %w", err)
	}
	r.display = ":" + strings.TrimSpace(number)
	return nil
}

// start starts the app and waits until it answers.
func (r *robot) start(ctx context.Context) error {
	socket := filepath.Join(r.dir, "drive.sock")
	if err := os.MkdirAll(r.dir, 0o700); err != nil {
		return err
	}
	if err := os.RemoveAll(socket); err != nil { // of the run before
		return err
	}
	var err error
	if r.log == nil {
		if r.log, err = os.Create(r.dir + ".log"); err != nil {
			return err
		}
	}
	r.proc = exec.CommandContext(ctx, r.app, "-data", r.dir, "-lang", "id", "-width", strconv.Itoa(r.size[0]), "-height", strconv.Itoa(r.size[1]))
	r.proc.Env = append(os.Environ(), "DISPLAY="+r.display, "PENDAMPING_DRIVE="+socket, "FYNE_SCALE=1", "LIBGL_ALWAYS_SOFTWARE=1", "TZ=Asia/Makassar")
	r.proc.Stdout, r.proc.Stderr = r.log, r.log
	if err := r.proc.Start(); err != nil {
		return err
	}
	return poll(ctx, 30*time.Second, "the app's window", func() bool {
		conn, err := (&net.Dialer{}).DialContext(ctx, "unix", socket)
		if err != nil {
			return false
		}
		r.conn, r.in = conn, bufio.NewScanner(conn)
		r.in.Buffer(nil, 4<<20)
		return true
	})
}

// kill ends the app without warning, as a dead battery does.
func (r *robot) kill() { r.quit(syscall.SIGKILL) }

// stop closes the app.
func (r *robot) stop() { r.quit(syscall.SIGTERM) }

func (r *robot) quit(sig syscall.Signal) {
	if r.proc == nil || r.proc.Process == nil {
		return
	}
	if r.conn != nil && r.conn.Close() != nil {
		say("the app's socket did not close")
	}
	r.peakRSS = max(r.peakRSS, peakOf(r.proc.Process.Pid))
	end(r.proc, sig)
	r.proc = nil
}

// peakOf reads the largest resident size of a running process, in bytes. The usage that
// Linux gives of an ended child begins with its parent's size.
func peakOf(pid int) int64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(raw), "VmHWM:")
	var kilobytes int64
	if _, err := fmt.Sscan(rest, &kilobytes); err != nil {
		return 0
	}
	return kilobytes << 10
}

func (r *robot) close() {
	r.stop()
	if r.x != nil && r.x.Process != nil {
		end(r.x, syscall.SIGKILL)
	}
	if r.log != nil && r.log.Close() != nil {
		say("the app's log did not close")
	}
}

// ask sends a command to the app's window and reads the answer.
func (r *robot) ask(cmd, path string) ([]text, error) {
	raw, err := json.Marshal(map[string]string{"cmd": cmd, "path": path})
	if err != nil {
		return nil, err
	}
	if _, err := r.conn.Write(append(raw, '\n')); err != nil {
		return nil, err
	}
	if !r.in.Scan() {
		return nil, fmt.Errorf("the app ended (see %s.log)", r.dir)
	}
	var rep struct {
		Texts []text
		Err   string
	}
	if err := json.Unmarshal(r.in.Bytes(), &rep); err != nil {
		return nil, err
	}
	if rep.Err != "" {
		return nil, fmt.Errorf("%s: %s", cmd, rep.Err)
	}
	return rep.Texts, nil
}

// texts is what can be read in the window now.
func (r *robot) texts() ([]text, error) { return r.ask("texts", "") }

// find returns the n-th text (from 0) that equals or, with a trailing *, begins with what.
func (r *robot) find(what string, n int) (text, bool) {
	all, err := r.texts()
	if err != nil {
		return text{}, false
	}
	for _, t := range all {
		if matches(t.Text, what) {
			if n == 0 {
				return t, true
			}
			n--
		}
	}
	return text{}, false
}

// matches tells whether a text is what is looked for: the same, or with a trailing *
// one that begins so.
func matches(t, what string) bool {
	start, open := strings.CutSuffix(what, "*")
	return t == what || (open && strings.HasPrefix(t, start))
}

// wait waits until a text is in the window.
func (r *robot) wait(ctx context.Context, what string) error {
	err := poll(ctx, 30*time.Second, "«"+what+"»", func() bool { _, ok := r.find(what, 0); return ok })
	if err == nil {
		return nil
	}
	all, asked := r.texts()
	words := make([]string, 0, len(all))
	for _, t := range all {
		words = append(words, t.Text)
	}
	shot := r.shot(ctx, filepath.Join(filepath.Dir(r.dir), "stuck.png"))
	return errors.Join(fmt.Errorf("%w; the window reads: %s", err, strings.Join(words, " | ")), asked, shot)
}

// click waits for a text and clicks in its middle.
func (r *robot) click(ctx context.Context, what string) error { return r.clickNth(ctx, what, 0) }

func (r *robot) clickNth(ctx context.Context, what string, n int) error {
	var at text
	err := poll(ctx, 30*time.Second, "«"+what+"»", func() bool {
		var ok bool
		at, ok = r.find(what, n)
		return ok
	})
	if err != nil {
		return r.wait(ctx, what)
	}
	return r.clickAt(ctx, at.X+at.W/2, at.Y+at.H/2)
}

// clickAt clicks at a pixel.
func (r *robot) clickAt(ctx context.Context, x, y float64) error {
	if err := r.xdo(ctx, "mousemove", strconv.Itoa(int(x)), strconv.Itoa(int(y))); err != nil {
		return err
	}
	if err := r.xdo(ctx, "click", "1"); err != nil {
		return err
	}
	return r.settle(ctx)
}

// press clicks the lowest text that equals what: the keys of a keypad stand below
// figures that read the same.
func (r *robot) press(ctx context.Context, what string) error { return r.pressRightOf(ctx, what, 0) }

// pressRightOf is press among the texts from a pixel on.
func (r *robot) pressRightOf(ctx context.Context, what string, left float64) error {
	if err := r.wait(ctx, what); err != nil {
		return err
	}
	all, err := r.texts()
	if err != nil {
		return err
	}
	var low text
	for _, t := range all {
		if matches(t.Text, what) && t.Y >= low.Y && t.X >= left {
			low = t
		}
	}
	return r.clickAt(ctx, low.X+low.W/2, low.Y+low.H/2)
}

// write types text into what has the focus.
func (r *robot) write(ctx context.Context, s string) error {
	if err := r.xdo(ctx, "type", "--delay", "12", s); err != nil {
		return err
	}
	return r.settle(ctx)
}

// key presses one key by its X name.
func (r *robot) key(ctx context.Context, name string) error {
	if err := r.xdo(ctx, "key", name); err != nil {
		return err
	}
	return r.settle(ctx)
}

// scroll turns the wheel downwards over a pixel.
func (r *robot) scroll(ctx context.Context, x, y, clicks int) error {
	if err := r.xdo(ctx, "mousemove", strconv.Itoa(x), strconv.Itoa(y)); err != nil {
		return err
	}
	if err := r.xdo(ctx, "click", "--repeat", strconv.Itoa(clicks), "--delay", "10", "5"); err != nil {
		return err
	}
	return r.settle(ctx)
}

// paintTime is how long the slowest page takes to be painted in software.
const paintTime = 400 * time.Millisecond

// shot takes a picture of the display, once the window has come to rest and is painted.
func (r *robot) shot(ctx context.Context, path string) error {
	if err := r.settle(ctx); err != nil {
		return err
	}
	pause(ctx, paintTime)
	cmd := exec.CommandContext(ctx, "import", "-window", "root", path)
	cmd.Env = append(os.Environ(), "DISPLAY="+r.display)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("import: %w: %s", err, out)
	}
	return nil
}

func (r *robot) xdo(ctx context.Context, args ...string) error {
	cmd := exec.CommandContext(ctx, "xdotool", args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+r.display)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("xdotool %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return nil
}

// settle waits until what the window reads no longer changes.
func (r *robot) settle(ctx context.Context) error {
	last := "?"
	return poll(ctx, 10*time.Second, "the window to come to rest", func() bool {
		all, err := r.texts()
		if err != nil {
			return true // the caller's next question reports it
		}
		now := fmt.Sprint(all)
		same := now == last
		last = now
		return same
	})
}

// poll asks every few milliseconds until ok or the time is over.
func poll(ctx context.Context, limit time.Duration, what string, ok func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	tick := time.NewTicker(40 * time.Millisecond)
	defer tick.Stop()
	for {
		if ok() {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waited in vain for %s", what)
		case <-tick.C:
		}
	}
}
