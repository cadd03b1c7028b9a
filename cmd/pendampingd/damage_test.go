package main

import (
	"bytes"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// TestCheckOnDamage flips bits in copies of a hub's store and cuts them short. Check
// finds it, refuses the file, or prints exactly what it printed before, where the damage
// lies in a page that is not in use. It never crashes and never prints another figure.
func TestCheckOnDamage(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	link := r.invite("--name", "Nurlaela", "--groups", "K-01")
	r.serve("--http")
	d := r.mustEnrol(link, 1)
	m, e := d.meeting(t, d.group(t, "K-01"))
	ok(t, d.Save(t.Context(), d.author(), m, e))
	r.sync(d)
	r.stop()
	sound := r.mustRun("check", "--json")
	whole, err := os.ReadFile(filepath.Join(r.dir, storeFile))
	ok(t, err)
	used := len(bytes.TrimRight(whole, "\x00")) // the file grows in large steps
	copied := t.TempDir()
	for _, name := range []string{secretFile, storeFile + ".key"} {
		b, err := os.ReadFile(filepath.Join(r.dir, name))
		ok(t, err)
		ok(t, os.WriteFile(filepath.Join(copied, name), b, 0o600))
	}
	seed := uint64(7)
	random := rand.New(rand.NewPCG(seed, 1))
	noticed := 0
	for i := range 80 {
		b := bytes.Clone(whole)
		if i%5 == 0 {
			b = b[:random.IntN(used)]
		} else {
			b[random.IntN(used)] ^= 1 << random.IntN(8)
		}
		ok(t, os.WriteFile(filepath.Join(copied, storeFile), b, 0o600))
		var out bytes.Buffer
		w := r.world(&out)
		w.errs = io.Discard
		switch code := run(t.Context(), w, []string{"check", "--json", "--data", copied}); code {
		case exitDone:
			if out.String() != sound {
				t.Errorf("seed %d, damage %d: no findings, but %s instead of %s", seed, i, out.String(), sound)
			}
		case exitFailed, exitRefused:
			noticed++
			if bytes.Contains(out.Bytes(), []byte(`"savings":`)) && !bytes.Contains(out.Bytes(), []byte(`"savings":0`)) &&
				!bytes.Contains(out.Bytes(), []byte(`"savings":10000,`)) {
				t.Errorf("seed %d, damage %d: a wrong figure: %s", seed, i, out.String())
			}
		default:
			t.Errorf("seed %d, damage %d: exit code %d", seed, i, code)
		}
	}
	if noticed < 20 {
		t.Errorf("seed %d: only %d of 80 damages were noticed", seed, noticed)
	}
}
