package settings_test

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"pendamping/app/screen/screentest"
	"pendamping/app/screen/settings"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

const (
	newIdentity  = "AGE-SECRET-KEY-1QGP4ZW8XHK5D0C2V7L3M9N6T0R8S2Y4U6E8A0J2F4G6H8K0QWERTY"
	newRecipient = "age1new"
)

// maker stands for the app.
type maker struct {
	made, printed, saved int
	err                  error
	asked                func(error)
}

func (k *maker) Generate() (identity, recipient string, err error) {
	k.made++
	return newIdentity, newRecipient, k.err
}

func (k *maker) Print(identity string, done func(error)) {
	if identity == newIdentity {
		k.printed++
	}
	k.asked = done
}

func (k *maker) Save(identity string, done func(error)) {
	if identity == newIdentity {
		k.saved++
	}
	done(k.err)
}

// coordinator is a rig with three devices in use, one of which is covered.
func coordinator(t *testing.T, lang string) *screentest.Rig {
	t.Helper()
	r := screentest.Coordinator(t, lang, screentest.Book()...)
	admin := kpuk.AdminScope(r.Partition)
	for n := range 4 {
		d := &kpuk.Device{Header: screentest.Head(screentest.ID("device", n+1), admin), Label: "Tablet", EnrolledAt: 1}
		if n == 3 {
			d.RevokedAt = 5
		}
		r.Book.Put(d)
	}
	return r
}

func covered(r *screentest.Rig, n int, recipient string) {
	group := screentest.ID("group", screentest.Melati)
	device := screentest.ID("device", n)
	r.Book.Put(&kpuk.Escrow{Header: screentest.Head(kpuk.EscrowID(device, group), group), Device: device, Recipient: recipient, At: 1})
}

func keyed(r *screentest.Rig, k settings.Keys) *settings.View {
	cfg := config(settings.Usual(), &[]settings.Choices{})
	cfg.Keys = k
	return settings.New(r.Env, cfg)
}

// last is the field that is on the page.
func last(t *testing.T, o fyne.CanvasObject) *widget.Field {
	t.Helper()
	all := screentest.All[*widget.Field](o)
	if len(all) != 1 {
		t.Fatalf("%d fields", len(all))
	}
	return all[0]
}

// TestRecoveryKeyTakesEffectWhenItIsKept: only who types the end of it back has it put
// into force, and the key is nowhere but on the screen until then.
func TestRecoveryKeyTakesEffectWhenItIsKept(t *testing.T) {
	r, k := coordinator(t, "id"), &maker{}
	v := keyed(r, k)
	root := screentest.Show(t, screentest.Desktop, v.Object()).Content()
	says := func(s string) bool { return screentest.Says(root, s) }
	if !says("Belum ada. PIN yang terlupa") {
		t.Error("that there is none is not said")
	}
	screentest.Tap(t, root, "Buat kunci")
	if !says("AGE- SECR ET-K EY-1") || k.made != 1 {
		t.Error("the key does not show")
	}
	screentest.Tap(t, root, "Simpan berkas")
	screentest.Tap(t, root, "Simpan halaman cetak")
	k.asked(nil)
	if !says("Tersimpan.") || k.saved != 1 || k.printed != 1 {
		t.Errorf("saved %d, printed %d", k.saved, k.printed)
	}
	screentest.Tap(t, root, "Kunci sudah saya simpan")
	if says("SECR") {
		t.Error("the key still shows while its end is asked for")
	}
	last(t, root).SetText("QWERTX")
	screentest.Tap(t, root, "Berlakukan kunci")
	if len(r.Kept) != 0 || !says("Belum sama.") {
		t.Fatalf("kept %d", len(r.Kept))
	}
	last(t, root).SetText(" k0qw-erty ")
	screentest.Tap(t, root, "Berlakukan kunci")
	if len(r.Kept) != 1 || len(r.Kept[0]) != 1 {
		t.Fatalf("kept %d", len(r.Kept))
	}
	fed, ok := r.Kept[0][0].(*kpuk.Federation)
	if !ok || fed.Recovery != (kpuk.RecoveryKey{Recipient: newRecipient, Since: r.Now().UnixMilli()}) || fed.Name == "" {
		t.Fatalf("%+v", r.Kept[0][0])
	}
	r.Book.Put(fed)
	v.Refresh()
	if !says("Kunci berlaku.") || !says("0 dari 3 perangkat") || says("SECR") {
		t.Error("it is not said that it is in force")
	}
	covered(r, 1, newRecipient)
	covered(r, 2, "age1old")
	covered(r, 4, newRecipient) // revoked
	v.Refresh()
	if !says("1 dari 3 perangkat") {
		t.Error("who is covered is not counted")
	}
	screentest.Tap(t, root, "Ganti kunci")
	if !says("Simpan juga kunci lama") {
		t.Error("the old key is not spoken of")
	}
	screentest.Tap(t, root, "Batal")
	if says("SECR") || !says("Ganti kunci") || len(r.Kept) != 1 {
		t.Error("giving up changes something")
	}
}

func TestRecoveryKeyFailures(t *testing.T) {
	r, k := coordinator(t, "en"), &maker{err: errors.New("no")}
	v := keyed(r, k)
	root := screentest.Show(t, screentest.Desktop, v.Object()).Content()
	screentest.Tap(t, root, "Make a key")
	if !screentest.Says(root, "That did not work.") || screentest.Says(root, "SECR") {
		t.Error("a key that could not be made")
	}
	k.err = nil
	screentest.Tap(t, root, "Make a key")
	k.err = errors.New("full")
	screentest.Tap(t, root, "Save a file")
	if !screentest.Says(root, "Not saved.") {
		t.Error("a file that was not written")
	}
	screentest.Tap(t, root, "Save a page to print")
	late := k.asked
	screentest.Tap(t, root, "Cancel")
	late(nil) // of a key that was given up
	if screentest.Says(root, "Saved.") {
		t.Error("a key that was given up is said to be saved")
	}
	r = screentest.New(t, "en", screentest.Book()...)
	root = screentest.Show(t, screentest.Portrait, keyed(r, nil).Object()).Content()
	if screentest.Says(root, "Recovery key") {
		t.Error("a facilitator makes keys")
	}
}

func TestChangeSecretLeadsOn(t *testing.T) {
	for phrase, word := range map[bool]string{false: "Ganti PIN", true: "Ganti kata sandi"} {
		r, asked := screentest.New(t, "id"), 0
		cfg := config(settings.Usual(), &[]settings.Choices{})
		cfg.ChangeSecret, cfg.Passphrase = func() { asked++ }, phrase
		root := screentest.Show(t, screentest.Portrait, settings.New(r.Env, cfg).Object()).Content()
		screentest.Tap(t, root, word)
		if asked != 1 {
			t.Errorf("%q leads nowhere", word)
		}
	}
}

func TestRecoveryPictures(t *testing.T) {
	for name, step := range map[string]int{"recovery": 0, "recovery_key": 1, "recovery_asked": 2} {
		t.Run(name, func(t *testing.T) {
			r := coordinator(t, "id")
			v := keyed(r, &maker{})
			w := screentest.Show(t, screentest.Desktop, v.Object())
			for _, tap := range []string{"Buat kunci", "Kunci sudah saya simpan"}[:step] {
				screentest.Tap(t, w.Content(), tap)
			}
			screentest.Match(t, name+".png", w.Canvas().Capture())
			if step == 1 && !strings.Contains(strings.Join(screentest.Texts(w.Content()), " "), "SECR") {
				t.Error("no key")
			}
		})
	}
}
