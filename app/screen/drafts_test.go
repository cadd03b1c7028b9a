package screen_test

import (
	"testing"

	"pgregory.net/rapid"

	"pendamping/app/screen"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
)

// rigged is a rig that remembers.
func rigged(t *testing.T) *screentest.Rig {
	t.Helper()
	return screentest.New(t, "id", screentest.Book()...).Remember()
}

func her() kpuk.ID { return screentest.MemberID(screentest.Melati, 1) }

func TestWhatIsTypedOutlivesTheApp(t *testing.T) {
	rig := rigged(t)
	f := rig.Fill("loan-pay", her(), screen.Route{Name: screen.Loan, ID: her()})
	f.Fact("left", "500.000")
	f.Type("amount", "50", "")
	f.Type("amount", "50000", "")
	id, err := f.New()
	if err != nil {
		t.Fatal(err)
	}
	next := rig.Again(t)
	all := next.Drafts.List()
	if len(all) != 1 || all[0].Typed["amount"] != "50000" || all[0].Route() != (screen.Route{Name: screen.Loan, ID: her()}) {
		t.Fatalf("left %+v", all)
	}
	f = next.Fill("loan-pay", her(), screen.Route{Name: screen.Loan, ID: her()})
	if same, err := f.New(); err != nil || same != id {
		t.Errorf("the record would be %v, was %v (%v): saving twice would make two", same, id, err)
	}
	f.Fact("left", "450.000")
	if got := f.Changes(nil); len(got) != 1 || !got[0].Fact || got[0].Was != "500.000" || got[0].Is != "450.000" {
		t.Errorf("changed %+v", got)
	}
	back := f.Done()
	if len(next.Drafts.List()) != 0 || back == nil {
		t.Fatal("it is still there after it was given up, or cannot be brought back")
	}
	back()
	if left, ok := next.Drafts.Find("loan-pay", her()); !ok || left.Typed["amount"] != "50000" || left.New != id {
		t.Errorf("brought back %+v", left)
	}
}

func TestWhatIsRecordedIsNoDraft(t *testing.T) {
	rig := rigged(t)
	f := rig.Fill("member", her(), screen.Route{})
	f.Type("Name", "Sri ", "Sri")
	if len(rig.Drafts.List()) != 0 {
		t.Error("room around words is taken for something new")
	}
	f.Type("Name", "Sri W", "Sri")
	f.Type("KK", "52", "")
	f.Settle("Name")
	if left, ok := f.Left(); !ok || len(left.Typed) != 1 {
		t.Errorf("left %+v", left)
	}
	f.Type("KK", "", "")
	if _, ok := f.Left(); ok || len(rig.Drafts.List()) != 0 {
		t.Error("an emptied form is kept")
	}
}

func TestChangesByOthers(t *testing.T) {
	rig := rigged(t)
	f := rig.Fill("rules", her(), screen.Route{})
	f.Type("wajib", "12000", "10000")
	f.Type("pokok", "60000", "50000")
	f.Type("rate", "2", "1,5")
	f = rig.Again(t).Fill("rules", her(), screen.Route{})
	got := f.Changes(map[string]string{"wajib": "15000", "pokok": "60000", "rate": "1,5"})
	if len(got) != 1 || got[0] != (screen.Change{Name: "wajib", Was: "10000", Is: "15000", Typed: "12000"}) {
		t.Errorf("contested %+v, want the one field that others changed to something else", got)
	}
}

func TestDraftsGoWithTheirRecords(t *testing.T) {
	rig := rigged(t)
	for i, form := range []string{"member", "task-new", screen.FormNewMember} {
		f := rig.Fill(form, map[bool]kpuk.ID{true: {}, false: her()}[form == "task-new"], screen.Route{})
		f.Type("what", "x", "")
		if _, err := f.New(); err != nil || i > 2 {
			t.Fatal(err)
		}
	}
	next := rig.Again(t)
	task, _ := next.Drafts.Find("task-new", kpuk.ID{})
	next.Drafts.Recorded(func(id kpuk.ID) bool { return id == task.New })
	if _, ok := next.Drafts.Find("task-new", kpuk.ID{}); ok {
		t.Error("a task that is recorded is still a draft")
	}
	next.Drafts.Sweep(func(id kpuk.ID) bool { return id != her() })
	if left := next.Drafts.List(); len(left) != 0 {
		t.Errorf("left of a record that is gone: %+v", left)
	}
	var none *screen.Drafts
	none.Sweep(nil)
	none.Recorded(nil)
	if _, ok := none.Find("member", her()); ok || none.List() != nil {
		t.Error("without drafts there is one")
	}
}

func TestRename(t *testing.T) {
	rig := rigged(t)
	group := screentest.ID("group", screentest.Melati)
	f := rig.Fill(screen.FormNewMember, group, screen.Route{Name: screen.Member, Of: group})
	f.Type("KK", "520", "")
	f.Rename("member", her(), screen.Route{Name: screen.Member, ID: her()})
	f.Rename("member", her(), screen.Route{Name: screen.Member, ID: her()})
	if all := rig.Drafts.List(); len(all) != 1 || all[0].Record != her() || all[0].Show != her() || all[0].Typed["KK"] != "520" {
		t.Errorf("left %+v", all)
	}
}

// TestDraftIsWhatDiffers holds a form against a plain model: after any typing what is kept
// is what differs from the records, also for another opening.
func TestDraftIsWhatDiffers(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rig := &screen.Env{Now: screentest.Clock, IDs: kpuk.IDSource{Now: screentest.Clock, Rand: screentest.Random(1)}}
		locals := map[string]any{}
		rig.Drafts = screen.NewDrafts(func(key string, v any) {
			if locals[key] = v; v == nil {
				delete(locals, key)
			}
		})
		recorded := map[string]string{"a": "", "b": "x", "c": "Sri"}
		typed := map[string]string{"a": "", "b": "x", "c": "Sri"}
		f := rig.Fill("member", her(), screen.Route{})
		for range rapid.IntRange(0, 12).Draw(rt, "edits") {
			field := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "field")
			typed[field] = rapid.SampledFrom([]string{"", "x", "Sri", "Sri W"}).Draw(rt, "text")
			f.Type(field, typed[field], recorded[field])
			if rapid.Bool().Draw(rt, "killed") {
				var kept []screen.Draft
				for _, v := range locals {
					kept = append(kept, v.(screen.Draft)) //nolint:forcetypeassert,errcheck // nothing else is kept
				}
				rig.Drafts = screen.NewDrafts(func(key string, v any) {
					if locals[key] = v; v == nil {
						delete(locals, key)
					}
				}, kept...)
				f = rig.Fill("member", her(), screen.Route{})
			}
		}
		left, _ := f.Left()
		for field := range recorded {
			kept, was := left.Typed[field]
			if was != (typed[field] != recorded[field]) || was && kept != typed[field] {
				rt.Fatalf("%s: kept %q (%v), typed %q over %q", field, kept, was, typed[field], recorded[field])
			}
		}
	})
}
