package escrow_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"filippo.io/age"
	"pgregory.net/rapid"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store/escrow"
)

func made(t *testing.T) (identity, recipient string) {
	t.Helper()
	identity, recipient, err := escrow.Generate()
	if err != nil {
		t.Fatal(err)
	}
	return identity, recipient
}

func sealed(t *testing.T, recipient string) (escrow.Contents, []byte) {
	t.Helper()
	c := escrow.Contents{Store: [16]byte{1, 2}, Device: kpuk.Derive("device"), Code: [16]byte{3, 4, 5}}
	box, err := escrow.Seal(recipient, c)
	if err != nil {
		t.Fatal(err)
	}
	return c, box
}

func TestSealedCodeOpensWithTheKeyAlone(t *testing.T) {
	t.Parallel()
	identity, recipient := made(t)
	c, box := sealed(t, recipient)
	if bytes.Contains(box, c.Code[:]) || bytes.Contains(box, c.Device[:]) || len(box) > 400 {
		t.Errorf("%d bytes, or they show something", len(box))
	}
	// As it stands in a file, and as it is copied from a page.
	page := strings.ToLower(identity[:20]) + " " + identity[20:40] + "\n" + identity[40:]
	file, err := escrow.File(identity, "Kunci pemulihan,\nJarPUK")
	if err != nil {
		t.Fatal(err)
	}
	if ids, err := age.ParseIdentities(strings.NewReader(file)); err != nil || len(ids) != 1 || !strings.Contains(file, recipient) {
		t.Errorf("age reads %d keys: %v", len(ids), err)
	}
	for name, text := range map[string]string{
		"plain": identity, "file": file, "page": page,
	} {
		got, err := escrow.Open(text, box)
		if err != nil || got != c {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if r, err := escrow.RecipientOf(text); err != nil || r != recipient {
			t.Errorf("%s: recipient %q, %v", name, r, err)
		}
	}
}

func TestWhatDoesNotOpenSaysWhy(t *testing.T) {
	t.Parallel()
	identity, recipient := made(t)
	earlier, _ := made(t)
	_, box := sealed(t, recipient)
	for at := range box {
		hurt := bytes.Clone(box)
		hurt[at] ^= 1
		c, err := escrow.Open(identity, hurt)
		// A bit of the stanza for the key makes it one for another.
		if k := fault.KindOf(err); c != (escrow.Contents{}) || k != fault.Damaged && k != fault.Wrong {
			t.Fatalf("byte %d: %+v, %v", at, c, err)
		}
	}
	for name, c := range map[string]struct {
		identity string
		box      []byte
		want     error
	}{
		"an earlier key":   {earlier, box, escrow.ErrOther},
		"mistyped":         {identity[:30] + "Q" + identity[31:] + "Q", box, escrow.ErrIdentity},
		"a recipient":      {recipient, box, escrow.ErrIdentity},
		"nothing":          {"", box, escrow.ErrIdentity},
		"cut off":          {identity, box[:len(box)-1], escrow.ErrDamaged},
		"no escrow at all": {identity, []byte("Selamat pagi"), escrow.ErrDamaged},
	} {
		if _, err := escrow.Open(c.identity, c.box); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := escrow.Open(c.identity, c.box); err != nil && c.identity != "" && strings.Contains(err.Error(), c.identity) {
			t.Errorf("%s: the error tells the key", name)
		}
	}
	if _, err := escrow.Seal("age1qqqq", escrow.Contents{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("sealed for no key: %v", err)
	}
}

func TestTextSurvivesMessages(t *testing.T) {
	t.Parallel()
	_, recipient := made(t)
	_, box := sealed(t, recipient)
	text := escrow.Text(box)
	for name, written := range map[string]string{
		"plain": text, "forwarded": "Diteruskan:\n" + text + "\nTerima kasih, Bu", "broken lines": text[:40] + "\n" + text[40:300] + " " + text[300:],
	} {
		if got, err := escrow.Parse(written); err != nil || !bytes.Equal(got, box) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, written := range map[string]string{"half": text[:200], "nothing": "", "a link": "pendamping:?hub=x", "altered": text[:100] + "AAAA" + text[104:]} {
		if _, err := escrow.Parse(written); !errors.Is(err, escrow.ErrText) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParseTakesAnything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOfN(rapid.Byte(), 1, 600).Draw(t, "sealed")
		if got, err := escrow.Parse(rapid.String().Draw(t, "before") + escrow.Text(b)); err != nil || !bytes.Equal(got, b) {
			t.Fatalf("%v", err)
		}
		_, _ = escrow.Parse("pendamping-pin:" + rapid.String().Draw(t, "text")) //nolint:errcheck // must only not panic
	})
}

func TestMark(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for n := range 200 {
		m := escrow.Mark([]byte{byte(n)})
		if len(m) != 4 || strings.ContainsAny(m, "ILOU") || m != escrow.Mark([]byte{byte(n)}) {
			t.Fatalf("mark %q", m)
		}
		seen[m] = true
	}
	if len(seen) < 199 {
		t.Errorf("%d marks of 200 escrows", len(seen))
	}
}
