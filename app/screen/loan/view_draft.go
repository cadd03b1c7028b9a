package loan

import (
	"pendamping/app/screen"
	"pendamping/app/screen/form"
	"pendamping/kpuk"
)

// The forms of the page among the drafts of the device.
const (
	formPay        = "loan-pay"
	formReschedule = "loan-reschedule"
	formReject     = "loan-reject"
	formWriteOff   = "loan-write-off"
)

// offer shows what was left half-filled, of what can still be done with the loan.
func (v *View) offer() {
	m := v.model
	var ways []form.Way
	add := func(may bool, name string, open func()) {
		if may {
			ways = append(ways, form.Way{Form: name, Record: m.id, Open: open})
		}
	}
	add(m.MayPay, formPay, v.pay)
	add(m.MayPay, formReschedule, v.reschedule)
	add(m.State == kpuk.LoanRequested || m.State == kpuk.LoanApproved, formReject, v.reject)
	add(m.MayWriteOff, formWriteOff, v.writeOff)
	v.left = form.NewOffer(v.env, ways...)
	v.left.Redraw = v.object.Refresh
}

// open opens the draft of a form. What is owed is noted, so that it is said when somebody
// recorded a payment meanwhile.
func (v *View) open(name string) *form.Sheet {
	v.sheet = form.NewSheet(v.env, name, v.model.id, screen.Route{Name: screen.Loan, ID: v.model.id})
	v.sheet.Redraw = v.object.Refresh
	v.sheet.Fact("left", v.env.Text.T("loan.left"), v.model.Left)
	v.left.Hide()
	return v.sheet
}

// reject asks why a loan is not given.
func (v *View) reject() { v.ask(formReject, "loan.reject", v.model.rejecting(v.done)) }

// writeOff asks why a loan is given up.
func (v *View) writeOff() {
	v.ask(formWriteOff, "loan.write_off", func(reason string) string { return v.model.WriteOff(reason, v.done) })
}
