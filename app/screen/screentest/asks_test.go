package screentest_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"pendamping/app/screen"
	"pendamping/app/screen/recorder"
	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
	"pendamping/assets/help"
)

// topicOf is the help page that a screen of tablet() has to lead to; "" for those that are
// help themselves or come before signing in.
func topicOf(name string) string {
	first, rest, _ := strings.Cut(name, " ")
	switch {
	case first == "unlock" || first == "help" || first == "tour":
		return ""
	case first == "recorder":
		return "recorder." + rest
	case first == "member's":
		return "member"
	case first == "share-out":
		return "shareout"
	case name == "new group":
		return "form"
	case name == "groups and group":
		return "groups"
	case first == "enrol" || first == "rescue" || first == "forgot":
		return ""
	default:
		return first
	}
}

// TestEveryScreenAsks presses the question mark of every screen of the tablet, upright and
// on its side: each has one, and it leads to the screen's own page.
func TestEveryScreenAsks(t *testing.T) {
	for _, layout := range []string{screentest.Portrait, screentest.Landscape} {
		for name, draw := range facilitators() {
			want := topicOf(name)
			if want == "" {
				continue
			}
			t.Run(layout+"/"+name, func(t *testing.T) {
				rig := screentest.New(t, "id", screentest.Book()...)
				var asked []string
				rig.Help = func(topic string) { asked = append(asked, topic) }
				root := screentest.Show(t, layout, draw(rig.Env)).Content()
				if strings.HasPrefix(name, "practice") { // leads to its own page within
					screentest.All[*widget.IconButton](root)[0].Tapped(nil)
					if len(asked) != 0 || !screentest.Says(root, "Selesai berlatih") || !screentest.Says(root, "Semua bantuan") {
						t.Error("the help is not within the practice")
					}
					return
				}
				for _, b := range screentest.All[*widget.IconButton](root) {
					if strings.Contains(b.Icon(), "question") {
						test.Tap(b)
						break
					}
				}
				if len(asked) != 1 || asked[0] != want {
					t.Fatalf("asked %q, want %q", asked, want)
				}
				if p, ok := help.Of("id", asked[0]); !ok || p.Topic != want {
					t.Errorf("no page for %q", asked[0])
				}
			})
		}
	}
}

// TestReturnedAsks asks at a returned meeting, which no step has.
func TestReturnedAsks(t *testing.T) {
	rig := screentest.New(t, "id", screentest.Book()...)
	var asked string
	rig.Help = func(topic string) { asked = topic }
	root := screentest.Show(t, screentest.Portrait, recorder.New(rig.Env,
		screen.Route{ID: screentest.MeetingID(screentest.Anggrek, 11)}, recorder.Options{}).Object()).Content()
	for _, b := range screentest.All[*widget.IconButton](root) {
		if strings.Contains(b.Icon(), "question") {
			test.Tap(b)
		}
	}
	if asked != "recorder.returned" {
		t.Errorf("asked %q", asked)
	}
}
