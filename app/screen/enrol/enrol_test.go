package enrol_test

import (
	"testing"

	"pendamping/app/screen/enrol"
	"pendamping/app/screen/screentest"
	"pendamping/assets/translation"
	"pendamping/fault"
)

// config checks invitations by one good text and remembers what was asked to join.
func config(t *testing.T, asked *[]enrol.Request, end error) enrol.Config {
	t.Helper()
	screentest.Look(t, screentest.Portrait)
	text, err := translation.New("id")
	if err != nil {
		t.Fatal(err)
	}
	return enrol.Config{
		Text: text,
		Check: func(invite string) (string, error) {
			if invite != "pendamping:good" {
				return "", fault.New(fault.Invalid, "bad")
			}
			return "hub.example.org", nil
		},
		Join: func(r enrol.Request, progress func(enrol.Progress), done func(error)) {
			*asked = append(*asked, r)
			progress(enrol.Progress{Stage: enrol.StageFetching, Records: 800})
			done(end)
		},
	}
}

func TestWeakSecrets(t *testing.T) {
	for name, c := range map[string]struct {
		phrase bool
		secret string
		ok     bool
	}{
		"short PIN":        {false, "12345", false},
		"run up":           {false, "123456", false},
		"run down":         {false, "987654", false},
		"one digit":        {false, "777777", false},
		"good PIN":         {false, "135790", true},
		"two alike":        {false, "112358", true},
		"short passphrase": {true, "kuncirumah", true},
		"too short":        {true, "kunci", false},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := config(t, &[]enrol.Request{}, nil)
			cfg.Passphrase = c.phrase
			m := enrol.NewModel(cfg)
			m.Invite("pendamping:good")
			if got := m.Choose(c.secret); got != c.ok {
				t.Errorf("Choose = %v, want %v (%s)", got, c.ok, m.Problem())
			}
			if (m.Problem() == "") != c.ok {
				t.Errorf("problem %q", m.Problem())
			}
		})
	}
}

func TestJoining(t *testing.T) {
	var asked []enrol.Request
	v := enrol.New(config(t, &asked, fault.New(fault.Transient, "no network")))
	screentest.Show(t, screentest.Portrait, v.Object())
	m := v.Model()
	if m.Invite("nonsense") || m.Page() != enrol.PageInvite {
		t.Fatal("a text that is no invitation must be refused")
	}
	m.Invite("  pendamping:good\n")
	v.Refresh()
	typePIN(v, "135790")
	typePIN(v, "135791")
	if m.Page() != enrol.PageSecret || m.Problem() == "" {
		t.Fatalf("two PINs that differ begin anew: page %v, %q", m.Page(), m.Problem())
	}
	typePIN(v, "135790")
	typePIN(v, "135790")
	if len(asked) != 1 || asked[0] != (enrol.Request{Invite: "pendamping:good", Secret: "135790"}) {
		t.Fatalf("asked %+v", asked)
	}
	if !m.Failed() || m.Problem() != "Belum tersambung. Periksa sinyal, lalu coba lagi. Undangan tetap berlaku." {
		t.Errorf("failed %v: %q", m.Failed(), m.Problem())
	}
}

// typePIN types on a physical keyboard.
func typePIN(v *enrol.View, pin string) {
	for _, r := range pin {
		v.Rune(r)
	}
}

func TestPictures(t *testing.T) {
	for name, prepare := range map[string]func(*enrol.View){
		"invite": func(v *enrol.View) { v.Model().Invite("nonsense") },
		"secret": func(v *enrol.View) { v.Model().Invite("pendamping:good") },
		"failed": func(v *enrol.View) {
			m := v.Model()
			m.Invite("pendamping:good")
			m.Choose("135790")
			v.Refresh()
			typePIN(v, "135790")
		},
	} {
		t.Run(name, func(t *testing.T) {
			v := enrol.New(config(t, &[]enrol.Request{}, fault.New(fault.Exists, "used")))
			prepare(v)
			v.Refresh()
			screentest.Picture(t, name, screentest.Portrait, v.Object())
		})
	}
}
