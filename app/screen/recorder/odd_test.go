package recorder_test

import (
	"strings"
	"testing"

	"pendamping/app/screen/recorder"
	"pendamping/kpuk"
)

// TestALoanThatEndsInOddRupiah: nobody can hand over 75 rupiah; the amount, the reason and a
// loan that fits are said before the loan is agreed on.
func TestALoanThatEndsInOddRupiah(t *testing.T) {
	r := rig(t, "id")
	to := route()
	to.Step = kpuk.StepCash
	m := open(t, r, to)
	in := recorder.LoanInput{Member: memberID(1), Amount: "155000", Instalments: "3"}
	said := strings.Join(m.LoanCautions(in), " | ")
	for _, want := range []string{"Angsuran ke-3 Rp 54.175 tidak bisa dibayar pas: uang terkecil Rp 100.", "Dengan pinjaman Rp 140.000 semua angsuran pas."} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said: %q", want, said)
		}
	}
	in.Amount = "140000"
	if said := strings.Join(m.LoanCautions(in), " | "); strings.Contains(said, "tidak bisa dibayar pas") {
		t.Errorf("of what was proposed: %q", said)
	}
}
