package devices_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"pendamping/app/screen/devices"
	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
	"pendamping/fault"
	"pendamping/kpuk"
)

// desk is a rig with people and tablets, and what the links were made of.
type desk struct {
	*screentest.Rig
	codes [][]byte
}

func newDesk(t *testing.T, lang string) *desk {
	t.Helper()
	d := &desk{Rig: screentest.Coordinator(t, lang, screentest.Book()...)}
	admin := kpuk.AdminScope(d.Partition)
	person := func(n int, name string, office kpuk.Office) {
		d.Book.Put(&kpuk.Person{Header: screentest.Head(screentest.ID("person", n), admin), Name: name, Office: office})
	}
	tablet := func(n, person int, label string, enrolled kpuk.Date, revoked int64) {
		d.Book.Put(&kpuk.Device{
			Header: screentest.Head(screentest.ID("device", n), admin), Person: screentest.ID("person", person), Label: label,
			EnrolledAt: enrolled.Time().UnixMilli(), RevokedAt: revoked,
		})
	}
	person(3, "Sumarni", kpuk.OfficeFacilitator)
	person(4, "Zohrah", kpuk.OfficeViewer)
	person(5, "Mariani", kpuk.OfficeFacilitator)
	tablet(1, 1, "Praya 07", screentest.Day(2, 1), 0)
	tablet(2, 2, "Kantor", screentest.Day(1, 5), 0)
	tablet(3, 3, "Praya 11", screentest.Day(11, 2), 0)
	tablet(5, 5, "Praya 05", screentest.Day(3, 1), screentest.Day(9, 4).Time().UnixMilli())
	return d
}

func (d *desk) config() devices.Config {
	return devices.Config{
		Link: func(code []byte) string {
			d.codes = append(d.codes, bytes.Clone(code))
			return "pendamping:?hub=https%3A%2F%2Fhub.example&code=" + hex.EncodeToString(code)
		},
		Code: func(code []byte) string {
			text := strings.ToUpper(hex.EncodeToString(code))
			return text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:16]
		},
		Device: screentest.ID("device", 2),
	}
}

func TestPictures(t *testing.T) {
	for name, lang := range map[string]string{"desktop": "id", "form": "id", "issued_en": "en", "asks": "id"} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, lang)
			if name == "asks" {
				d.copied()
			}
			v := devices.New(d.Env, d.config())
			v.SelectDevice(screentest.ID("device", 3))
			if name == "asks" {
				v.SelectDevice(screentest.ID("device", 6))
			}
			w := screentest.Show(t, screentest.Desktop, v.Object())
			switch name {
			case "form":
				screentest.Tap(t, v.Object(), "Daftarkan tablet")
				screentest.Tap(t, v.Object(), "Batujai")
			case "issued_en":
				screentest.Tap(t, v.Object(), "New tablet for this person")
				screentest.Tap(t, v.Object(), "Ubung")
				screentest.Tap(t, v.Object(), "Make the invitation")
			}
			screentest.Match(t, name+".png", w.Canvas().Capture())
		})
	}
}

// copied makes tablet 3 one that was copied: two ask for keys of their own.
func (d *desk) copied() {
	old, ok := d.Book.Record(screentest.ID("device", 3)).(*kpuk.Device)
	if !ok {
		return
	}
	old = kpuk.Clone(old)
	old.SharedAt = d.Now().UnixMilli()
	d.Book.Put(old)
	for _, n := range []int{6, 7} {
		fresh := kpuk.Clone(old)
		fresh.ID, fresh.SharedAt, fresh.Succeeds, fresh.EnrolledAt = screentest.ID("device", n), 0, old.ID, d.Now().UnixMilli()
		d.Book.Put(fresh)
	}
}

// TestApproval lets one of two copies go on under its own key, which closes the shared
// one, then the other.
func TestApproval(t *testing.T) {
	d := newDesk(t, "id")
	d.copied()
	v := devices.New(d.Env, d.config())
	screentest.Show(t, screentest.Desktop, v.Object())
	m := devices.NewModel(d.Env, d.config())
	state := func(n int) string {
		t.Helper()
		m.Reload()
		m.SelectDevice(screentest.ID("device", n))
		r, _ := m.Selected()
		return r.State
	}
	if got := state(3); got != d.Text.T("devices.state.shared") || m.Approvable() {
		t.Errorf("the shared one: %q", got)
	}
	if _, _, _, tablets := m.Counts(); tablets != 3 { // who asks is none yet
		t.Errorf("%d tablets", tablets)
	}
	for _, n := range []int{6, 7} {
		if got := state(n); got != d.Text.T("devices.state.asks") || m.Why() == "" {
			t.Errorf("tablet %d: %q, %q", n, got, m.Why())
		}
		v.SelectDevice(screentest.ID("device", n))
		screentest.Tap(t, v.Object(), "Setujui")
		last := d.Kept[len(d.Kept)-1]
		old, okOld := last[0].(*kpuk.Device)
		fresh, okFresh := last[1].(*kpuk.Device)
		if !okOld || !okFresh || old.ClosedAt == 0 || fresh.ApprovedAt != d.Now().UnixMilli() || fresh.ID != screentest.ID("device", n) {
			t.Fatalf("%+v", last)
		}
		d.Book.Put(last...)
		if got := state(n); got != d.Text.T("devices.state.active") {
			t.Errorf("tablet %d after approval: %q", n, got)
		}
	}
	if got := state(3); got != d.Text.T("devices.state.closed") {
		t.Errorf("the shared one after approval: %q", got)
	}
	if m.Approve(func() {}) {
		t.Error("a closed one was approved")
	}
}

// TestComingBack: a tablet that a restored hub knew again is told of for a month; one that
// waits is approved by itself alone.
func TestComingBack(t *testing.T) {
	d := newDesk(t, "id")
	id := screentest.ID("device", 3)
	dev, ok := d.Book.Record(id).(*kpuk.Device)
	if !ok {
		t.Fatal("no tablet")
	}
	back := kpuk.Clone(dev)
	back.Succeeds, back.EnrolledAt = id, d.Now().UnixMilli()
	d.Book.Put(back)
	v := devices.New(d.Env, d.config())
	screentest.Show(t, screentest.Desktop, v.Object())
	m := devices.NewModel(d.Env, d.config())
	m.SelectDevice(id)
	if r, _ := m.Selected(); r.State != d.Text.T("devices.state.asks") || !m.Approvable() || !strings.Contains(m.Why(), "dipulihkan dari cadangan") {
		t.Errorf("it waits: %+v, %s", r, m.Why())
	}
	v.SelectDevice(id)
	screentest.Tap(t, v.Object(), "Setujui")
	last := d.Kept[len(d.Kept)-1]
	if approved, isDevice := last[0].(*kpuk.Device); len(last) != 1 || !isDevice || approved.ApprovedAt != d.Now().UnixMilli() || approved.ClosedAt != 0 {
		t.Fatalf("kept %+v", last)
	}
	for days, want := range map[int]string{0: "devices.state.back", 29: "devices.state.back", 31: "devices.state.active"} {
		known := kpuk.Clone(back)
		known.ApprovedAt = d.Now().AddDate(0, 0, -days).UnixMilli()
		d.Book.Put(known)
		m.Reload()
		m.SelectDevice(id)
		if r, _ := m.Selected(); r.State != d.Text.T(want) || !m.Revocable() || m.Why() == "" {
			t.Errorf("after %d days: %q, %q", days, r.State, m.Why())
		}
	}
}

func TestInvitationKeepsOnlyTheHash(t *testing.T) {
	d := newDesk(t, "id")
	v := devices.New(d.Env, d.config())
	v.SelectDevice(screentest.ID("device", 3))
	w := screentest.Show(t, screentest.Desktop, v.Object())
	screentest.Tap(t, v.Object(), "Tablet baru untuk orang ini")
	screentest.Tap(t, v.Object(), "Buat undangan")
	if len(d.Kept) != 0 {
		t.Fatal("an invitation without groups was made")
	}
	search := screentest.All[*widget.Search](v.Object())[0]
	search.Focus()
	test.Type(w.Canvas().Focused(), "melati")
	screentest.Tap(t, v.Object(), "Melati")
	screentest.Tap(t, v.Object(), "Buat undangan")
	if len(d.Kept) != 1 || len(d.Kept[0]) != 2 || len(d.codes) != 1 {
		t.Fatalf("kept %d, codes %d", len(d.Kept), len(d.codes))
	}
	person, okPerson := d.Kept[0][0].(*kpuk.Person)
	invite, okInvite := d.Kept[0][1].(*kpuk.Invite)
	if !okPerson || !okInvite {
		t.Fatalf("%T, %T", d.Kept[0][0], d.Kept[0][1])
	}
	code := d.codes[0]
	hash := sha256.Sum256(code)
	if len(code) != 16 || bytes.Equal(code, make([]byte, 16)) || !bytes.Equal(invite.CodeHash, hash[:]) {
		t.Errorf("code %x, hash %x", code, invite.CodeHash)
	}
	if invite.Scope != kpuk.AdminScope(d.Partition) || invite.Person != person.ID || invite.Expires != d.Now().UnixMilli()+24*3600*1000 {
		t.Errorf("%+v", invite)
	}
	for _, scope := range []kpuk.ID{screentest.ID("group", screentest.Melati), kpuk.VillageScope("52.02.02.2001")} {
		if a := person.Assigned[scope]; !a.Granted || a.Since != d.Today() {
			t.Errorf("scope %v: %+v", scope, a)
		}
	}
	if len(person.Assigned) != 2 {
		t.Errorf("%d scopes", len(person.Assigned))
	}
	words := strings.ReplaceAll(d.config().Code(code), "-", " ")
	if !screentest.Says(v.Object(), words) {
		t.Error("the code does not show")
	}
	w.Canvas().Capture() // the QR code must be drawable
	screentest.Tap(t, v.Object(), "Selesai")
	if screentest.Says(v.Object(), words) {
		t.Error("the code shows again")
	}
	if !screentest.Says(v.Object(), "Sumarni") {
		t.Error("the list is gone")
	}
}

func TestANewPersonIsMade(t *testing.T) {
	d := newDesk(t, "id")
	m := devices.NewModel(d.Env, d.config())
	m.StartForm()
	f := m.Form()
	if f.Missing() != "devices.missing.name" {
		t.Errorf("missing %q", f.Missing())
	}
	f.Name, f.Label = " Hartini ", "Kopang 01"
	if f.Missing() != "devices.missing.groups" {
		t.Errorf("missing %q", f.Missing())
	}
	choices := m.Choices("ubung")
	if len(choices) != 3 || !choices[0].Village {
		t.Fatalf("%+v", choices)
	}
	m.Choose(choices[0], true) // the whole village
	called := 0
	m.Invite(func() { called++ })
	if called != 1 || m.Issued() == nil || m.Issued().Name != "Hartini" {
		t.Fatalf("called %d, %+v", called, m.Issued())
	}
	p, ok := d.Last().(*kpuk.Person)
	if !ok || p.Name != "Hartini" || p.Office != kpuk.OfficeFacilitator || p.Scope != kpuk.AdminScope(d.Partition) || p.Partition != d.Partition {
		t.Fatalf("%+v", d.Last())
	}
	if len(p.Assigned) != 3 { // two groups and their village
		t.Errorf("%d scopes", len(p.Assigned))
	}
	if rows := m.Rows(); rows[1].Name != "Hartini" || rows[1].State != d.Text.T("devices.state.invited") {
		t.Errorf("%+v", rows[1])
	}
}

func TestGroupsCanBeTakenAway(t *testing.T) {
	d := newDesk(t, "id")
	p := kpuk.Clone(d.Book.Person(screentest.ID("person", 3)))
	melati, kenanga := screentest.ID("group", screentest.Melati), screentest.ID("group", screentest.Kenanga)
	village := kpuk.VillageScope("52.02.02.2001")
	p.Assigned = map[kpuk.ID]kpuk.Assignment{melati: {Granted: true}, kenanga: {Granted: true}, village: {Granted: true}}
	d.Book.Put(p)
	m := devices.NewModel(d.Env, d.config())
	m.SelectDevice(screentest.ID("device", 3))
	m.StartForm()
	for _, c := range m.Choices("kenanga") {
		if !c.Village {
			m.Choose(c, false)
		}
	}
	m.Invite(func() {})
	got, ok := d.Last().(*kpuk.Person)
	if !ok || got.Assigned[kenanga].Granted || !got.Assigned[melati].Granted || !got.Assigned[village].Granted {
		t.Errorf("%+v", d.Last())
	}
}

func TestFailedInvitationShowsNoCode(t *testing.T) {
	d := newDesk(t, "id")
	d.Fail = fault.E("store.Save", fault.Full, errors.New("no space"))
	m := devices.NewModel(d.Env, d.config())
	m.StartForm()
	m.Form().Name, m.Form().Office = "Hartini", kpuk.OfficeCoordinator
	m.Invite(func() {})
	if m.Issued() != nil || m.Form() == nil || m.Form().Name != "Hartini" || m.Failure() != d.Text.T("error.full") {
		t.Errorf("%+v %+v %q", m.Issued(), m.Form(), m.Failure())
	}
}

func TestRevokingWantsAReason(t *testing.T) {
	d := newDesk(t, "id")
	v := devices.New(d.Env, d.config())
	v.SelectDevice(screentest.ID("device", 3))
	w := screentest.Show(t, screentest.Desktop, v.Object())
	screentest.Tap(t, v.Object(), "Cabut")
	if len(d.Kept) != 0 {
		t.Fatal("revoked without a reason")
	}
	test.Type(w.Canvas().Focused(), "hilang")
	buttons := screentest.All[*widget.Button](v.Object())
	test.Tap(buttons[len(buttons)-1])
	got, ok := d.Last().(*kpuk.Device)
	if !ok || got.RevokedAt != d.Now().UnixMilli() || got.Reason != "hilang" || got.ID != screentest.ID("device", 3) {
		t.Fatalf("%+v", d.Last())
	}
	if !screentest.Says(v.Object(), "Dicabut karena: hilang") {
		t.Error("the reason does not show")
	}
}

func TestThisDeviceCannotRevokeItself(t *testing.T) {
	d := newDesk(t, "id")
	m := devices.NewModel(d.Env, d.config())
	m.SelectDevice(screentest.ID("device", 2))
	if m.Revocable() || m.Revoke("alasan", func() {}) || len(d.Kept) != 0 {
		t.Error("it can")
	}
}

func TestTabs(t *testing.T) {
	d := newDesk(t, "id")
	m := devices.NewModel(d.Env, d.config())
	all, silent, revoked, tablets := m.Counts()
	if all != 5 || silent != 1 || revoked != 1 || tablets != 3 {
		t.Errorf("%d %d %d %d", all, silent, revoked, tablets)
	}
	for tab, want := range map[devices.Tab]string{devices.Silent: "Sumarni", devices.Revoked: "Mariani"} {
		m.SetTab(tab)
		if rows := m.Rows(); len(rows) != 1 || rows[0].Name != want {
			t.Errorf("tab %d: %+v", tab, rows)
		}
	}
}

// TestDrillIsTold shows how a tablet's last recovery drill went.
func TestDrillIsTold(t *testing.T) {
	for want, ok := range map[string]bool{"semua bisa dipulihkan sampai 22 Nov 2026, 16.42": true, "tidak bisa dipulihkan utuh": false} {
		d := newDesk(t, "id")
		id := screentest.ID("device", 3)
		until := time.Date(2026, time.November, 22, 16, 42, 0, 0, d.Now().Location())
		d.Book.Put(&kpuk.Drill{
			Header: screentest.Head(kpuk.DrillID(id, screentest.ID("group", screentest.Melati)), screentest.ID("group", screentest.Melati)), Device: id,
			At: d.Now().UnixMilli(), Until: until.UnixMilli(), OK: ok,
		})
		v := devices.New(d.Env, d.config())
		v.SelectDevice(id)
		screentest.Show(t, screentest.Desktop, v.Object())
		if !screentest.Says(v.Object(), want) {
			t.Errorf("%q is not said: %q", want, screentest.Texts(v.Object()))
		}
	}
}
