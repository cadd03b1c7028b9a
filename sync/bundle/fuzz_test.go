package bundle_test

import (
	"bytes"
	"testing"

	"pendamping/fault"
	"pendamping/sync/bundle"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// FuzzCheck gives the hub any file. It must answer with a kind of error, and hold nothing.
func FuzzCheck(f *testing.F) {
	o := newOffice()
	d, h := sides(f, o)
	file := export(f, d, 2)
	f.Add(file)
	f.Add(file[:len(file)/2])
	f.Add(file[:26])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		_, err := h.Check(t.Context(), bytes.NewReader(b))
		if err != nil && fault.KindOf(err) == fault.Other {
			t.Errorf("an error without a kind: %v", err)
		}
		if len(o.held) > 0 {
			t.Error("checking had an effect")
		}
	})
}

// FuzzItems gives the hub any content, sealed as it should be: the courier of a stolen
// recipient can do that.
func FuzzItems(f *testing.F) {
	o := newOffice()
	d, h := sides(f, o)
	file := export(f, d, 2)
	plain := open(f, file)
	f.Add(plain)
	f.Add(plain[:117])
	f.Add(append(bytes.Clone(plain[:13]), plain...))
	f.Add([]byte{1, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff})
	f.Add([]byte{2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := h.Check(t.Context(), bytes.NewReader(seal(t, file[:26], b)))
		if err != nil && fault.KindOf(err) == fault.Other {
			t.Errorf("an error without a kind: %v", err)
		}
		if err == nil && !bytes.Equal(b, plain) {
			t.Errorf("taken though nobody signed it: %+v", m)
		}
	})
}

// FuzzBodies gives hub and device messages that are signed well but say anything: a
// device whose key was stolen can do that.
func FuzzBodies(f *testing.F) {
	o := newOffice()
	d, h := sides(f, o)
	request := open(f, export(f, d, 1))
	f.Add(request[117+13:len(request)-81-64], false)
	f.Add([]byte{0, 0}, true)
	f.Add([]byte{0, 3, 'c', 'u', 'r', 0x28}, true)
	f.Add([]byte{0xff, 0xff}, true)
	f.Fuzz(func(t *testing.T, body []byte, answer bool) {
		m := bundle.Manifest{ID: merge.ID{1}, Device: wire.DeviceID(public(key(1))), Replica: merge.Replica{3}}
		forged := bundle.Forgery{Manifest: m, Project: project, Key: key(1), To: public(key(2)), Answer: answer, Body: body}
		if answer {
			forged.Key, forged.To = key(2), public(key(1))
		}
		var file bytes.Buffer
		if err := forged.Write(&file); err != nil {
			if fault.KindOf(err) != fault.Full {
				t.Fatal(err)
			}
			return
		}
		var err error
		if answer {
			_, err = d.Check(t.Context(), &file)
		} else {
			_, err = h.Check(t.Context(), &file)
		}
		if err != nil && fault.KindOf(err) == fault.Other {
			t.Errorf("an error without a kind: %v", err)
		}
	})
}
