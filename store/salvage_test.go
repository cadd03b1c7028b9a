package store

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"testing"
)

// salvageSeed draws other damages than those of every run.
var salvageSeed = flag.Uint64("salvage-seed", 11, "which damages TestSalvage does")

// tally adds up what a kind of damage left.
type tally struct{ cases, back, of, least, wrong int }

func (c *tally) add(back, of, wrong int) {
	if c.cases == 0 || back < c.least {
		c.least = back
	}
	c.cases, c.back, c.of, c.wrong = c.cases+1, c.back+back, c.of+of, c.wrong+wrong
}

// TestSalvage damages copies of a device's store in every way and rebuilds each: it
// never fails or shows anything wrong, brings back nearly all by itself and, with what
// the hub holds, everything.
func TestSalvage(t *testing.T) {
	t.Parallel()
	w := newWreck(t)
	for name, times := range map[string]int{
		"nothing": 1, "flipped bit": 90, "zeroed page": 70, "page of noise": 20, "truncated": 20,
		"no metas": 1, "newest meta": 1, "no list": 1, "no branches": 1, "no tree": 1,
		"no root": 1, "no state": 1,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.on(t).try(name, times)
		})
	}
}

// on is the wreck in a test of its own.
func (w *wreck) on(t *testing.T) *wreck {
	t.Helper()
	c := *w
	c.t = t
	return &c
}

// try salvages a number of copies that are damaged in one way.
func (w *wreck) try(name string, times int) {
	w.t.Helper()
	rng := rand.New(rand.NewPCG(*salvageSeed, uint64(len(name))))
	var sum tally
	for n := range times {
		s, report, err := w.salvage(w.hurt(name, rng))
		if err != nil {
			w.t.Fatalf("%d: %v", n, err)
		}
		back := w.compare(s, &report)
		wrong := w.meetHub(s, &report)
		sum.add(back, len(w.truth), wrong)
		if name != "truncated" { // that may take more than one page
			w.wantKept(s, &report)
		}
		if err := s.Close(); err != nil {
			w.t.Error(err)
		}
		if w.t.Failed() {
			w.t.Fatalf("%d: %+v", n, report)
		}
	}
	w.t.Logf("%d cases, %.2f %% back, at least %d of %d, %d wrong after the hub", sum.cases,
		100*float64(sum.back)/float64(sum.of), sum.least, len(w.truth), sum.wrong)
	if name != "truncated" && (sum.back*100 < 99*sum.of || sum.wrong > 0) {
		w.t.Errorf("%+v", sum)
	}
}

// hurt is a damaged copy.
func (w *wreck) hurt(name string, rng *rand.Rand) []byte {
	b := bytes.Clone(w.content)
	pages, used := len(b)/pageSize, w.usedPages()
	page := b[used[rng.IntN(len(used))]*pageSize:][:pageSize]
	switch name {
	case "flipped bit":
		page[rng.IntN(pageSize)] ^= 1 << rng.IntN(8)
	case "zeroed page":
		clear(page)
	case "page of noise":
		for i := range page {
			page[i] = byte(rng.Uint32())
		}
	case "truncated":
		return b[:(pages*9/10+rng.IntN(pages/10))*pageSize+rng.IntN(pageSize)]
	case "no root":
		clear(b[w.root()*pageSize:][:pageSize])
	case "no state":
		clear(b[w.statePage()*pageSize:][:pageSize])
	case "newest meta":
		clear(b[w.newestMeta()*pageSize:][:pageSize])
	}
	if name == "no metas" || name == "no tree" {
		clear(b[:2*pageSize])
	}
	if name == "no list" || name == "no tree" {
		w.eachPage(b, flagFreelist, func(p []byte) { clear(p) })
	}
	if name == "no branches" || name == "no tree" {
		w.eachPage(b, flagBranch, func(p []byte) { clear(p) })
	}
	return b
}

// wantKept looks at what is of this device alone.
func (w *wreck) wantKept(s *Store, report *Salvaged) {
	w.t.Helper()
	var identity []byte
	if ok, err := s.Local(w.t.Context(), "identity", &identity); !ok || err != nil || string(identity) != "who this device is" {
		w.t.Errorf("the identity is lost: %v %v", ok, err)
	}
	link, err := s.Link(w.t.Context())
	if err != nil || link.Acked.Seq != 0 || len(link.Cursor) == 0 || link.Counter == 0 {
		w.t.Errorf("the link: %+v, %v", link, err)
	}
	if s.Replica() == w.old {
		w.t.Error("the replica ID is the old one")
	}
	pending, err := s.Pending(w.t.Context())
	if err != nil || pending.Changes != report.Unsent {
		w.t.Errorf("%d changes wait, %d are reported: %v", pending.Changes, report.Unsent, err)
	}
	if lost := 3*wreckUnsent - report.Unsent; len(report.Gaps) == 0 && lost > 0 && !report.Unsure && report.Values+report.Pages == 0 {
		w.t.Errorf("%d unsent changes disappeared without a word", lost)
	}
}
