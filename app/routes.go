package app

import (
	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/screen/dashboard"
	"pendamping/app/screen/devices"
	"pendamping/app/screen/directory"
	"pendamping/app/screen/group"
	"pendamping/app/screen/groups"
	"pendamping/app/screen/meeting"
	"pendamping/app/screen/member"
	"pendamping/app/screen/recorder"
	"pendamping/app/screen/review"
	"pendamping/app/screen/settings"
	syncscreen "pendamping/app/screen/sync"
	"pendamping/app/screen/tasks"
	"pendamping/app/screen/today"
	"pendamping/kpuk"
)

// view is what every screen gives the app.
type view interface {
	Object() fyne.CanvasObject
	Refresh()
}

// leaver is a view that has something to save when it is left.
type leaver interface{ Leave() }

// keyed is a view that understands keys; true means that it took the key.
type keyed interface{ Key(e *fyne.KeyEvent) bool }

// typed is a view that understands letters; true means that it took the letter.
type typed interface{ Rune(r rune) bool }

// open makes the view of a route.
func (d *desk) view(r screen.Route) view {
	coordinator := d.env.Office != kpuk.OfficeFacilitator
	switch r.Name {
	case screen.Today:
		return today.New(d.env)
	case screen.Groups:
		if coordinator {
			return directory.New(d.env, directory.Groups)
		}
		return groups.New(d.env)
	case screen.Members:
		return directory.New(d.env, directory.Members)
	case screen.Group:
		return group.New(d.env, r)
	case screen.Member:
		return member.New(d.env, r)
	case screen.Recorder:
		return recorder.New(d.env, r)
	case screen.Meeting:
		return meeting.New(d.env, r)
	case screen.Tasks:
		return tasks.New(d.env)
	case screen.Sync:
		return syncscreen.New(d.env, d.syncer)
	case screen.Settings:
		return settings.New(d.env, d.settings())
	case screen.Review:
		return review.New(d.env, r)
	case screen.Devices:
		return devices.New(d.env, d.invitations())
	case screen.Dashboard:
		return dashboard.New(d.env)
	default:
		return today.New(d.env)
	}
}
