package main

import (
	"bufio"
	"bytes"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"

	"pendamping/sync/wire"
)

// front is a proxy before several hub processes. It sends a device to one of them, by its
// name in the header, and after some requests to the next one.
type front struct {
	hubs []*httputil.ReverseProxy
	urls []string

	mu       sync.Mutex
	requests int
	turn     int         // after so many requests everybody's process is the next one; 0: never
	shift    int         // by so many from the device's own process
	busy     map[int]int // requests under way, by hub
	together int         // how often several hubs had requests under way
	served   []int       // by hub
	turned   int         // requests refused for their challenge or counter
	last     *http.Request
	body     []byte // of last
}

// ServeHTTP implements http.Handler.
func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	f.mu.Lock()
	f.requests++
	if f.turn > 0 && f.requests%f.turn == 0 {
		f.shift++
	}
	device, _, _ := strings.Cut(r.Header.Get(wire.AuthHeader), ".")
	n := (int(crc32.ChecksumIEEE([]byte(device))>>1) + f.shift) % len(f.hubs)
	f.busy[n]++
	if len(f.busy) > 1 {
		f.together++
	}
	f.served[n]++
	f.mu.Unlock()
	kept := r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer := &noted{ResponseWriter: w}
	f.hubs[n].ServeHTTP(answer, r)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.busy[n]--
	if f.busy[n] == 0 {
		delete(f.busy, n)
	}
	switch {
	case answer.status == http.StatusUnauthorized:
		f.turned++
	case answer.status == http.StatusOK && r.URL.Path == wire.PathSync:
		f.last, f.body = kept, body
	}
}

// noted keeps an answer's status.
type noted struct {
	http.ResponseWriter

	status int
}

// WriteHeader implements http.ResponseWriter.
func (n *noted) WriteHeader(status int) {
	n.status = status
	n.ResponseWriter.WriteHeader(status)
}

// crowd is a federation with several hub processes over one database.
type crowd struct {
	*field

	front *front
	hubs  []*exec.Cmd
	logs  []*bytes.Buffer // to be read when the hubs have ended
}

// newCrowd makes a hub in a database whose commits take their time, and serves it by n
// processes, each with a folder of its own.
func newCrowd(t *testing.T, n int) *crowd {
	t.Helper()
	if testing.Short() {
		t.Skip("several processes for some seconds")
	}
	on := server(t)
	f := &front{busy: map[int]int{}, served: make([]int, n)}
	proxy := httptest.NewServer(f)
	t.Cleanup(proxy.Close)
	c := &crowd{field: &field{t: t, dir: t.TempDir(), addr: strings.TrimPrefix(proxy.URL, "http://")}, front: f}
	flags := inDatabase(t, on)
	c.must("pendampingd", append([]string{
		"init", "--data", c.path("hub"), "--name", "JarPUK", "--areas", "52.02",
		"--coordinator", "Baiq Handayani", "--url", proxy.URL,
	}, flags...)...)
	schema := flags[len(flags)-1]
	sql(t, on, fmt.Sprintf(`CREATE FUNCTION %[1]s.linger() RETURNS trigger LANGUAGE plpgsql AS
			$$ BEGIN PERFORM pg_sleep(random() * 0.1); RETURN NULL; END $$;
		CREATE CONSTRAINT TRIGGER linger AFTER INSERT ON %[1]s.changes
			DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION %[1]s.linger()`, schema))
	writeFile(t, c.path("roster.csv"), "kode_kelompok,kelompok,kode_desa,nomor,nama\nK-01,Melati,52.02.02.2004,1,Inaq Sahnim\n")
	c.must("pendampingd", "import", "--data", c.path("hub"), c.path("roster.csv"))
	for i := range n {
		folder := "hub"
		if i > 0 {
			folder = fmt.Sprintf("hub%d", i)
			ok(t, os.CopyFS(c.path(folder), os.DirFS(c.path("hub"))))
		}
		c.start(folder)
	}
	return c
}

// start starts a hub process and puts it behind the front.
func (c *crowd) start(folder string) {
	c.t.Helper()
	hub := exec.CommandContext(c.t.Context(), "pendampingd", "serve", "--data", c.path(folder), "--http", "--listen", "127.0.0.1:0")
	out, err := hub.StdoutPipe()
	ok(c.t, err)
	log := new(bytes.Buffer)
	hub.Stderr = log
	ok(c.t, hub.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	at, said := strings.CutPrefix(strings.TrimSpace(line), "Listening on ")
	if err != nil || !said {
		c.t.Fatalf("a hub does not start: %q %v\n%s", line, err, log.String())
	}
	c.t.Cleanup(func() {
		_ = hub.Process.Kill() //nolint:errcheck // it may have ended
		_ = hub.Wait()         //nolint:errcheck // it was killed
		if c.t.Failed() {
			c.t.Logf("%s: %s", folder, log.String())
		}
	})
	u, err := url.Parse(at)
	ok(c.t, err)
	c.hubs, c.logs = append(c.hubs, hub), append(c.logs, log)
	c.front.hubs = append(c.front.hubs, httputil.NewSingleHostReverseProxy(u))
	c.front.urls = append(c.front.urls, at)
}

// TestHubProcesses lets tablets write through several hub processes at once, whose commits
// are slow, while others follow. Whoever's cursor had skipped a commit would never see it,
// and differ in the end. One process is killed meanwhile.
func TestHubProcesses(t *testing.T) {
	c := newCrowd(t, 3)
	c.front.turn = 7
	desk := c.join("desk", coordinator()...)
	var tablets []*tablet
	for _, name := range []string{"one", "two", "three", "four", "five"} {
		tablets = append(tablets, c.join(name, facilitator()...))
	}
	var writing, reading sync.WaitGroup
	var mu sync.Mutex
	var all []string
	for _, d := range tablets {
		writing.Go(func() {
			for range 3 {
				out, err := c.try("tablet", c.path(d.name), "work", "2")
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				all = append(all, savedIn(out)...)
				mu.Unlock()
				c.syncSoon(d)
			}
		})
	}
	done := make(chan struct{})
	reading.Go(func() {
		for n := 0; ; n++ {
			c.syncSoon(desk)
			select {
			case <-done:
				return
			default:
			}
			if n == 2 {
				c.front.drop(2)
				if err := c.hubs[2].Process.Kill(); err != nil {
					t.Error(err)
				}
			}
		}
	})
	writing.Wait()
	close(done)
	reading.Wait()
	c.front.mu.Lock()
	c.front.turn = 0 // a device that is moved twice in one sync has to begin anew
	c.front.mu.Unlock()
	c.agree(all, append(tablets, desk)...)
	for i, hub := range c.hubs[:2] { // what the database refused, the index of positions would have caught
		ok(t, hub.Process.Signal(syscall.SIGTERM))
		_ = hub.Wait() //nolint:errcheck // its log says how it went
		if log := c.logs[i].String(); strings.Contains(log, `"level":"ERROR"`) || !strings.Contains(log, "hub stopped") {
			t.Errorf("hub %d: %s", i, log)
		}
	}
	f := c.front
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.together < 3 || min(f.served[0], f.served[1], f.served[2]) == 0 {
		t.Errorf("the hubs worked together %d times, and served %v requests: nothing was shown", f.together, f.served)
	}
	t.Logf("together %d times, served %v, %d turned away once", f.together, f.served, f.turned)
}

// syncSoon syncs, again when the hub that it met was killed.
func (c *crowd) syncSoon(d *tablet) {
	c.t.Helper()
	var err error
	for range 5 {
		if _, err = c.try("tablet", c.path(d.name), "sync"); err == nil {
			return
		}
	}
	c.t.Error(err)
}

// drop takes a hub out of the turn.
func (f *front) drop(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.hubs = f.hubs[:n]
}

// TestDeviceBetweenHubs: a device that comes to two processes in turn gets through, for one
// more request at each change; and what one process has answered neither takes again.
func TestDeviceBetweenHubs(t *testing.T) {
	c := newCrowd(t, 2)
	d := c.join("one", facilitator()...)
	var all []string
	for n, move := range []int{0, 1, 1, 0, 1} {
		c.front.shift += move
		before := c.front.turned
		all = append(all, d.work(1)...)
		if got := d.sync(); got.Waiting != 0 || got.Verdicts != 0 {
			t.Errorf("sync %d: %+v", n, got)
		}
		if got := c.front.turned - before; got != move {
			t.Errorf("sync %d: turned away %d times, not %d", n, got, move)
		}
	}
	for i, at := range c.front.urls {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, at+c.front.last.URL.RequestURI(), bytes.NewReader(c.front.body))
		ok(t, err)
		req.Header = c.front.last.Header.Clone()
		resp, err := http.DefaultClient.Do(req)
		ok(t, err)
		ok(t, resp.Body.Close())
		if resp.StatusCode != http.StatusUnauthorized {
			t.Errorf("hub %d answers a recorded request with %d", i, resp.StatusCode)
		}
	}
	c.agree(all, d)
}
