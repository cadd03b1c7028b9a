package printed_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/screen/group"
	"pendamping/app/screen/meeting"
	"pendamping/app/screen/member"
	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
	"pendamping/fault"
	"pendamping/kpuk"
)

// printer remembers what was asked for.
type printer struct {
	asked []screen.Print
	err   error
}

func (p *printer) print(what screen.Print, done func(error)) {
	p.asked = append(p.asked, what)
	done(p.err)
}

// press taps the printer in the bar: the last icon button of the page's head.
func press(t *testing.T, o fyne.CanvasObject) {
	t.Helper()
	for _, b := range screentest.All[*widget.IconButton](o) {
		if b.Icon() == "printer-bold.svg" {
			b.Tapped(nil)
			return
		}
	}
	t.Fatal("no printer")
}

func TestEachPagePrintsItsOwn(t *testing.T) {
	melati := screentest.ID("group", screentest.Melati)
	held, woman := screentest.MeetingID(screentest.Melati, 10), screentest.MemberID(screentest.Melati, 1)
	for name, tt := range map[string]struct {
		page func(*screen.Env) fyne.CanvasObject
		tap  string
		want screen.Print
	}{
		"minutes": {
			func(e *screen.Env) fyne.CanvasObject { return meeting.New(e, held, nil).Object() }, "",
			screen.Print{Kind: screen.PrintMinutes, ID: held},
		},
		"member": {
			func(e *screen.Env) fyne.CanvasObject {
				return member.New(e, woman, kpuk.ID{}, member.Config{}).Object()
			}, "",
			screen.Print{Kind: screen.PrintMember, ID: woman},
		},
		"cash book": {
			func(e *screen.Env) fyne.CanvasObject { return group.New(e, melati, group.Config{}).Object() }, "Buku kas",
			screen.Print{Kind: screen.PrintCashBook, ID: melati},
		},
		"page of the running meeting": {
			func(e *screen.Env) fyne.CanvasObject { return group.New(e, melati, group.Config{}).Object() }, "Lembar rapat",
			screen.Print{Kind: screen.PrintSheet, ID: melati, Date: screentest.Day(11, 23)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := screentest.New(t, "id", screentest.Book()...)
			p := &printer{err: fault.New(fault.Full, "full")}
			r.Print = p.print
			o := tt.page(r.Env)
			screentest.Show(t, screentest.Portrait, o)
			press(t, o)
			if tt.tap != "" {
				screentest.Tap(t, o, tt.tap)
			}
			if !screentest.Says(o, "Berkas cetak tidak tersimpan.") {
				t.Error("a failure is not told")
			}
			p.err = nil
			screentest.Tap(t, o, "Coba lagi")
			if !screentest.Says(o, "Berkas cetak tersimpan.") || len(p.asked) != 2 || p.asked[1] != tt.want {
				t.Errorf("asked %+v, want %+v", p.asked, tt.want)
			}
		})
	}
}

func TestNoPrinterNoButton(t *testing.T) {
	r := screentest.New(t, "id", screentest.Book()...)
	o := meeting.New(r.Env, screentest.MeetingID(screentest.Melati, 10), nil).Object()
	screentest.Show(t, screentest.Portrait, o)
	for _, b := range screentest.All[*widget.IconButton](o) {
		if b.Icon() == "printer-bold.svg" {
			t.Error("a button that does nothing")
		}
	}
}
