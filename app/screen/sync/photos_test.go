package sync_test

import (
	"testing"

	"pendamping/app/screen/screentest"
	"pendamping/app/screen/sync"
)

func TestPhotoRow(t *testing.T) {
	for name, c := range map[string]struct {
		photos  sync.Photos
		running bool
		why     string
		now     bool
	}{
		"next":    {sync.Photos{Files: 5, Bytes: 1_900_000}, false, "Dikirim paling akhir, sesudah catatan.", true},
		"wifi":    {sync.Photos{Files: 5, Bytes: 1_900_000, Why: sync.PhotosWiFi}, false, "Menunggu Wi-Fi.", true},
		"budget":  {sync.Photos{Files: 5, Bytes: 1_900_000, Why: sync.PhotosBudget}, false, "Jatah kirim hari ini sudah terpakai; dilanjutkan besok.", true},
		"broken":  {sync.Photos{Files: 5, Bytes: 1_900_000, Why: sync.PhotosBroken}, false, "Tadi terputus; dilanjutkan dari yang sudah sampai.", true},
		"sending": {sync.Photos{Files: 5, Bytes: 1_900_000, Sending: true}, false, "Sedang dikirim.", false},
		"records": {sync.Photos{Files: 5, Bytes: 1_900_000}, true, "Dikirim paling akhir, sesudah catatan.", false},
	} {
		t.Run(name, func(t *testing.T) {
			src := &source{state: waiting()}
			src.state.Photos, src.state.Running = c.photos, c.running
			v := sync.New(screentest.New(t, "id").Env, src)
			root := screentest.Show(t, screentest.Portrait, v.Object()).Content()
			if !screentest.Says(root, c.why) || !screentest.Says(root, "5 berkas menunggu") || !screentest.Says(root, "1,9 MB") {
				t.Errorf("says %q", screentest.Texts(root))
			}
			screentest.TapButton(t, root, "Kirim foto sekarang")
			if (src.photos == 1) != c.now {
				t.Errorf("sent %d times", src.photos)
			}
		})
	}
	src := &source{state: waiting()}
	m := sync.NewModel(screentest.New(t, "id").Env, src)
	if _, waits := m.Photos(); waits {
		t.Error("photos wait where there are none")
	}
	m.SendPhotos()
	if src.photos != 0 {
		t.Error("nothing was sent all the same")
	}
}

// After a pause the button goes on.
func TestGoOn(t *testing.T) {
	src := &source{state: waiting()}
	src.state.Paused = true
	v := sync.New(screentest.New(t, "id").Env, src)
	root := screentest.Show(t, screentest.Portrait, v.Object()).Content()
	screentest.TapButton(t, root, "Lanjutkan")
	if src.started != 1 {
		t.Errorf("started %d times", src.started)
	}
}
