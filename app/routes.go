package app

import (
	"fyne.io/fyne/v2"

	"pendamping/app/background"
	"pendamping/app/screen"
	"pendamping/app/screen/activity"
	"pendamping/app/screen/conflicts"
	"pendamping/app/screen/correct"
	"pendamping/app/screen/dashboard"
	"pendamping/app/screen/devices"
	"pendamping/app/screen/directory"
	"pendamping/app/screen/gaps"
	"pendamping/app/screen/group"
	"pendamping/app/screen/groups"
	"pendamping/app/screen/help"
	meetscreen "pendamping/app/screen/hotspot"
	"pendamping/app/screen/loan"
	"pendamping/app/screen/meeting"
	"pendamping/app/screen/member"
	"pendamping/app/screen/newpin"
	"pendamping/app/screen/quarantine"
	"pendamping/app/screen/recorder"
	"pendamping/app/screen/review"
	"pendamping/app/screen/settings"
	"pendamping/app/screen/shareout"
	syncscreen "pendamping/app/screen/sync"
	taskscreen "pendamping/app/screen/task"
	"pendamping/app/screen/tasks"
	"pendamping/app/screen/today"
	"pendamping/app/screen/tour"
	"pendamping/app/screen/visit"
	"pendamping/app/screen/visits"
	"pendamping/kpuk"
	"pendamping/sync/wire"
)

// view is what every screen gives the app.
type view interface {
	Object() fyne.CanvasObject
	Refresh()
}

// leaver is a view that has something to save when it is left.
type leaver interface{ Leave() }

// attacher is a view that wants to know its canvas once it is shown, for the keyboard.
type attacher interface{ Attach(c fyne.Canvas) }

// keyed is a view that understands keys; true means that it took the key.
type keyed interface{ Key(e *fyne.KeyEvent) bool }

// typed is a view that understands letters; true means that it took the letter.
type typed interface{ Rune(r rune) bool }

// view makes the view of a route.
func (d *desk) view(r screen.Route) view { //nolint:ireturn // every screen has its own type
	switch r.Name {
	case screen.Group:
		return group.New(d.env, r.ID, group.Config{Tab: r.Tab})
	case screen.Form:
		return group.NewForm(d.env)
	case screen.Loan:
		return loan.New(d.env, r.ID)
	case screen.Member:
		return member.New(d.env, r.ID, r.Of, member.Config{Tab: r.Tab, Photos: d.pictures()})
	case screen.Recorder:
		return recorder.New(d.env, r, recorder.Options{LeftHand: d.app.profile.LeftHand, Sent: d.sent, Photos: d.pictures()})
	case screen.ShareOut:
		return shareout.New(d.env, r.ID)
	case screen.Sync:
		return syncscreen.New(d.env, &courier{syncer: d.syncer, app: d.app})
	case screen.Settings:
		return settings.New(d.env, d.settings())
	case screen.NewPIN:
		return newpin.New(d.env, d.newPIN())
	case screen.Correct:
		if _, reviewed := d.env.Book.Record(r.ID).(*kpuk.Amendment); reviewed {
			return correct.NewReviewView(d.env, r.ID)
		}
		return correct.New(d.env, r)
	case screen.Conflicts:
		return conflicts.New(d.env, d.doubts)
	case screen.Task:
		return taskscreen.New(d.env, r.ID, d.pictures())
	case screen.Visits:
		return visits.New(d.env, r.Tab)
	case screen.Visit:
		return visit.New(d.env, r.ID, visit.Options{Photos: d.pictures(), Locate: d.locate()})
	case screen.Activity:
		return activity.New(d.env, r.ID, d.pictures())
	case screen.Hotspot:
		d.meetup.look()
		return meetscreen.New(d.env, d.meetup, meetingWrong)
	case screen.Quarantine:
		return quarantine.New(d.env, d.dev.Store)
	case screen.Practice:
		return d.practicing()
	case screen.Help:
		return help.New(d.env, r.Tab)
	case screen.Tour:
		return tour.New(d.env)
	default:
	}
	if d.env.Office == kpuk.OfficeFacilitator {
		return d.tabletView(r)
	}
	return d.deskView(r)
}

// tabletView makes the views that only a facilitator has.
func (d *desk) tabletView(r screen.Route) view { //nolint:ireturn // every screen has its own type
	switch r.Name {
	case screen.Groups:
		return groups.New(d.env, groups.Config{
			Start: r.Tab == "start", Waiting: d.syncer.waiting,
			Detail: func(id kpuk.ID) groups.Page { return group.New(d.env, id, group.Config{Pane: true}) },
		})
	case screen.Meeting:
		return meeting.New(d.env, r.ID, d.pictures())
	case screen.Gaps:
		return gaps.New(d.env, r.Tab)
	case screen.Tasks:
		return tasks.New(d.env)
	default:
		return today.New(d.env, func() today.Status {
			return today.Status{Waiting: d.syncer.waiting(), SyncedAt: d.syncer.State().At, Tight: d.tight()}
		})
	}
}

// deskView makes the views that only a coordinator has.
func (d *desk) deskView(r screen.Route) view { //nolint:ireturn // every screen has its own type
	switch {
	case r.Name == screen.Groups:
		return directory.New(d.env, directory.Groups, r.Tab)
	case r.Name == screen.Members:
		return directory.New(d.env, directory.Members, r.Tab)
	case r.Name == screen.Meeting && r.ID.IsZero():
		return directory.New(d.env, directory.Meetings, r.Tab)
	case r.Name == screen.Meeting:
		return meeting.New(d.env, r.ID, d.pictures())
	case r.Name == screen.Review:
		v := review.New(d.env, review.Hold, d.pictures())
		if !r.ID.IsZero() {
			v.SelectID(r.ID)
		}
		return v
	case r.Name == screen.Devices:
		v := devices.New(d.env, d.invitations())
		if !r.ID.IsZero() {
			v.SelectDevice(r.ID)
		}
		return v
	default:
		return dashboard.New(d.env)
	}
}

// sent tells whether a meeting has left this device: the hub holds it as it is here,
// whatever else waits.
func (d *desk) sent(id kpuk.ID) bool { return !d.syncer.state.Unconfirmed[id] }

// invitations is what the page of people and devices needs of the hub's address.
func (d *desk) invitations() devices.Config {
	id := d.dev.Identity
	return devices.Config{
		Link: func(code []byte) string {
			return wire.Invitation{Hub: id.Hub, Code: [16]byte(code), Pin: id.Pin, Project: id.Project}.String()
		},
		Code: func(code []byte) string { return wire.FormatCode([16]byte(code)) },
		Copy: func(text string) { d.app.cfg.App.Clipboard().SetContent(text) },

		Device: id.Device, Escrows: escrows{d},
	}
}

// locate is how a page asks where the device is; nil where it cannot tell.
func (d *desk) locate() func(done func(kpuk.GeoPoint, error)) {
	if d.app.cfg.Locate == nil {
		return nil
	}
	return func(done func(kpuk.GeoPoint, error)) {
		d.app.cfg.Locate(func(p kpuk.GeoPoint, err error) { background.Post(func() { done(p, err) }) })
	}
}
