package kpuk_test

import (
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"pendamping/kpuk"
)

func TestRecipientForm(t *testing.T) {
	t.Parallel()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	good := id.Recipient().String()
	if !kpuk.IsRecipient(good) {
		t.Fatalf("%q", good)
	}
	for i := range good {
		for _, r := range "qz7" {
			wrong := good[:i] + string(r) + good[i+1:]
			if _, err := age.ParseX25519Recipient(wrong); kpuk.IsRecipient(wrong) != (err == nil) {
				t.Errorf("letter %d: %q, age says %v", i, wrong, err)
			}
		}
	}
	for _, wrong := range []string{"", "age1", good + "q", good[:61], strings.ToUpper(good), id.String(), "ag" + good[3:]} {
		if kpuk.IsRecipient(wrong) {
			t.Errorf("%q passes", wrong)
		}
	}
}

func TestFederationsRecoveryKey(t *testing.T) {
	t.Parallel()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	f := &kpuk.Federation{Header: kpuk.Header{ID: kpuk.ID{1}}, Name: "JarPUK", Recovery: kpuk.RecoveryKey{Recipient: id.Recipient().String(), Since: 1}}
	if got := kpuk.Validate(f); got != nil {
		t.Errorf("problems %v", keys(got))
	}
	f.Recovery.Recipient = id.String() // the half that is to stay on paper
	if got := keys(kpuk.Validate(f)); !slices.Equal(got, []string{"recovery_recipient"}) {
		t.Errorf("a secret key: %v", got)
	}
	f.Recovery = kpuk.RecoveryKey{}
	if got := kpuk.Validate(f); got != nil {
		t.Errorf("none: %v", keys(got))
	}
}

func TestEscrowIsOfItsDevice(t *testing.T) {
	t.Parallel()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	device, group := kpuk.Derive("device"), kpuk.Derive("group")
	good := kpuk.Escrow{
		Header: kpuk.Header{ID: kpuk.EscrowID(device, group), Scope: group}, Device: device,
		Recipient: id.Recipient().String(), Sealed: make([]byte, 350), At: 1,
	}
	for name, c := range map[string]struct {
		alter func(*kpuk.Escrow)
		want  []string
	}{
		"as it should be": {func(*kpuk.Escrow) {}, nil},
		"another's":       {func(e *kpuk.Escrow) { e.Device = kpuk.Derive("another") }, []string{"escrow_device"}},
		"elsewhere":       {func(e *kpuk.Escrow) { e.Scope = kpuk.Derive("mawar") }, []string{"escrow_device"}},
		"for nobody":      {func(e *kpuk.Escrow) { e.Recipient = "age1" }, []string{"recovery_recipient"}},
		"empty":           {func(e *kpuk.Escrow) { e.Sealed = nil }, []string{"escrow_sealed"}},
		"too large":       {func(e *kpuk.Escrow) { e.Sealed = make([]byte, 5_000) }, []string{"escrow_sealed"}},
	} {
		e := good
		c.alter(&e)
		if got := keys(kpuk.Validate(&e)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
	if kpuk.KindEscrow.String() != "escrow" {
		t.Error("the kind has no name")
	}
}
