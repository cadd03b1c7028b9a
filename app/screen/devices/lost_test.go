package devices_test

import (
	"errors"
	"strings"
	"testing"

	"pendamping/app/screen/devices"
	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
	"pendamping/fault"
	"pendamping/kpuk"
)

// vault opens escrows in the tests: a sealed text is the recipient, a colon and the number
// of the device; a key opens what is sealed for the recipient of the same name.
type vault struct {
	file string
	err  error
}

func (*vault) Open(key string, sealed []byte) (devices.Opened, error) {
	to, device, found := strings.Cut(string(sealed), ":")
	switch {
	case !strings.HasPrefix(key, "KEY-"):
		return devices.Opened{}, fault.New(fault.Invalid, "no key")
	case !found:
		return devices.Opened{}, fault.New(fault.Damaged, "damaged")
	case key != "KEY-"+to:
		return devices.Opened{}, fault.New(fault.Wrong, "another")
	}
	return devices.Opened{Device: screentest.ID("device", int(device[0]-'0')), Code: "7K3F-9MQ2-B4XC-81TD-00PA-HJ5V-WN3"}, nil
}

func (*vault) Parse(text string) ([]byte, error) {
	sealed, ok := strings.CutPrefix(text, "pendamping-pin:")
	if !ok {
		return nil, fault.New(fault.Foreign, "none")
	}
	return []byte(sealed), nil
}

func (*vault) Recipient(key string) string { return strings.TrimPrefix(key, "KEY-") }

func (*vault) Mark(sealed []byte) string { return "M" + string(sealed[len(sealed)-1:]) + "QF" }

func (v *vault) Load(done func(string, error)) { done(v.file, v.err) }

// deposited is a desk on which device 3 has deposited an escrow.
func deposited(t *testing.T, lang, recipient, sealed string) (*desk, devices.Config, *vault) {
	t.Helper()
	d := newDesk(t, lang)
	fed := kpuk.Clone(d.Book.Federation())
	fed.Recovery = kpuk.RecoveryKey{Recipient: "new", Since: screentest.Day(11, 1).Time().UnixMilli()}
	group := screentest.ID("group", screentest.Melati)
	d.Book.Put(fed)
	if sealed != "" {
		d.Book.Put(&kpuk.Escrow{
			Header: screentest.Head(kpuk.EscrowID(screentest.ID("device", 3), group), group), Device: screentest.ID("device", 3),
			Recipient: recipient, Sealed: []byte(sealed), At: 1,
		})
	}
	cfg, v := d.config(), &vault{}
	cfg.Escrows = v
	return d, cfg, v
}

func TestLostPIN(t *testing.T) {
	for name, c := range map[string]struct {
		recipient, sealed, key, pasted string
		code                           bool
		says                           string
	}{
		"opens":                  {"new", "new:3", "KEY-new", "", true, ""},
		"no key":                 {"new", "new:3", "kunci", "", false, "lost.no_key"},
		"another key":            {"new", "new:3", "KEY-other", "", false, "lost.wrong_key"},
		"the earlier key":        {"old", "old:3", "KEY-old", "", true, ""},
		"sealed for the earlier": {"old", "old:3", "KEY-new", "", false, "lost.earlier_key"},
		"damaged":                {"new", "new", "KEY-new", "", false, "lost.damaged"},
		"a colleague's":          {"new", "new:5", "KEY-new", "", false, "lost.other_device"},
		"none":                   {"", "", "KEY-new", "", false, "lost.text_wanted"},
		"shown by the device":    {"", "", "KEY-new", "pendamping-pin:new:3", true, ""},
		"newer on the device":    {"old", "old:3", "KEY-new", "pendamping-pin:new:3", true, ""},
		"half a text":            {"new", "new:3", "KEY-new", "new:3", false, "lost.text_wrong"},
		"another device shown":   {"new", "new:3", "KEY-new", "pendamping-pin:new:1", false, "lost.other_device"},
	} {
		t.Run(name, func(t *testing.T) {
			d, cfg, _ := deposited(t, "id", c.recipient, c.sealed)
			m := devices.NewModel(d.Env, cfg)
			m.SelectDevice(screentest.ID("device", 3))
			m.StartLost()
			l := m.Lost()
			if l == nil || l.Deposited() != (c.sealed != "") || (l.Mark() == "") != (c.sealed == "") {
				t.Fatalf("%+v", l)
			}
			l.SetKey(c.key)
			l.SetPasted(c.pasted)
			l.Open()
			if (l.Code() != nil) != c.code {
				t.Fatalf("code %v, problem %q", l.Code(), l.Problem())
			}
			want := ""
			if c.says != "" {
				want = d.Text.T(c.says, "Device", "")
			}
			if head, _, _ := strings.Cut(want, ": "); !strings.HasPrefix(l.Problem(), head) || (want == "") != (l.Problem() == "") {
				t.Errorf("problem %q, want %q", l.Problem(), want)
			}
			if c.code && (l.Key() != "" || l.Pasted() != "" || len(l.Code()) != 7 || l.Mark() != "M3QF") {
				t.Errorf("the key stays, or %v with %s", l.Code(), l.Mark())
			}
			m.Close()
			if m.Lost() != nil {
				t.Error("it stays when the panel is closed")
			}
		})
	}
}

func TestLostPINIsForDevicesInUse(t *testing.T) {
	d, cfg, v := deposited(t, "id", "new", "new:3")
	m := devices.NewModel(d.Env, cfg)
	for n, want := range map[int]bool{1: true, 2: false, 3: true, 5: false} { // 2 is this one, 5 revoked
		m.SelectDevice(screentest.ID("device", n))
		if m.Helpable() != want {
			t.Errorf("device %d: %v", n, !want)
		}
	}
	m.SelectDevice(screentest.ID("device", 3))
	m.StartLost()
	l := m.Lost()
	v.file = "KEY-new"
	l.LoadKey(func() {})
	if l.Key() != "KEY-new" {
		t.Error("the key was not read from the file")
	}
	v.err = fault.New(fault.NotFound, "no code")
	l.LoadPasted(func() {})
	if l.Problem() != d.Text.T("lost.no_qr") || l.Pasted() != "" {
		t.Errorf("%q", l.Problem())
	}
	v.err = errors.New("gone")
	l.LoadPasted(func() {})
	if l.Problem() != d.Text.T("lost.unread") {
		t.Errorf("%q", l.Problem())
	}
	m.Close()
	l.LoadKey(func() { t.Error("a panel that was closed is drawn") })
}

func TestLostPictures(t *testing.T) {
	for name, lang := range map[string]string{"lost": "id", "lost_code_en": "en", "lost_none": "id"} {
		t.Run(name, func(t *testing.T) {
			sealed := "new:3"
			if name == "lost_none" {
				sealed = ""
			}
			d, cfg, _ := deposited(t, lang, "new", sealed)
			v := devices.New(d.Env, cfg)
			v.SelectDevice(screentest.ID("device", 3))
			w := screentest.Show(t, screentest.Desktop, v.Object())
			screentest.Tap(t, v.Object(), d.Text.T("lost.start"))
			if name == "lost_code_en" {
				field := screentest.All[*widget.Field](v.Object())[0]
				field.OnChanged("KEY-new")
				screentest.Tap(t, v.Object(), d.Text.T("lost.open"))
				if !screentest.Says(v.Object(), "7K3F") {
					t.Error("the code does not show")
				}
			}
			screentest.Match(t, name+".png", w.Canvas().Capture())
		})
	}
}
