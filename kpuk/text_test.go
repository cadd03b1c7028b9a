package kpuk_test

import (
	"math"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"pendamping/kpuk"
)

// words draws a name as people type it: any case, accents, apostrophes, blanks.
func words() *rapid.Generator[string] {
	letters := []rune("aAbBeEnNrRsSuUzZéÉèçÇñöØūžı'’`-. \t·İ1")
	return rapid.StringOfN(rapid.RuneFrom(letters), 0, 24, -1)
}

// TestFoldSettles: what is folded stays as it is, knows no case and no accents, and
// begins and ends with a letter. Else a search would find a name or not by how its writer
// had held the shift key.
func TestFoldSettles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := words().Draw(t, "typed")
		got := kpuk.Fold(s)
		if again := kpuk.Fold(got); again != got {
			t.Fatalf("%q folds to %q, that to %q", s, got, again)
		}
		if up := kpuk.Fold(strings.ToUpper(s)); up != got && !strings.ContainsRune(s, 'ı') && !strings.ContainsRune(s, 'İ') {
			t.Fatalf("%q folds to %q, in capitals to %q", s, got, up)
		}
		if strings.TrimSpace(got) != got || strings.Contains(got, "  ") {
			t.Fatalf("%q folds to %q", s, got)
		}
		for _, r := range got {
			if r != ' ' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				t.Fatalf("%q folds to %q", s, got)
			}
		}
	})
}

func TestFoldAccents(t *testing.T) {
	for typed, want := range map[string]string{
		"Nur'aini": "nuraini", "Nur’aini": "nuraini", "Hj. Zaénab": "hj zaenab", "ÀÇÐĎÈĜĤÌĴĶĹÑÒŔŚŢÙŴÝŹ": "acðdeghijklnorstuwyz",
		"Baiq  Sri–Wahyuni": "baiq sri wahyuni", "e\u0301": "e", "": "", "...": "",
	} {
		if got := kpuk.Fold(typed); got != want {
			t.Errorf("%q folds to %q, want %q", typed, got, want)
		}
	}
	for name, want := range map[string]string{"Hj. Inaq Sahnim": "sahnim", "Ibu": "ibu", "Baiq": "baiq", "Bq. Rohani": "rohani"} {
		if got := kpuk.FoldName(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

// TestLikenessIsAMeasure: from 0 to 1, whole for the same, and the same from either side:
// else a duplicate would be found or not by who was registered first.
func TestLikenessIsAMeasure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := kpuk.Fold(words().Draw(t, "one")), kpuk.Fold(words().Draw(t, "other"))
		got := kpuk.JaroWinkler(a, b)
		if got < 0 || got > 1 || math.IsNaN(got) {
			t.Fatalf("%q and %q: %v", a, b, got)
		}
		if kpuk.JaroWinkler(a, a) != 1 {
			t.Fatalf("%q is not like itself", a)
		}
		if back := kpuk.JaroWinkler(b, a); math.Abs(back-got) > 1e-9 {
			t.Fatalf("%q and %q: %v, from the other side %v", a, b, got, back)
		}
	})
}

// TestPhoneShows: a number that was read, shown and read again is the same, however it was
// typed at first.
func TestPhoneShows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		national := "8" + rapid.StringMatching(`[0-9]{6,11}`).Draw(t, "number")
		typed := rapid.SampledFrom([]string{"0", "62", "+62", "+62 ", "0062", "+62 (0)"}).Draw(t, "begins") + national
		if n := rapid.IntRange(0, len(typed)).Draw(t, "gap"); n > 6 {
			typed = typed[:n] + "-" + typed[n:]
		}
		got, err := kpuk.ParsePhone(typed)
		if err != nil || got != "+62"+national {
			t.Fatalf("%q is %q, %v", typed, got, err)
		}
		if again, err := kpuk.ParsePhone(kpuk.ShowPhone(got)); err != nil || again != got {
			t.Fatalf("%q shows as %q, which is %q, %v", got, kpuk.ShowPhone(got), again, err)
		}
	})
}

// TestIdentityNumbersStayCovered: whatever stands in the field, no more than eight digits of
// sixteen are shown, and none of a number that is not whole.
func TestIdentityNumbersStayCovered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.StringMatching(`[0-9]{16}`), rapid.String()).Draw(t, "number")
		for _, shown := range []string{kpuk.NIK(s).Masked(), kpuk.NIK(s).String(), kpuk.MaskKK(s)} {
			open := strings.ReplaceAll(shown, "•", "")
			if len(open) > 8 || open != "" && (len(s) != 16 || open != s[:4]+s[12:]) {
				t.Fatalf("%q shows as %q", s, shown)
			}
		}
	})
}

// TestTicked leaves the set it was given as it was: the book hands it out.
func TestTicked(t *testing.T) {
	set := map[kpuk.ID]bool{{1}: true}
	if got := kpuk.Ticked(set, kpuk.ID{2}, true); len(got) != 2 || len(set) != 1 {
		t.Errorf("%v of %v", got, set)
	}
	if got := kpuk.Ticked(set, kpuk.ID{1}, false); len(got) != 0 || len(set) != 1 {
		t.Errorf("%v of %v", got, set)
	}
	if got := kpuk.Ticked(nil, kpuk.ID{1}, true); !got[kpuk.ID{1}] {
		t.Errorf("%v of nothing", got)
	}
}

// TestApproveSuccessor closes the device before once, and only for one that asks to succeed
// just it.
func TestApproveSuccessor(t *testing.T) {
	before := &kpuk.Device{Header: kpuk.Header{ID: kpuk.ID{1}}}
	first := &kpuk.Device{Header: kpuk.Header{ID: kpuk.ID{2}}, Succeeds: before.ID}
	second := &kpuk.Device{Header: kpuk.Header{ID: kpuk.ID{3}}, Succeeds: before.ID}
	stranger := &kpuk.Device{Header: kpuk.Header{ID: kpuk.ID{4}}, Succeeds: kpuk.ID{9}}
	revoked := &kpuk.Device{Header: kpuk.Header{ID: kpuk.ID{5}}, Succeeds: before.ID, RevokedAt: 1}
	for name, d := range map[string]*kpuk.Device{"stranger": stranger, "revoked": revoked, "itself": before} {
		if kpuk.ApproveSuccessor(before, d, 10) || before.ClosedAt != 0 || d.ApprovedAt != 0 {
			t.Errorf("%s takes its place: %+v", name, d)
		}
	}
	if !kpuk.ApproveSuccessor(before, first, 10) || first.Waits() || before.ClosedAt != 10 {
		t.Errorf("the first: %+v, %+v", first, before)
	}
	if kpuk.ApproveSuccessor(before, first, 11) {
		t.Error("the same once more")
	}
	if !kpuk.ApproveSuccessor(before, second, 20) || second.ApprovedAt != 20 || before.ClosedAt != 10 {
		t.Errorf("both of two clones get keys; the old one closed at first: %+v, %+v", second, before)
	}
}

// TestHeldWhole: a change is released from a device only when all that it would do is there.
func TestHeldWhole(t *testing.T) {
	writes := []kpuk.HeldWrite{{Number: 10}}
	for name, c := range map[string]struct {
		edits []kpuk.HeldEdit
		want  bool
	}{
		"nothing":           {nil, false},
		"all":               {[]kpuk.HeldEdit{{Kind: kpuk.KindMember, Writes: writes}, {Kind: kpuk.KindEntry, Writes: writes}}, true},
		"one without":       {[]kpuk.HeldEdit{{Kind: kpuk.KindMember, Writes: writes}, {Kind: kpuk.KindEntry}}, false},
		"a mark beside":     {[]kpuk.HeldEdit{{Kind: kpuk.KindMember, Writes: writes}, {Kind: kpuk.KindHeld}}, true},
		"nothing but marks": {[]kpuk.HeldEdit{{Kind: kpuk.KindHeld, Writes: writes}}, false},
	} {
		h := kpuk.Held{Edits: c.edits}
		if got := h.Whole(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
		for state, open := range map[kpuk.HeldState]bool{kpuk.HeldWaiting: true, kpuk.HeldReturned: true, kpuk.HeldReleased: false, kpuk.HeldDone: false} {
			if h.State.State = state; h.Open() != open {
				t.Errorf("state %d is open: %v", state, h.Open())
			}
		}
	}
}
