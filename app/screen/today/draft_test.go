package today_test

import (
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/screentest"
	"pendamping/app/screen/today"
	"pendamping/kpuk"
)

// halves is a rig with two forms that were left half-filled.
func halves(t *testing.T, lang string) *screentest.Rig {
	t.Helper()
	rig := screentest.New(t, lang, screentest.Book()...).Remember()
	melati := screentest.ID("group", screentest.Melati)
	rig.Fill(screen.FormNewMember, melati, screen.Route{Name: screen.Member, Of: melati}).Type("Name", "Inaq Sah", "")
	loan := screentest.ID("loan", 3)
	rig.Fill("loan-pay", loan, screen.Route{Name: screen.Loan, ID: loan}).Type("amount", "50000", "")
	return rig
}

func TestWhatWasLeftIsListed(t *testing.T) {
	rig := halves(t, "id")
	v := today.New(rig.Env, status)
	screentest.Show(t, screentest.Portrait, v.Object())
	for _, says := range []string{"Isian belum disimpan", "Anggota baru", "Inaq Sah, diketik 10.24", "Pembayaran pinjaman", "Rohayati, diketik 10.24"} {
		if !screentest.Says(v.Object(), says) {
			t.Errorf("%q is not said: %q", says, screentest.Texts(v.Object()))
		}
	}
	screentest.TapButton(t, v.Object(), "Lanjutkan")
	if got := rig.Route(); got.Name != screen.Member && got.Name != screen.Loan {
		t.Errorf("went to %+v", got)
	}
	screentest.TapButton(t, v.Object(), "Buang")
	if len(rig.Drafts.List()) != 1 {
		t.Fatalf("left %+v", rig.Drafts.List())
	}
	screentest.Tap(t, v.Object(), "Urungkan")
	if len(rig.Drafts.List()) != 2 || screentest.Says(v.Object(), "Isian dibuang") {
		t.Error("throwing away cannot be taken back")
	}
}

func TestTheFirstGroupHalfFormed(t *testing.T) {
	rig := screentest.New(t, "id").Remember()
	rig.Fill("form", kpuk.ID{}, screen.Route{Name: screen.Form}).Type("name", "Sari La", "")
	v := today.New(rig.Env, nil)
	screentest.Show(t, screentest.Portrait, v.Object())
	screentest.TapButton(t, v.Object(), "Lanjutkan")
	if got := rig.Route(); got != (screen.Route{Name: screen.Form}) {
		t.Errorf("went to %+v", got)
	}
}

func TestDraftPictures(t *testing.T) {
	for name, of := range map[string]struct{ lang, layout string }{
		"drafts_portrait_id": {"id", screentest.Portrait}, "drafts_landscape_en": {"en", screentest.Landscape}, "drafts_dark_id": {"id", screentest.Dark},
	} {
		t.Run(name, func(t *testing.T) {
			rig := halves(t, of.lang)
			screentest.Look(t, of.layout)
			screentest.Picture(t, name, of.layout, today.New(rig.Env, status).Object())
		})
	}
}
