package loan_test

import (
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/loan"
	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

func late() kpuk.ID { return screentest.ID("loan", 3) } // Rohayati's, 58 days late

// calm is a rig without a running meeting, in whose group loans may be written off.
func calm(t *testing.T) *screentest.Rig {
	t.Helper()
	rig := screentest.New(t, "id", screentest.Book()...)
	m := kpuk.Clone(rig.Book.Meeting(screentest.MeetingID(screentest.Melati, 11)).Meeting)
	m.State.State = kpuk.Approved
	g := kpuk.Clone(rig.Book.Group(screentest.ID("group", screentest.Melati)).Group)
	for from, rules := range g.Rules {
		rules.WriteOffDays = 30
		g.Rules[from] = rules
	}
	rig.Book.Put(m, g)
	return rig
}

func page(t *testing.T, rig *screentest.Rig, id kpuk.ID) *loan.View {
	t.Helper()
	v := loan.New(rig.Env, id)
	rig.After = v.Refresh
	screentest.Show(t, screentest.Portrait, v.Object())
	return v
}

// fill types into the field with a label.
func fill(t *testing.T, v *loan.View, label, text string) {
	t.Helper()
	for _, f := range screentest.All[*widget.Field](v.Object()) {
		if screentest.Says(f, label) {
			f.SetText("")
			screentest.Type(t, f, text)
			return
		}
	}
	t.Fatalf("no field %q: %q", label, screentest.Texts(v.Object()))
}

func TestPictures(t *testing.T) {
	for name, of := range map[string]struct{ lang, layout string }{
		"portrait_id": {"id", screentest.Portrait}, "landscape_en": {"en", screentest.Landscape}, "dark_id": {"id", screentest.Dark},
	} {
		t.Run(name, func(t *testing.T) {
			rig := screentest.New(t, of.lang, screentest.Book()...)
			screentest.Look(t, of.layout)
			screentest.Picture(t, name, of.layout, loan.New(rig.Env, late()).Object())
		})
	}
	t.Run("reschedule_id", func(t *testing.T) {
		v := page(t, calm(t), late())
		screentest.TapButton(t, v.Object(), "Jadwal ulang")
		screentest.Picture(t, "reschedule_id", screentest.Portrait, v.Object())
	})
	t.Run("missing_id", func(t *testing.T) {
		rig := screentest.New(t, "id")
		screentest.Picture(t, "missing_id", screentest.Portrait, loan.New(rig.Env, late()).Object())
	})
}

func TestTheScheduleSaysWhatIsPaidAndLate(t *testing.T) {
	m := loan.NewModel(screentest.New(t, "id", screentest.Book()...).Env, late())
	if len(m.Rows) != 10 || !m.Rows[2].Paid || !m.Rows[3].Late || m.Rows[9].Late || m.Late != 58 || m.Class != "31–60 hari" {
		t.Errorf("rows %+v, late %d, class %q", m.Rows, m.Late, m.Class)
	}
	// 700,000 principal and 7 × 15,000 service are left, of which three instalments are due
	if m.Left != "805.000" || m.Due != "230.000" || len(m.Paid) != 4 || m.MayWriteOff {
		t.Errorf("left %s, due %s, paid %+v", m.Left, m.Due, m.Paid)
	}
}

func TestPayingBetweenMeetings(t *testing.T) {
	rig := calm(t)
	v := page(t, rig, late())
	screentest.TapButton(t, v.Object(), "Bayar angsuran")
	fill(t, v, "Jumlah", "900000")
	if !screentest.Says(v.Object(), "Lebih Rp 95.000 dari seluruh utangnya.") {
		t.Fatalf("too much is not refused: %q", screentest.Texts(v.Object()))
	}
	fill(t, v, "Jumlah", "115000")
	if !screentest.Says(v.Object(), "pokok 100.000 · jasa 15.000 · denda 0") {
		t.Errorf("the split is not said: %q", screentest.Texts(v.Object()))
	}
	screentest.TapButton(t, v.Object(), "Catat pembayaran")
	e, ok := rig.Last().(*kpuk.Entry)
	if !ok || e.Line.Amount != 115_000 || e.Line.Service != 15_000 || !e.Line.Meeting.IsZero() {
		t.Fatalf("kept %+v", rig.Last())
	}
	fill2 := page(t, rig, late())
	screentest.TapButton(t, fill2.Object(), "Bayar angsuran")
	fill(t, fill2, "Jumlah", "690000")
	screentest.TapButton(t, fill2.Object(), "Catat pembayaran")
	if got := rig.Book.Loan(late()).Status.Status; got != kpuk.LoanPaid {
		t.Errorf("all is paid and the loan is %v", got)
	}
}

func TestPayingAtARunningMeetingGoesThere(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	v := page(t, rig, late())
	screentest.TapButton(t, v.Object(), "Bayar angsuran")
	want := screen.Route{Name: screen.Recorder, ID: screentest.MeetingID(screentest.Melati, 11), Step: kpuk.StepMoney}
	if got := rig.Route(); got != want || len(rig.Kept) != 0 {
		t.Errorf("went to %+v", got)
	}
}

func TestReschedulingThroughThePage(t *testing.T) {
	rig := calm(t)
	cash := rig.Book.Group(screentest.ID("group", screentest.Melati)).Cash()
	v := page(t, rig, late())
	screentest.TapButton(t, v.Object(), "Jadwal ulang")
	if !screentest.Says(v.Object(), "Pokok baru Rp 730.000") {
		t.Fatalf("the new principal is not said: %q", screentest.Texts(v.Object()))
	}
	screentest.Tap(t, v.Object(), "Jasa dan denda")
	if !screentest.Says(v.Object(), "Pokok baru Rp 700.000") {
		t.Error("waiving changes nothing")
	}
	press := func() { // the form's own button; the other one opened it
		t.Helper()
		buttons := screentest.All[*widget.Button](v.Object())
		for i := len(buttons) - 1; i >= 0; i-- {
			if buttons[i].Text() == "Jadwal ulang" {
				buttons[i].Tapped(nil)
				return
			}
		}
		t.Fatal("no button")
	}
	press()
	if !screentest.Says(v.Object(), "Tulis alasannya.") || len(rig.Kept) != 0 {
		t.Fatal("it was rescheduled without a reason")
	}
	fill(t, v, "Alasan", "gagal panen")
	press()
	old, fresh := rig.Book.Loan(late()), rig.Book.Loan(kpuk.Derive("rescheduled", idOf(late())))
	if old.Status.Status != kpuk.LoanRescheduled || fresh == nil || fresh.Outstanding() != 700_000 || old.Outstanding() != 0 {
		t.Fatalf("old %+v, new %+v", old.Status, fresh)
	}
	if got := rig.Book.Group(screentest.ID("group", screentest.Melati)).Cash(); got != cash {
		t.Errorf("the box had %v and has %v", cash, got)
	}
	screentest.TapButton(t, v.Object(), "Pinjaman yang terkait")
	if rig.Route() != (screen.Route{Name: screen.Loan, ID: fresh.ID}) {
		t.Errorf("went to %+v", rig.Route())
	}
}

func idOf(id kpuk.ID) []byte { return id[:] }

func TestWritingOffThroughThePage(t *testing.T) {
	rig := calm(t)
	v := page(t, rig, late())
	screentest.TapButton(t, v.Object(), "Hapus buku")
	fill(t, v, "Alasan", "meninggal")
	m := loan.NewModel(rig.Env, late())
	if problem := m.WriteOff(" ", nil); problem != "Tulis alasannya." {
		t.Errorf("without a reason: %q", problem)
	}
	if problem := m.WriteOff("meninggal", nil); problem != "" {
		t.Fatal(problem)
	}
	if l := rig.Book.Loan(late()); l.Status.Status != kpuk.LoanWrittenOff || l.Outstanding() != 0 {
		t.Errorf("loan %+v", l.Status)
	}
	v.Refresh()
	if screentest.Says(v.Object(), "Bayar angsuran") || !screentest.Says(v.Object(), "Dihapus buku · meninggal") {
		t.Errorf("the page says %q", screentest.Texts(v.Object()))
	}
}

func TestARequestIsDecided(t *testing.T) {
	rig := calm(t)
	request := kpuk.Clone(rig.Book.Loan(late()).Loan)
	request.ID, request.Status = screentest.ID("loan", 9), kpuk.LoanState{}
	rig.Book.Put(request)
	v := page(t, rig, request.ID)
	if !screentest.Says(v.Object(), "Jadwal angsuran") {
		t.Error("the schedule is not shown before it is approved")
	}
	screentest.TapButton(t, v.Object(), "Setujui")
	if got := rig.Book.Loan(request.ID).Status.Status; got != kpuk.LoanApproved {
		t.Fatalf("it is %v", got)
	}
	m := loan.NewModel(rig.Env, request.ID)
	if problem := m.Decide(kpuk.LoanRejected, "", nil); problem != "Tulis alasannya." {
		t.Errorf("rejected without a reason: %q", problem)
	}
	if problem := m.Decide(kpuk.LoanRejected, "kas kurang", nil); problem != "" || rig.Book.Loan(request.ID).Status.Reason != "kas kurang" {
		t.Errorf("rejecting: %q", problem)
	}
}
