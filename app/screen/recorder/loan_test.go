package recorder_test

import (
	"slices"
	"strings"
	"testing"

	"pendamping/app/screen/recorder"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// halimah asks for a loan.
func halimah() recorder.LoanInput {
	return recorder.LoanInput{
		Member: memberID(10), Amount: "1.500.000", Instalments: "10", Purpose: "Stok beras", Guarantor: memberID(1),
	}
}

// TestLoanFromRequestToMoney asks, agrees to less, pays out, and takes each step back.
func TestLoanFromRequestToMoney(t *testing.T) {
	r := rig(t, "id")
	m := toMoney(t, r)
	in := halimah()
	lines, why := m.PreviewLoan(in)
	if why != "" || len(lines) != 10 || lines[0].Total() != 172_500 {
		t.Fatalf("preview %d lines, %q", len(lines), why)
	}
	if why = m.RequestLoan(in); why != "" {
		t.Fatal(why)
	}
	card := m.Loans()[0]
	if card.Status != kpuk.LoanRequested || card.Amount != 1_500_000 || card.Guarantor != "Inaq Sahnim" || m.Box().Out != 0 {
		t.Fatalf("after asking: %+v, out %d", card, m.Box().Out)
	}
	in.Amount = "1.000.000"
	if why = m.ApproveLoan(card.ID, in); why != "" {
		t.Fatal(why)
	}
	m.TakeBack()
	if card = m.Loans()[0]; card.Status != kpuk.LoanRequested || card.Amount != 1_500_000 {
		t.Errorf("after undoing the decision: %+v", card)
	}
	m.ApproveLoan(card.ID, in)
	if why = m.DisburseLoan(card.ID); why != "" {
		t.Fatal(why)
	}
	card = m.Loans()[0]
	lent := m.Lending()
	if card.Status != kpuk.LoanActive || !card.Here || card.Asked != 1_500_000 || m.Box().Out != 1_000_000 {
		t.Errorf("paid out: %+v, out %d", card, m.Box().Out)
	}
	if lent.Asked != 1_500_000 || lent.PaidOut != 1_000_000 || len(lent.Decided) != 1 {
		t.Errorf("minutes say %+v", lent)
	}
	m.ReturnLoan(card.ID)
	if card = m.Loans()[0]; card.Status != kpuk.LoanApproved || m.Box().Out != 0 {
		t.Errorf("after returning the money: %+v", card)
	}
	m.TakeBack()
	if m.Box().Out != 1_000_000 || m.Loans()[0].Status != kpuk.LoanActive {
		t.Errorf("after undoing that: out %d, %v", m.Box().Out, m.Loans()[0].Status)
	}
	loan, ok := r.Book.Record(card.ID).(*kpuk.Loan)
	if !ok || loan.Asked != 1_500_000 || loan.Terms.Start != screentest.Day(11, 23) || loan.Source != kpuk.SourceGroup {
		t.Errorf("kept %+v", loan)
	}
}

func TestLoanIsRejected(t *testing.T) {
	m := toMoney(t, rig(t, "id"))
	m.RequestLoan(halimah())
	id := m.Loans()[0].ID
	if why := m.RejectLoan(id, "  "); why == "" {
		t.Error("rejected without a reason")
	}
	if why := m.RejectLoan(id, "Masih ada tunggakan"); why != "" {
		t.Fatal(why)
	}
	if card := m.Loans()[0]; card.Status != kpuk.LoanRejected || card.Reason != "Masih ada tunggakan" {
		t.Errorf("rejected: %+v", card)
	}
	if why := m.DisburseLoan(id); why == "" {
		t.Error("a rejected loan was paid out")
	}
	m.ReopenLoan(id)
	if card := m.Loans()[0]; card.Status != kpuk.LoanRequested || card.Reason != "" {
		t.Errorf("reopened: %+v", card)
	}
	m.DropRequest(id)
	if len(m.Loans()) != 0 {
		t.Error("a request that was dropped is still listed")
	}
	m.TakeBack()
	if len(m.Loans()) != 1 {
		t.Error("undoing must bring the request back")
	}
}

func TestLoanInWords(t *testing.T) {
	m := toMoney(t, rig(t, "id"))
	for name, c := range map[string]struct {
		change func(*recorder.LoanInput)
		want   string
	}{
		"nobody":    {func(in *recorder.LoanInput) { in.Member = kpuk.ID{} }, "Pilih dulu anggotanya"},
		"no amount": {func(in *recorder.LoanInput) { in.Amount = "" }, "Isi jumlah rupiah"},
		"no count":  {func(in *recorder.LoanInput) { in.Instalments = "0" }, "Isi berapa kali"},
		"too many":  {func(in *recorder.LoanInput) { in.Instalments = "121" }, "Isi berapa kali"},
		"herself":   {func(in *recorder.LoanInput) { in.Guarantor = in.Member }, "Penjamin harus anggota lain"},
	} {
		in := halimah()
		c.change(&in)
		if got := m.RequestLoan(in); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
	in := halimah()
	in.Member, in.Instalments, in.Amount = memberID(2), "18", "90.000.000"
	cautions := m.LoanCautions(in)
	for _, want := range []string{"Lebih lama dari aturan", "Masih punya pinjaman, sisa Rp 600.000", "Uang di kotak hanya"} {
		if !slices.ContainsFunc(cautions, func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Errorf("no caution %q in %q", want, cautions)
		}
	}
	if why := m.RequestLoan(in); why != "" {
		t.Fatalf("a meeting may agree to what is beyond the rules: %s", why)
	}
	id := m.Loans()[0].ID
	m.ApproveLoan(id, in)
	if why := m.DisburseLoan(id); !strings.HasPrefix(why, "Uang di kotak hanya") {
		t.Errorf("more than the box holds: %q", why)
	}
}

// TestLoanOfAnEarlierMeeting waits for its money at this one.
func TestLoanOfAnEarlierMeeting(t *testing.T) {
	loan := &kpuk.Loan{
		Header: screentest.Head(screentest.ID("fixture loan", 9), groupID), Member: memberID(4), Group: groupID,
		Meeting: screentest.ID("meeting", 9110), RequestedOn: screentest.Day(10, 26), Asked: 500_000,
		Terms:  kpuk.Terms{Principal: 500_000, RateBP: 150, Instalments: 5, Unit: 100, Start: screentest.Day(10, 26)},
		Status: kpuk.LoanState{Status: kpuk.LoanApproved, On: screentest.Day(10, 26)},
	}
	r := screentest.New(t, "id", append(append(routine(), loan), screentest.Book()[:3]...)...)
	m := toMoney(t, r)
	if cards := m.Loans(); len(cards) != 1 || cards[0].ID != loan.ID {
		t.Fatalf("%d loans wait", len(cards))
	}
	if why := m.DisburseLoan(loan.ID); why != "" {
		t.Fatal(why)
	}
	if got := m.Lending(); got.Asked != 0 || got.PaidOut != 500_000 {
		t.Errorf("minutes say %+v", got)
	}
}

// TestLoanThroughTheWidgets asks for a loan, agrees and pays out on the cash page.
func TestLoanThroughTheWidgets(t *testing.T) {
	r, m := recorded(t, "id")
	finishMoney(m)
	v, s := show(t, r, screentest.Portrait, at(kpuk.StepCash), recorder.Options{})
	m = v.Model()
	m.RequestLoan(halimah())
	v.Refresh()
	press(t, v, "Putuskan")
	if !screentest.Says(v.Object(), "10. 23 Sep 2027") || !screentest.Says(v.Object(), "1.725.000") {
		t.Errorf("the schedule does not show: %s", s.words())
	}
	press(t, v, "Setujui")
	if m.Loans()[0].Status != kpuk.LoanApproved {
		t.Fatalf("status %v", m.Loans()[0].Status)
	}
	press(t, v, "Cairkan")
	if m.Loans()[0].Status != kpuk.LoanActive || m.Box().Out != 1_500_000 {
		t.Errorf("%v, out %d", m.Loans()[0].Status, m.Box().Out)
	}
	press(t, v, "Urungkan")
	if m.Loans()[0].Status != kpuk.LoanApproved || m.Box().Out != 0 {
		t.Errorf("after undoing: %v, out %d", m.Loans()[0].Status, m.Box().Out)
	}
}

func TestPicturesOfLoans(t *testing.T) {
	for name, c := range map[string]struct{ layout, lang, press string }{
		"pinjaman":        {screentest.Portrait, "id", ""},
		"pinjaman_dark":   {screentest.Dark, "id", "Putuskan"},
		"pinjaman_jadwal": {screentest.Portrait, "id", "Putuskan"},
		"pinjaman_minta":  {screentest.Portrait, "id", "Catat permintaan"},
		"loans_land":      {screentest.Landscape, "en", "Decide"},
	} {
		t.Run(name, func(t *testing.T) {
			r, m := recorded(t, c.lang)
			finishMoney(m)
			m.SetReason(r.Text.T("recorder.reason.change"))
			dress(t, c.layout)
			v := recorder.New(r.Env, at(kpuk.StepCash), recorder.Options{})
			screentest.Show(t, c.layout, v.Object())
			withLoans(v.Model())
			v.Refresh()
			if c.press != "" {
				press(t, v, c.press)
			} else {
				bottom(v)
			}
			screentest.Picture(t, name, c.layout, v.Object())
		})
	}
}

// withLoans has one loan asked for, one rejected, one paid out.
func withLoans(m *recorder.Model) {
	in := halimah()
	m.RequestLoan(in)
	in.Member, in.Guarantor, in.Purpose, in.Amount = memberID(4), kpuk.ID{}, "Benang songket", "750.000"
	m.RequestLoan(in)
	in.Member, in.Purpose = memberID(8), "Kulkas"
	m.RequestLoan(in)
	cards := m.Loans()
	in.Amount = "500.000"
	m.ApproveLoan(cards[1].ID, in)
	m.DisburseLoan(cards[1].ID)
	m.RejectLoan(cards[2].ID, "Pinjaman lama belum lunas")
}
