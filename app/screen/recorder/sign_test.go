package recorder_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"pendamping/app/screen/recorder"
	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

// scrawl draws a name with the finger, in two strokes.
func scrawl(p *widget.InkPad) {
	for _, from := range []fyne.Position{{X: 80, Y: 180}, {X: 330, Y: 170}} {
		at := from
		for i := range 40 {
			step := fyne.NewDelta(5, float32((i%8-4)*(9-i%5)))
			at = at.AddXY(step.DX, step.DY)
			p.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: at}, Dragged: step})
		}
		p.DragEnd()
	}
}

// TestSigning draws the chair's name through the widgets, keeps it, takes it back, and
// takes it away.
func TestSigning(t *testing.T) {
	r, m := recorded(t, "id")
	finishMoney(m)
	v, s := show(t, r, screentest.Portrait, at(kpuk.StepClose), recorder.Options{})
	sign := func(words string) {
		t.Helper()
		press(t, v, words)
		for _, pad := range screentest.All[*widget.InkPad](v.Object()) {
			scrawl(pad)
		}
		press(t, v, "Simpan")
	}
	sign("Tanda tangan")
	got := kept(t, r).Signatures[memberID(1)]
	if strokes, err := got.Strokes(); err != nil || len(strokes) != 2 || len(got.Ink) > 600 || got.At != screentest.Clock().UnixMilli() {
		t.Fatalf("kept %d bytes, %d strokes, %v; there is: %s", len(got.Ink), len(strokes), err, s.words())
	}
	if len(v.Model().Signature(kpuk.RoleChair)) != 2 || len(v.Model().Signature(kpuk.RoleTreasurer)) != 0 {
		t.Error("the minutes show other signatures")
	}
	press(t, v, "Urungkan")
	if got = kept(t, r).Signatures[memberID(1)]; !got.IsZero() {
		t.Errorf("after undoing %d bytes are kept", len(got.Ink))
	}
	sign("Tanda tangan")
	if why := v.Model().Sign(kpuk.RoleChair, nil); why != "" || len(v.Model().Signature(kpuk.RoleChair)) != 0 {
		t.Errorf("taken away: %q", why)
	}
	v.Model().TakeBack()
	if len(v.Model().Signature(kpuk.RoleChair)) != 2 {
		t.Error("undoing must bring the signature back")
	}
}

// TestLongSignatureIsThinned keeps a drawing of more dots than fit with fewer of them.
func TestLongSignatureIsThinned(t *testing.T) {
	r, m := recorded(t, "id")
	long := make(kpuk.Stroke, 2000)
	for i := range long {
		long[i] = kpuk.Dot{X: int16(i % 2 * 900), Y: int16(i % 400)}
	}
	if why := m.Sign(kpuk.RoleTreasurer, []kpuk.Stroke{long}); why != "" {
		t.Fatal(why)
	}
	got := kept(t, r).Signatures[memberID(3)]
	strokes, err := got.Strokes()
	if err != nil || len(got.Ink) > kpuk.MaxInk || len(strokes) != 1 || strokes[0][len(strokes[0])-1] != long[1999] {
		t.Errorf("%d bytes, %v", len(got.Ink), err)
	}
	if why := m.Sign(kpuk.RoleTreasurer, []kpuk.Stroke{{{X: -9}}}); why == "" {
		t.Error("dots beside the field were kept")
	}
	if m.CanSign(kpuk.RoleMember) && m.Officer(kpuk.RoleMember) == "" {
		t.Error("nobody can sign")
	}
}

func TestPicturesOfSigning(t *testing.T) {
	for name, c := range map[string]struct {
		layout, lang string
		pad          bool
	}{
		"tanda_tangan": {screentest.Portrait, "id", true}, "tanda_tangan_dark": {screentest.Dark, "id", true},
		"sign_land": {screentest.Landscape, "en", true}, "tutup_tertanda": {screentest.Portrait, "id", false},
	} {
		t.Run(name, func(t *testing.T) {
			r, m := recorded(t, c.lang)
			finishMoney(m)
			dress(t, c.layout)
			v := recorder.New(r.Env, at(kpuk.StepClose), recorder.Options{})
			screentest.Show(t, c.layout, v.Object())
			press(t, v, r.Text.T("sign.sign"))
			for _, pad := range screentest.All[*widget.InkPad](v.Object()) {
				scrawl(pad)
			}
			if !c.pad {
				press(t, v, "Simpan")
			}
			screentest.Picture(t, name, c.layout, v.Object())
		})
	}
}
