package quarantine_test

import (
	"context"
	"slices"
	"testing"

	"pendamping/app/screen"
	"pendamping/app/screen/quarantine"
	"pendamping/app/screen/screentest"
	"pendamping/fault"
	"pendamping/kpuk"
)

// source keeps held changes in memory.
type source struct {
	held     []*kpuk.Held
	released []kpuk.ID
	fail     error
}

func (s *source) Held(context.Context) ([]*kpuk.Held, error) {
	return slices.DeleteFunc(slices.Clone(s.held), func(h *kpuk.Held) bool { return !h.Open() }), s.fail
}

func (s *source) Release(ctx context.Context, by kpuk.ID, h *kpuk.Held, at int64) error {
	s.released = append(s.released, h.ID)
	return s.Answer(ctx, by, h, kpuk.HeldStanding{State: kpuk.HeldReleased, By: by, At: at})
}

func (s *source) Answer(_ context.Context, _ kpuk.ID, h *kpuk.Held, a kpuk.HeldStanding) error {
	if s.fail != nil {
		return s.fail
	}
	h.State = a
	return nil
}

// held makes a change that the hub told of.
func held(n byte, author int, verdict uint8, edits ...kpuk.HeldEdit) *kpuk.Held {
	h := &kpuk.Held{
		Author: screentest.ID("person", author), Replica: []byte{n, 0, 0, 0, 0, 0, 0, 0}, Seq: 7, Verdict: verdict,
		At: screentest.Clock().UnixMilli() - int64(n)*3_600_000, Edits: edits,
	}
	h.ID, h.Seen = kpuk.HeldID(h.Replica, h.Seq), true
	return h
}

// edit is a write to a record of the small book.
func edit(kind kpuk.Kind, id kpuk.ID) kpuk.HeldEdit {
	return kpuk.HeldEdit{Record: id, Kind: kind, Scope: screentest.ID("group", screentest.Melati), Writes: []kpuk.HeldWrite{{Number: 23, Value: []byte{0x60}}}}
}

// some are three: one to be released, one without its writes, and one of the coordinator.
func some() *source {
	rohayati := edit(kpuk.KindMember, screentest.MemberID(screentest.Melati, 8))
	bare := edit(kpuk.KindMeeting, screentest.MeetingID(screentest.Anggrek, 11))
	bare.Writes = nil
	own := held(3, 2, 2, edit(kpuk.KindGroup, screentest.ID("group", screentest.Melati)))
	own.Detail = "Rules: rule_rate"
	return &source{held: []*kpuk.Held{held(1, 1, 1, rohayati), held(2, 1, 3, bare), own}}
}

func coordinator(t *testing.T, lang string) *screentest.Rig {
	t.Helper()
	return screentest.Coordinator(t, lang, screentest.Book()...)
}

func TestCoordinatorReleasesAndReturns(t *testing.T) {
	src := some()
	m := quarantine.NewModel(coordinator(t, "id").Env, src, func() {})
	items := m.Items()
	if len(items) != 3 || items[0].Title != "Anggota Rohayati" || items[0].Line != "Nurlaela · 23 Nov, 09.24" || items[0].Why != "Kelompok atau desa ini bukan tugas penulisnya." {
		t.Fatalf("items %+v", items)
	}
	if !items[0].Releasable || items[1].Releasable || !items[1].Answerable || items[2].Detail == "" {
		t.Errorf("items %+v", items)
	}
	m.Release(items[1].ID)
	m.Return(items[1].ID)
	if len(src.released) != 0 || !m.Items()[1].Nudged {
		t.Fatal("released without writes, or returned without a comment")
	}
	m.SetComment(items[1].ID, " Mohon dicatat ulang. ")
	m.Return(items[1].ID)
	if got := src.held[1].State; got.State != kpuk.HeldReturned || got.Comment != "Mohon dicatat ulang." || got.By != screentest.ID("person", 2) {
		t.Errorf("returned %+v", got)
	}
	m.Release(items[0].ID)
	if len(src.released) != 1 || len(m.Items()) != 2 {
		t.Errorf("released %v, %d left", src.released, len(m.Items()))
	}
	src.fail = fault.New(fault.Full, "x")
	m.Release(items[2].ID)
	if m.Failure() == "" || m.Busy() || len(m.Items()) != 2 {
		t.Errorf("a failure is not told: %q", m.Failure())
	}
}

func TestAuthorSeesHerOwn(t *testing.T) {
	src := some()
	rig := screentest.New(t, "id", screentest.Book()...)
	local := held(4, 1, 5, edit(kpuk.KindEntry, screentest.ID("entry", 60)))
	local.Seen = nil
	src.held = append(src.held, local)
	src.held[0].State = kpuk.HeldStanding{State: kpuk.HeldReturned, By: screentest.ID("person", 2), At: screentest.Clock().UnixMilli(), Comment: "Sudah pindah ke Sumarni."}
	m := quarantine.NewModel(rig.Env, src, func() {})
	items := m.Items()
	if len(items) != 3 || !items[0].Answerable || items[0].Releasable || items[1].Answerable || !items[2].Local || items[2].Answerable {
		t.Fatalf("items %+v", items)
	}
	if items[0].Comment != "Sudah pindah ke Sumarni." || items[0].By != "Baiq Handayani · 23 Nov, 10.24" {
		t.Errorf("returned %+v", items[0])
	}
	m.Release(items[0].ID)
	m.Done(items[1].ID)
	m.Done(items[0].ID)
	if len(src.released) != 0 || src.held[0].State.State != kpuk.HeldDone || src.held[1].State.State != kpuk.HeldWaiting || len(m.Items()) != 2 {
		t.Errorf("released %v, states %v %v", src.released, src.held[0].State, src.held[1].State)
	}
}

func TestByTapping(t *testing.T) {
	src := some()
	src.held = src.held[:1]
	rig := coordinator(t, "id")
	v := quarantine.New(rig.Env, src)
	root := screentest.Show(t, screentest.Desktop, v.Object()).Content()
	screentest.TapButton(t, root, "Buka")
	if rig.Route() != (screen.Route{Name: screen.Member, ID: screentest.MemberID(screentest.Melati, 8)}) {
		t.Errorf("opened %+v", rig.Route())
	}
	screentest.TapButton(t, root, "Kembalikan")
	if !screentest.Says(root, "Tulis dulu apa yang perlu diperbaiki.") {
		t.Fatalf("texts %q", screentest.Texts(root))
	}
	field := screentest.TypeOn(t, root, "Tanya Sumarni")
	v.Refresh() // the book changed while she writes
	if !screentest.Says(root, "Tanya Sumarni") {
		t.Error("what was being written is gone")
	}
	field.FocusLost()
	screentest.TapButton(t, root, "Kembalikan")
	if src.held[0].State.Comment != "Tanya Sumarni" || !screentest.Says(root, "Dikembalikan") {
		t.Errorf("state %+v; texts %q", src.held[0].State, screentest.Texts(root))
	}
}

func TestPictures(t *testing.T) {
	for name, c := range map[string]struct{ layout, lang string }{
		"desk": {screentest.Desktop, "id"}, "author": {screentest.Portrait, "id"}, "author_2": {screentest.Dark, "en"}, "empty": {screentest.Landscape, "id"},
	} {
		t.Run(name, func(t *testing.T) {
			src := some()
			rig := coordinator(t, c.lang)
			if name != "desk" {
				rig = screentest.New(t, c.lang, screentest.Book()...)
				src.held[0].State = kpuk.HeldStanding{State: kpuk.HeldReturned, By: screentest.ID("person", 2), At: screentest.Clock().UnixMilli(), Comment: "Sudah pindah ke Sumarni."}
			}
			if name == "empty" {
				src.held = nil
			}
			screentest.Look(t, c.layout)
			screentest.Picture(t, name, c.layout, quarantine.New(rig.Env, src).Object())
		})
	}
}
