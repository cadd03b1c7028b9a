package store

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store/storetest"
)

var (
	code1 = [CodeSize]byte{1, 1, 1}
	code2 = [CodeSize]byte{2, 2, 2}
)

// kept is what a store keeps of a code in these tests.
func kept(word string) Recovery {
	return Recovery{For: "age1" + word, Device: id(77), Escrow: []byte("sealed " + word)}
}

// prepared makes a closed store with a PIN and a recovery code.
func prepared(t *testing.T, o Options, code [CodeSize]byte) string {
	t.Helper()
	path := closed(t, o)
	s := reopen(t, path, o)
	if err := s.SetRecovery(t.Context(), code, kept("first")); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// opens tells whether a secret opens a store with what it holds.
func opens(t *testing.T, path string, secret Secret) bool {
	t.Helper()
	o := withPIN("")
	o.Secret = secret
	o.Now = func() time.Time { return storetest.Start().AddDate(1, 0, 0) } // after any wait
	s, err := Open(t.Context(), path, o)
	if err != nil {
		return false
	}
	defer s.Close()
	if _, err := Get[kpuk.Meeting](t.Context(), s, id(10)); err != nil {
		t.Errorf("it opens without its records: %v", err)
	}
	return true
}

func coded(code [CodeSize]byte) Options {
	o := withPIN("")
	o.Secret = Code(code)
	return o
}

func TestCodeOpensBesideThePIN(t *testing.T) {
	t.Parallel()
	path := prepared(t, withPIN("123456"), code1)
	other := prepared(t, withPIN("123456"), code2)
	if !opens(t, path, PIN("123456")) || !opens(t, path, Code(code1)) || opens(t, path, Code(code2)) || opens(t, other, Code(code1)) {
		t.Error("a store opens with what is not its own, or not with what is")
	}
	refused(t, path, coded(code2), ErrWrongPIN, fault.Wrong)
	refused(t, closed(t, withPIN("123456")), coded(code1), ErrWrongPIN, fault.Wrong)
	r, err := ReadRecovery(t.Context(), path)
	if err != nil || r.For != "age1first" || r.Device != id(77) || string(r.Escrow) != "sealed first" {
		t.Errorf("%+v, %v", r, err)
	}
	s := reopen(t, path, withPIN("123456"))
	if r.Store != s.ID() || s.Recovery().For != r.For {
		t.Error("open and closed differ in what they tell")
	}
	if _, err := ReadRecovery(t.Context(), path); !errors.Is(err, ErrInUse) {
		t.Errorf("read beside an open store: %v", err)
	}
	if err := s.SetRecovery(t.Context(), code2, kept("second")); err != nil {
		t.Fatal(err)
	}
	if err := s.SetRecovery(t.Context(), code1, Recovery{For: "age1x"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a recovery without escrow: %v", err)
	}
	if err := s.ChangeSecret(t.Context(), PIN("123456"), PIN("654321")); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if opens(t, path, Code(code1)) || !opens(t, path, Code(code2)) || opens(t, path, PIN("123456")) || !opens(t, path, PIN("654321")) {
		t.Error("after both were replaced")
	}
}

func TestResetGivesANewPINOnce(t *testing.T) {
	t.Parallel()
	path := prepared(t, withPIN("123456"), code1)
	for range 5 { // she tried, and has to wait
		s, err := Open(t.Context(), path, withPIN("000000"))
		if err == nil {
			t.Fatal("opened", s.Close())
		}
	}
	err := Reset(t.Context(), path, coded(code2), Renewal{PIN("777777"), code2, kept("second")})
	if !errors.Is(err, ErrWrongPIN) || !opens(t, path, Code(code1)) {
		t.Fatalf("by another code: %v", err)
	}
	for code, want := range map[[CodeSize]byte]error{code1: nil, code2: ErrWrongPIN} {
		if got := Try(t.Context(), path, coded(code)); !errors.Is(got, want) {
			t.Errorf("tried: %v, want %v", got, want)
		}
	}
	if err = Reset(t.Context(), path, coded(code1), Renewal{PIN("777777"), code2, kept("second")}); err != nil {
		t.Fatal(err)
	}
	s := reopen(t, path, withPIN("777777")) // at once
	if got := s.Recovery(); got.For != "age1second" {
		t.Errorf("%+v", got)
	}
	if _, err = Get[kpuk.Meeting](t.Context(), s, id(10)); err != nil {
		t.Error(err)
	}
	if err = s.Close(); err != nil {
		t.Fatal(err)
	}
	check := func(when string) {
		t.Helper()
		if opens(t, path, PIN("123456")) || opens(t, path, Code(code1)) || !opens(t, path, PIN("777777")) || !opens(t, path, Code(code2)) {
			t.Error(when)
		}
	}
	check("after the reset")
	if err = os.Remove(headerPath(path)); err != nil { // the opening wrote the copy within
		t.Fatal(err)
	}
	check("without the copy beside the file")
	if readHeaderFile(path) == nil {
		t.Error("the copy beside the file did not come back")
	}
	never := closed(t, withPIN("123456"))
	if err = Reset(t.Context(), never, coded(code1), Renewal{PIN("777777"), code2, kept("second")}); !errors.Is(err, ErrNoRecovery) {
		t.Errorf("a store without a code: %v", err)
	}
	if r, failed := ReadRecovery(t.Context(), never); failed != nil || !r.IsZero() || !opens(t, never, PIN("123456")) {
		t.Errorf("%+v, %v", r, failed)
	}
	if err = Reset(t.Context(), filepath.Join(t.TempDir(), "none"), coded(code1), Renewal{PIN("7"), code2, kept("x")}); !errors.Is(err, ErrAbsent) {
		t.Errorf("no store: %v", err)
	}
}

// A power cut in the middle of either write leaves a store that opens in the old way or in
// the new one.
func TestRecoveryPowerCut(t *testing.T) {
	t.Parallel()
	cut := errors.New("the power")
	o := withPIN("123456")
	o.Hook = func(stage string) error {
		if stage == "header" {
			return cut
		}
		return nil
	}
	path := prepared(t, withPIN("123456"), code1)
	s, err := Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	if err = s.SetRecovery(t.Context(), code2, kept("second")); !errors.Is(err, cut) {
		t.Fatal(err)
	}
	if err = s.Close(); err != nil {
		t.Fatal(err)
	}
	beside, within := readHeaderFile(path), bytes.Contains(whole(t, path), []byte("sealed first"))
	if beside.recovery().For != "age1second" || !within {
		t.Fatal("the cut was not between the two")
	}
	for _, lost := range []bool{false, true} {
		again := again(t, path, lost)
		for range 2 { // the second time both copies say the same
			if opens(t, again, Code(code1)) != lost || opens(t, again, Code(code2)) == lost || !opens(t, again, PIN("123456")) {
				t.Errorf("copy beside the file lost %v", lost)
			}
			if readHeaderFile(again).Generation == 0 {
				t.Error("no copy")
			}
		}
		if err = os.Remove(headerPath(again)); err != nil {
			t.Fatal(err)
		}
		if opens(t, again, Code(code1)) != lost {
			t.Error("the copy within was not brought up")
		}
	}
	bad := coded(code1)
	bad.Hook = o.Hook
	path = prepared(t, withPIN("123456"), code1)
	if err = Reset(t.Context(), path, bad, Renewal{PIN("777777"), code2, kept("second")}); !errors.Is(err, cut) {
		t.Fatal(err)
	}
	if !opens(t, path, Code(code1)) || !opens(t, path, PIN("123456")) || opens(t, path, PIN("777777")) {
		t.Error("a reset that was cut off")
	}
}

// again copies a store, with or without the header beside it.
func again(t *testing.T, path string, lost bool) string { //nolint:revive // what is lost
	t.Helper()
	out := filepath.Join(t.TempDir(), "b.store")
	if err := os.WriteFile(out, whole(t, path), 0o600); err != nil {
		t.Fatal(err)
	}
	if !lost {
		if err := os.WriteFile(headerPath(out), whole(t, headerPath(path)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func whole(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A copy from before the PIN was changed opens with the new one where the store's header
// stands beside it, and both kinds of copies keep the code.
func TestCopiesKeepTheCode(t *testing.T) {
	t.Parallel()
	path := prepared(t, withPIN("123456"), code1)
	s := reopen(t, path, withPIN("123456"))
	dir := t.TempDir()
	last := filepath.Join(dir, "last")
	if _, err := s.KeepCopy(t.Context(), last); err != nil {
		t.Fatal(err)
	}
	if !opens(t, last, Code(code1)) {
		t.Error("the copy does not open by the code")
	}
	if err := os.Remove(headerPath(last)); err != nil { // written by that opening
		t.Fatal(err)
	}
	if err := s.ChangeSecret(t.Context(), PIN("123456"), PIN("654321")); err != nil {
		t.Fatal(err)
	}
	back, err := s.Restore(t.Context(), last, dir)
	if err != nil {
		t.Fatal(err)
	}
	if back.Recovery().For != "age1first" {
		t.Error("without its code")
	}
	if err = back.Close(); err != nil {
		t.Error(err)
	}
	if err = s.Close(); err != nil {
		t.Fatal(err)
	}
	back, err = Restore(t.Context(), path, last, dir, withPIN("654321"))
	if err != nil {
		t.Fatal(err)
	}
	if err = back.Close(); err != nil {
		t.Error(err)
	}
}

// A damaged store is reset by its code; its salvage takes the new PIN and keeps the code.
func TestResetOfADamagedStore(t *testing.T) {
	t.Parallel()
	for name, within := range map[string]bool{"header beside": false, "header in the file alone": true} {
		path := prepared(t, withPIN("123456"), code1)
		b := whole(t, path)
		clear(b[:2*pageSize]) // both meta pages
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if within {
			if err := os.Remove(headerPath(path)); err != nil {
				t.Fatal(err)
			}
		}
		if err := Reset(t.Context(), path, coded(code1), Renewal{PIN("777777"), code2, kept("second")}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, err := Salvage(t.Context(), path, withPIN("777777"), nil); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !opens(t, path, PIN("777777")) || !opens(t, path, Code(code2)) || opens(t, path, Code(code1)) {
			t.Errorf("%s: after the salvage", name)
		}
	}
}

// What a program does not know of a header's slots does not keep it from opening.
func TestSlotsOfBefore(t *testing.T) {
	t.Parallel()
	o := withPIN("123456")
	o.Rand = noise(9)
	h := &header{StoreID: make([]byte, saltSize)}
	if err := h.addSlot(make([]byte, keySize), &o); err != nil {
		t.Fatal(err)
	}
	before, err := h.encode()
	if err != nil {
		t.Fatal(err)
	}
	if got := decodeHeader(before); got == nil || got.recovery().For != "" || len(got.recovery().Escrow) != 0 || len(got.Slots) != 1 {
		t.Errorf("%+v", got)
	}
	r := kept("x")
	if err = h.addCode(make([]byte, keySize), code1, &r, o); err != nil {
		t.Fatal(err)
	}
	r.Escrow = bytes.Repeat([]byte{1}, maxEscrow+1)
	if err = h.addCode(make([]byte, keySize), code1, &r, o); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an escrow of %d bytes: %v", len(r.Escrow), err)
	}
	o.Rand = bytes.NewReader(nil)
	r.Escrow = []byte{1}
	if err = h.addCode(make([]byte, keySize), code1, &r, o); !errors.Is(err, io.EOF) {
		t.Errorf("without randomness: %v", err)
	}
}
