package member

import (
	"strings"

	"pendamping/app/screen"
	"pendamping/app/screen/form"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

// The forms of the page among the drafts of the device.
const (
	formMember = "member"
	formNew    = screen.FormNewMember
	formEnd    = "member-end-"
)

// The beginnings of the names of fields that are not the member's own.
const (
	draftBusiness = "business."
	draftService  = "service."
	draftReason   = "reason."
)

// endings are how a membership ends.
func endings() []kpuk.MemberStatus {
	return []kpuk.MemberStatus{kpuk.MemberMoved, kpuk.MemberLeft, kpuk.MemberDied}
}

// businessDraft names a field of a business.
func businessDraft(id kpuk.ID, f Field) string { return draftBusiness + id.String() + "." + string(f) }

// openSheet opens the draft of the page. That of a new member who was saved before the app
// was ended belongs to her by now.
func (v *View) openSheet(id, group kpuk.ID) {
	if id.IsZero() {
		v.sheet = form.NewSheet(v.env, formNew, group, screen.Route{Name: screen.Member, Of: group})
		if left, ok := v.sheet.Left(); ok && v.env.Book.Member(left.New) != nil {
			v.sheet.Rename(formMember, left.New, screen.Route{Name: screen.Member, ID: left.New})
			v.sheet = form.NewSheet(v.env, formNew, group, screen.Route{Name: screen.Member, Of: group})
		}
	} else {
		v.sheet = form.NewSheet(v.env, formMember, id, screen.Route{Name: screen.Member, ID: id})
	}
	ways := make([]form.Way, 0, 3)
	for _, state := range endings() {
		ways = append(ways, form.Way{Form: formEnd + state.String(), Record: id, Open: func() {
			v.turn(sectionAddress)
			if v.openEnd != nil {
				v.openEnd(state)
			}
		}})
	}
	v.ends = form.NewOffer(v.env, ways...)
	v.sheet.Redraw, v.ends.Redraw = v.object.Refresh, v.object.Refresh
}

// offerDrafts shows what was left half-filled.
func (v *View) offerDrafts() {
	v.sheet.Resuming = v.resume
	v.sheet.Offer()
}

// resume puts back what was left, section by section, and ends in the last of them.
func (v *View) resume() {
	left, _ := v.sheet.Left()
	v.adoptBusinesses(&left)
	for i := range sectionBook {
		if holds(&left, i) {
			v.turn(i)
			v.sheet.Resume()
		}
	}
	v.show()
}

// adoptBusinesses begins the businesses anew of which nothing was saved yet.
func (v *View) adoptBusinesses(left *screen.Draft) {
	for name := range left.Typed {
		rest, of := strings.CutPrefix(name, draftBusiness)
		text, _, whole := strings.Cut(rest, ".")
		if id, err := kpuk.ParseID(text); of && whole && err == nil {
			v.model.adopt(id)
		}
	}
}

// holds tells whether a draft has fields of a section.
func holds(left *screen.Draft, section int) bool {
	for name := range left.Typed {
		if draftSection(name) == section {
			return true
		}
	}
	return false
}

// draftSection is the section in which a field stands.
func draftSection(name string) int {
	switch {
	case strings.HasPrefix(name, draftBusiness):
		return sectionBusiness
	case strings.HasPrefix(name, draftService):
		return sectionHousehold
	}
	switch Field(strings.TrimPrefix(name, draftReason)) {
	case Address, Number, JoinedOn, RoleSince:
		return sectionAddress
	case Household:
		return sectionHousehold
	case ConsentOn:
		return sectionConsent
	default:
		return sectionSelf
	}
}

// settleDrafts forgets what is saved by now.
func (v *View) settleDrafts() {
	if v.model.Fresh() && v.model.Kept() && v.env.Book.Member(v.model.ID()) != nil {
		v.sheet.Rename(formMember, v.model.ID(), screen.Route{Name: screen.Member, ID: v.model.ID()})
	}
	v.sheet.Settle()
}

// remember keeps what is typed into a field until the book has it.
func (v *View) remember(name, label string, in widget.Answer, of func(*Model) string) {
	v.sheet.Edit(name, v.env.Text.T(label), in, func() string { return v.model.recorded(of) })
	switch Field(name) {
	case NIK:
		v.sheet.Mask(name, func(typed string) string { return kpuk.NIK(typed).Masked() })
	case KK:
		v.sheet.Mask(name, kpuk.MaskKK)
	default: // shown as it is
	}
}

// typed is what stands in the draft of a field; empty where nothing does.
func (v *View) typed(f Field) string {
	left, _ := v.sheet.Left()
	return left.Typed[string(f)]
}

// openSheet opens the draft of the form.
func (f *ending) openSheet() {
	v, id := f.v, f.v.model.ID()
	f.sheet = form.NewSheet(v.env, formEnd+f.e.State.String(), id, screen.Route{Name: screen.Member, ID: id, Tab: "address"})
	f.sheet.Redraw = v.object.Refresh
	f.sheet.Ask("on", v.env.Text.T("member.end.on"), f.on)
	f.sheet.Ask("reason", v.env.Text.T("member.end.reason"), f.reason)
	if f.to != nil {
		f.sheet.Ask("to", v.env.Text.T("member.move.to"), f.to)
	}
	if held := v.env.Book.Member(id); held != nil {
		f.sheet.Fact("savings", v.env.Text.T("group.savings"), v.env.Text.Rupiah(int64(held.Savings().Total())))
		f.sheet.Fact("owes", v.env.Text.T("group.owes"), v.env.Text.Rupiah(int64(held.Outstanding())))
	}
}
