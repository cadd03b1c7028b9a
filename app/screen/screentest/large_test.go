package screentest_test

import (
	"context"
	"maps"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	"pendamping/app/practice"
	"pendamping/app/screen"
	"pendamping/app/screen/activity"
	"pendamping/app/screen/correct"
	"pendamping/app/screen/dashboard"
	"pendamping/app/screen/devices"
	"pendamping/app/screen/directory"
	"pendamping/app/screen/forgot"
	"pendamping/app/screen/group"
	"pendamping/app/screen/groups"
	"pendamping/app/screen/help"
	"pendamping/app/screen/loan"
	"pendamping/app/screen/meeting"
	"pendamping/app/screen/member"
	"pendamping/app/screen/newpin"
	"pendamping/app/screen/recorder"
	"pendamping/app/screen/review"
	"pendamping/app/screen/screentest"
	"pendamping/app/screen/settings"
	"pendamping/app/screen/shareout"
	"pendamping/app/screen/sync"
	"pendamping/app/screen/task"
	"pendamping/app/screen/tasks"
	"pendamping/app/screen/today"
	"pendamping/app/screen/tour"
	"pendamping/app/screen/unlock"
	"pendamping/app/screen/visit"
	"pendamping/app/screen/visits"
	"pendamping/app/theme"
	"pendamping/kpuk"
)

// build makes a screen over the small book.
type build func(env *screen.Env) fyne.CanvasObject

// syncing is a tablet on which something waits.
type syncing struct{}

func (syncing) Start()      {}
func (syncing) Cancel()     {}
func (syncing) Export()     {}
func (syncing) Import()     {}
func (syncing) SendPhotos() {}
func (syncing) State() sync.State {
	return sync.State{
		Waiting:   []sync.Waiting{{Kind: kpuk.KindMeeting, Count: 2}, {Kind: kpuk.KindEntry, Count: 1234, Bytes: 480 << 10}},
		Confirmed: 41_200, Total: 42_436, At: screentest.Clock().Add(-72 * time.Hour), Bytes: 512 << 10, Held: 3, Doubts: 2,
		Past: []sync.Past{{At: screentest.Clock().Add(-72 * time.Hour), Sent: 4100, Received: 1206, Bytes: 412 << 10}},
	}
}

// tablet lists the screens of the facilitator.
func tablet() map[string]build {
	melati := screentest.ID("group", screentest.Melati)
	all := map[string]build{
		"task":          func(e *screen.Env) fyne.CanvasObject { return task.New(e, screentest.ID("task", 1), nil).Object() },
		"visits":        func(e *screen.Env) fyne.CanvasObject { return visits.New(e, "").Object() },
		"visits travel": func(e *screen.Env) fyne.CanvasObject { return visits.New(e, "travel").Object() },
		"visit": func(e *screen.Env) fyne.CanvasObject {
			return visit.New(e, screentest.ID("visit", 1), visit.Options{}).Object()
		},
		"activity": func(e *screen.Env) fyne.CanvasObject {
			id := screentest.ID("activity", 1)
			e.Book.Put(&kpuk.Activity{
				Header: screentest.Head(id, kpuk.VillageScope("52.02.02.2001")), Title: "Pelatihan pembukuan usaha", Topic: "business",
				Type: kpuk.ActivityTraining, Village: "52.02.02.2001", Date: screentest.Day(11, 23), Facilitator: e.Me,
			})
			return activity.New(e, id, nil).Object()
		},
		"today": func(e *screen.Env) fyne.CanvasObject {
			return today.New(e, func() today.Status {
				return today.Status{Waiting: 14, SyncedAt: screentest.Clock().Add(-72 * time.Hour)}
			}).Object()
		},
		"groups": func(e *screen.Env) fyne.CanvasObject { return groups.New(e, groups.Config{}).Object() },
		"groups and group": func(e *screen.Env) fyne.CanvasObject {
			return groups.New(e, groups.Config{Detail: func(id kpuk.ID) groups.Page { return group.New(e, id, group.Config{}) }}).Object()
		},
		"member": func(e *screen.Env) fyne.CanvasObject {
			return member.New(e, screentest.MemberID(screentest.Melati, 2), kpuk.ID{}, member.Config{}).Object()
		},
		"member's book": func(e *screen.Env) fyne.CanvasObject {
			return member.New(e, screentest.MemberID(screentest.Melati, 2), kpuk.ID{}, member.Config{Tab: "book"}).Object()
		},
		"share-out today": func(e *screen.Env) fyne.CanvasObject { return shareout.New(e, melati).Object() },
		"meeting": func(e *screen.Env) fyne.CanvasObject {
			return meeting.New(e, screentest.MeetingID(screentest.Melati, 10), nil).Object()
		},
		"correct":      correcting(screen.Route{ID: screentest.MeetingID(screentest.Melati, 10)}),
		"correct line": correcting(screen.Route{ID: screentest.ID("loan line", 2)}),
		"correct attendance": correcting(screen.Route{
			ID: screentest.MeetingID(screentest.Melati, 10), Of: screentest.MemberID(screentest.Melati, 5),
		}),
		"sync":  func(e *screen.Env) fyne.CanvasObject { return sync.New(e, syncing{}).Object() },
		"tasks": func(e *screen.Env) fyne.CanvasObject { return tasks.New(e).Object() },
		"settings": func(e *screen.Env) fyne.CanvasObject {
			return settings.New(e, settings.Config{Choices: settings.Usual(), About: func() settings.About {
				return settings.About{Version: "1.0.0", Device: "Tablet Praya 07 · JarPUK Lombok Tengah", Person: "Nurlaela", Used: 7 << 20}
			}}).Object()
		},
		"forgot": func(e *screen.Env) fyne.CanvasObject {
			return forgot.New(forgot.Config{
				Text: e.Text, Ready: true, Mark: "9TQF", Escrow: "pendamping-pin:AbCd", Check: func(string) error { return nil }, Back: func() {},
			}).Object()
		},
		"forgot none": func(e *screen.Env) fyne.CanvasObject {
			return forgot.New(forgot.Config{Text: e.Text, Back: func() {}}).Object()
		},
		"newpin": func(e *screen.Env) fyne.CanvasObject { return newpin.New(e, newpin.Config{}).Object() },
		"unlock": func(e *screen.Env) fyne.CanvasObject {
			return unlock.New(unlock.Config{
				Text: e.Text, Now: screentest.Clock, Name: "Nurlaela", Office: "Pendamping · 12 kelompok",
				Place: "Tablet Praya 07 · JarPUK Lombok Tengah", Standing: "Tersimpan di tablet · 14 belum terkirim",
				After: func(time.Duration, func()) {}, Forgot: func() {}, Language: func() {},
			}).Object()
		},
	}
	for name, draw := range learning() {
		all[name] = draw
	}
	for _, tab := range []string{"", "meetings", "cash", "loans", "visits", "rules"} {
		all["group "+tab] = func(e *screen.Env) fyne.CanvasObject { return group.New(e, melati, group.Config{Tab: tab}).Object() }
	}
	for step := kpuk.StepOpen; step <= kpuk.StepClose; step++ {
		all["recorder "+step.String()] = func(e *screen.Env) fyne.CanvasObject {
			to := screen.Route{ID: screentest.MeetingID(screentest.Melati, 11), Step: step}
			return recorder.New(e, to, recorder.Options{}).Object()
		}
	}
	return all
}

// learning lists the screens for somebody new, and those of loans and new groups.
func learning() map[string]build {
	all := map[string]build{
		"loan":      func(e *screen.Env) fyne.CanvasObject { return loan.New(e, screentest.ID("loan", 1)).Object() },
		"loan late": func(e *screen.Env) fyne.CanvasObject { return loan.New(e, screentest.ID("loan", 3)).Object() },
		"new group": func(e *screen.Env) fyne.CanvasObject { return group.NewForm(e).Object() },
		"help list": func(e *screen.Env) fyne.CanvasObject { return help.New(e, "").Object() },
		"tour":      func(e *screen.Env) fyne.CanvasObject { return tour.New(e).Object() },
		"practice": func(e *screen.Env) fyne.CanvasObject {
			return practice.New(practice.Config{
				Text: e.Text, Now: e.Now, Rand: screentest.Random(1), Area: screentest.Area, Areas: e.Areas, Go: e.Go, Person: "Nurlaela",
			}).Object()
		},
	}
	for _, topic := range []string{"today", "recorder.money", "recorder.close", "member", "sync"} {
		all["help "+topic] = func(e *screen.Env) fyne.CanvasObject { return help.New(e, topic).Object() }
	}
	return all
}

// correcting draws a correction under way.
func correcting(to screen.Route) build {
	return func(e *screen.Env) fyne.CanvasObject {
		v := correct.New(e, to)
		v.Model().Input.Amount, v.Model().Input.Presence = "100000", kpuk.Absent
		v.Rebuild()
		return v.Object()
	}
}

// desk lists the screens of the coordinator.
func desk() map[string]build {
	return map[string]build{
		"dashboard": func(e *screen.Env) fyne.CanvasObject { return dashboard.New(e).Object() },
		"review": func(e *screen.Env) fyne.CanvasObject {
			return review.New(e, func(context.Context) error { return nil }, nil).Object()
		},
		"groups":   func(e *screen.Env) fyne.CanvasObject { return directory.New(e, directory.Groups, "").Object() },
		"members":  func(e *screen.Env) fyne.CanvasObject { return directory.New(e, directory.Members, "").Object() },
		"meetings": func(e *screen.Env) fyne.CanvasObject { return directory.New(e, directory.Meetings, "").Object() },
		"meeting": func(e *screen.Env) fyne.CanvasObject {
			return meeting.New(e, screentest.MeetingID(screentest.Melati, 10), nil).Object()
		},
		"correct line": correcting(screen.Route{ID: screentest.ID("loan line", 2)}),
		"devices":      func(e *screen.Env) fyne.CanvasObject { return devices.New(e, devices.Config{}).Object() },
		"sync":         func(e *screen.Env) fyne.CanvasObject { return sync.New(e, syncing{}).Object() },
	}
}

// facilitators lists all screens of a tablet.
func facilitators() map[string]build {
	all := tablet()
	maps.Copy(all, handheld())
	return all
}

// coordinators lists all screens of a desktop.
func coordinators() map[string]build {
	all := desk()
	maps.Copy(all, shared())
	return all
}

// TestNothingIsCutInLargeText draws every screen with text 1.3 times as large and finds
// what does not show whole. Names may be shortened where the page has one line for them;
// figures never.
func TestNothingIsCutInLargeText(t *testing.T) {
	for layout, screens := range map[string]map[string]build{
		screentest.Portrait: facilitators(), screentest.Landscape: facilitators(), screentest.Desktop: coordinators(),
	} {
		for name, draw := range screens {
			for _, lang := range []string{"id", "en"} {
				t.Run(layout+"/"+name+"/"+lang, func(t *testing.T) {
					for _, cut := range screentest.Cut(showLarge(t, layout, lang, draw)) {
						t.Error(cut)
					}
				})
			}
		}
	}
}

// showLarge draws a screen with large text in a window of a layout.
func showLarge(t *testing.T, layout, lang string, draw build) fyne.CanvasObject {
	t.Helper()
	rig := screentest.New(t, lang, screentest.Book()...)
	if layout == screentest.Desktop {
		rig = screentest.Coordinator(t, lang, screentest.Book()...)
	}
	large := theme.New(base.VariantLight, 1.3)
	test.ApplyTheme(t, large)
	o := draw(rig.Env)
	w := test.NewTempWindow(t, nil)
	w.SetPadded(false)
	w.SetContent(container.NewStack(canvas.NewRectangle(theme.Color(large, theme.Paper)), o))
	w.Resize(screentest.Size(layout))
	return o
}
