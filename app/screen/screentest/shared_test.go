package screentest_test

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/screen/conflicts"
	"pendamping/app/screen/correct"
	"pendamping/app/screen/enrol"
	"pendamping/app/screen/forgot"
	"pendamping/app/screen/gaps"
	"pendamping/app/screen/hotspot"
	"pendamping/app/screen/loan"
	"pendamping/app/screen/newpin"
	"pendamping/app/screen/quarantine"
	"pendamping/app/screen/rescue"
	"pendamping/app/screen/screentest"
	"pendamping/app/screen/settings"
	"pendamping/app/screen/task"
	"pendamping/app/screen/visit"
	"pendamping/app/widget"
	"pendamping/fault"
	"pendamping/kpuk"
)

// shared lists the screens that tablets and desktops have, each in the state with the most
// to say, and those before signing in.
func shared() map[string]build {
	return map[string]build{
		"conflicts": func(e *screen.Env) fyne.CanvasObject { return conflicts.New(e, disputed{}).Object() },
		"conflicts open": func(e *screen.Env) fyne.CanvasObject {
			o := conflicts.New(e, disputed{}).Object()
			o.Resize(screentest.Size(screentest.Portrait)) // until then neither list nor panes are there
			for _, row := range screentest.All[*widget.ListRow](o) {
				row.Tapped(nil)
			}
			return o
		},
		"quarantine":         func(e *screen.Env) fyne.CanvasObject { return quarantine.New(e, holding{}).Object() },
		"hotspot":            func(e *screen.Env) fyne.CanvasObject { return hotspot.New(e, place(hotspot.On), noFault).Object() },
		"hotspot fails":      func(e *screen.Env) fyne.CanvasObject { return hotspot.New(e, place(hotspot.Failed), noFault).Object() },
		"settings copy":      keeping(settings.Drill{At: screentest.Clock(), Until: screentest.Clock(), Records: 4210, Newer: map[kpuk.Kind]int{kpuk.KindEntry: 44}, Unsent: 3, OK: true}),
		"settings copy fail": keeping(settings.Drill{At: screentest.Clock()}),
		"enrol":              func(e *screen.Env) fyne.CanvasObject { return joining(e, "").Object() },
		"enrol secret":       func(e *screen.Env) fyne.CanvasObject { return joining(e, "pendamping:good").Object() },
		"enrol fails": func(e *screen.Env) fyne.CanvasObject {
			v := joining(e, "pendamping:good")
			v.Model().Choose("135790")
			v.Model().Choose("135790")
			v.Refresh()
			return v.Object()
		},
		"forgot":        forgotten(false),
		"forgot phrase": forgotten(true),
		"newpin": func(e *screen.Env) fyne.CanvasObject {
			v := newpin.New(e, newpin.Config{Change: func(_, _ string, done func(newpin.Result)) {
				done(newpin.Result{Err: fault.New(fault.Wrong, "x"), Left: 3})
			}})
			for _, r := range "135791864209864209" {
				v.Rune(r)
			}
			return v.Object()
		},
		"rescue":      func(e *screen.Env) fyne.CanvasObject { return rescued(e).Object() },
		"rescue done": rescuedDone,
		"loan late":   func(e *screen.Env) fyne.CanvasObject { return loan.New(e, screentest.ID("loan", 3)).Object() },
		"task":        func(e *screen.Env) fyne.CanvasObject { return task.New(e, screentest.ID("task", 1), nil).Object() },
		"visit": func(e *screen.Env) fyne.CanvasObject {
			return visit.New(e, screentest.ID("visit", 1), visit.Options{}).Object()
		},
		"correct": func(e *screen.Env) fyne.CanvasObject {
			return correct.New(e, screen.Route{ID: screentest.MeetingID(screentest.Melati, 10)}).Object()
		},
	}
}

// handheld lists the screens that only tablets have and that tablet() leaves out.
func handheld() map[string]build {
	all := shared()
	for _, gap := range []string{"arrears", "consent", "incomplete"} {
		all["gaps "+gap] = func(e *screen.Env) fyne.CanvasObject { return gaps.New(e, gap).Object() }
	}
	return all
}

// disputed is a member about whom two tablets disagree, in a field of each kind.
type disputed struct{}

func (disputed) Contests(context.Context) ([]kpuk.Contest, error) {
	said := func(value any, by int) kpuk.Said {
		return kpuk.Said{Value: value, By: screentest.ID("person", by), At: screentest.Clock().UnixMilli()}
	}
	return []kpuk.Contest{{Record: screentest.MemberID(screentest.Melati, 8), Kind: kpuk.KindMember, Fields: []kpuk.Contested{
		{Number: 23, Name: "Phone", Said: []kpuk.Said{said("+6287864112205", 2), said("+6281237450192", 1)}},
		{Number: 24, Name: "Address", Said: []kpuk.Said{said("Dusun Bunsambang, RT 05", 2), said("Dusun Bunsambang, RT 03", 1)}},
		{Number: 40, Name: "Businesses", Element: kpuk.ID{1}, Said: []kpuk.Said{
			said(kpuk.Business{Name: "Dagang telur", Kind: "trade"}, 2), said(kpuk.Business{Name: "Ternak ayam kampung", Kind: "livestock"}, 1),
		}},
	}}}, nil
}

func (disputed) Settle(context.Context, kpuk.ID, kpuk.Contest, []kpuk.Choice) error { return nil }

// holding is a hub that put a change aside, and a coordinator who gave it back.
type holding struct{}

func (holding) Held(context.Context) ([]*kpuk.Held, error) {
	edit := kpuk.HeldEdit{
		Record: screentest.MemberID(screentest.Melati, 8), Kind: kpuk.KindMember, Scope: screentest.ID("group", screentest.Melati),
		Writes: []kpuk.HeldWrite{{Number: 23, Value: []byte{0x60}}},
	}
	h := &kpuk.Held{
		Author: screentest.ID("person", 1), Replica: []byte{1, 0, 0, 0, 0, 0, 0, 0}, Seq: 7, Verdict: 1,
		At: screentest.Clock().UnixMilli(), Edits: []kpuk.HeldEdit{edit},
	}
	h.ID, h.Seen = kpuk.HeldID(h.Replica, h.Seq), true
	back := *h
	back.Seq = 8
	back.ID = kpuk.HeldID(back.Replica, back.Seq)
	back.State = kpuk.HeldStanding{State: kpuk.HeldReturned, By: screentest.ID("person", 2), At: h.At, Comment: "Sudah pindah ke Sumarni."}
	return []*kpuk.Held{h, &back}, nil
}

func (holding) Release(context.Context, kpuk.ID, *kpuk.Held, int64) error            { return nil }
func (holding) Answer(context.Context, kpuk.ID, *kpuk.Held, kpuk.HeldStanding) error { return nil }

// place is one to meet at, and a visit to another, in a stage.
type place hotspot.Stage

func (m place) State() hotspot.State {
	if hotspot.Stage(m) == hotspot.Failed {
		return hotspot.State{
			Meeting: hotspot.Meeting{Stage: hotspot.Failed, Trouble: hotspot.NoPassport}, Visit: hotspot.Visit{Stage: hotspot.Failed, Trouble: hotspot.Absent},
		}
	}
	at := screentest.Clock()
	return hotspot.State{
		Meeting: hotspot.Meeting{
			Stage: hotspot.On, Link: "pendamping:?host=192.168.43.1%3A8470&code=048291&pin=AbCdEf&project=pendamping", Host: "192.168.43.1:8470", Code: "048291",
			Guests: []hotspot.Guest{{Name: "Bq. Sumarni", At: at, Fresh: 14, Carried: true}, {Name: "Lalu Hasanuddin", At: at, Fresh: 3, Refused: 1}},
		},
		Visit:   hotspot.Visit{Stage: hotspot.On, Name: "Nurlaela", Given: 4, Heard: 12, Refused: 1, Handed: 7, Answered: 3},
		Parcels: []hotspot.Parcel{{Key: "a", Name: "Lalu Hasanuddin", At: at, Bytes: 34_000, Refused: true}, {Key: "b", At: at, Bytes: 1200, Delivered: true, ByFile: true}},
	}
}
func (place) Open()                {}
func (place) Close()               {}
func (place) Visit(string, string) {}
func (place) SaveAnswer(string)    {}
func (place) Copy(string)          {}

// noFault finds nothing wrong with an address.
func noFault(string, string) string { return "" }

// kept is a device with a copy of its records.
type kept struct{ drill settings.Drill }

func (k kept) State() settings.CopyState {
	return settings.CopyState{Here: screentest.Clock(), Size: 2_100_000, Out: screentest.Clock(), Drill: k.drill}
}
func (kept) Keep()     {}
func (kept) Carry()    {}
func (kept) Rehearse() {}

// keeping is the settings page of a device with a copy, after a drill.
func keeping(drill settings.Drill) build {
	return func(e *screen.Env) fyne.CanvasObject {
		return settings.New(e, settings.Config{Choices: settings.Usual(), Copies: kept{drill}, About: func() settings.About {
			return settings.About{Version: "1.0.0", Device: "Tablet Praya 07 · JarPUK Lombok Tengah", Person: "Nurlaela", Used: 7 << 20}
		}}).Object()
	}
}

// joining is the page that a new device begins with, after an invitation was typed.
func joining(e *screen.Env, invite string) *enrol.View {
	v := enrol.New(enrol.Config{
		Text: e.Text, Language: func() {},
		Check: func(invite string) (string, error) {
			if invite != "pendamping:good" {
				return "", fault.New(fault.Invalid, "bad")
			}
			return "hub.example.org", nil
		},
		Join: func(_ enrol.Request, _ func(enrol.Progress), done func(error)) { done(fault.New(fault.Exists, "used")) },
	})
	v.Model().Invite(invite)
	v.Refresh()
	return v
}

// forgotten is the page of somebody who forgot her PIN or passphrase.
func forgotten(phrase bool) build {
	return func(e *screen.Env) fyne.CanvasObject {
		return forgot.New(forgot.Config{
			Text: e.Text, Passphrase: phrase, Place: "Tablet Praya 07 · JarPUK Lombok Tengah", Ready: true, Mark: "KX-Y8", Escrow: "pendamping:?escrow=AbCdEf",
			Check: func(string) error { return nil }, Try: func(string, func(error)) {}, Open: func(_, _ string, _ func(error)) {},
			Copy: func(string) {}, Back: func() {},
		}).Object()
	}
}

// rescued is the page over a damaged file, whose rescue finds something missing.
func rescued(e *screen.Env) *rescue.View {
	return rescue.New(rescue.Config{Text: e.Text, Zone: time.UTC, Go: func() {}, Start: func(_ func(rescue.Progress), done func(rescue.Result, error)) {
		done(rescue.Result{
			Records: map[kpuk.Kind]int{kpuk.KindMember: 212, kpuk.KindEntry: 1640}, FromHub: 9, Hub: true, Waiting: 3,
			Missing: map[kpuk.Kind]int{kpuk.KindEntry: 4}, Lost: 1,
		}, nil)
	}})
}

// rescuedDone is the page when that was done.
func rescuedDone(e *screen.Env) fyne.CanvasObject {
	v := rescued(e)
	for _, word := range []string{"Pulihkan", "Restore"} {
		for _, b := range screentest.All[*widget.Button](v.Object()) {
			if b.Text() == word {
				b.Tapped(nil)
			}
		}
	}
	return v.Object()
}
