package wire_test

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// checkVectors are a request that asks for comparisons and its reply.
type checkVectors struct {
	About   string          `json:"about"`
	Checks  []merge.Check   `json:"checks"`
	Request string          `json:"request_plain_cbor"`
	Checked []merge.Checked `json:"checked"`
	Reply   string          `json:"reply_plain_cbor"`
}

const checkFile = "../../docs/vectors/check1.json"

func makeCheckVectors(t *testing.T) *checkVectors {
	t.Helper()
	c := codec(t)
	v := &checkVectors{
		About: "Comparisons of docs/PROTOCOL.md §5.4: keys 9 of a request, 12 and 13 of a reply. Bytes are hexadecimal.",
		Checks: []merge.Check{
			{Subject: merge.ID{0xaa, 1}, Digest: merge.Brief{1, 2, 3, 4, 5, 6, 7, 8}},
			{Subject: merge.ID{0xaa, 2}, Digest: merge.Brief{9}},
			{Subject: merge.ID{0xaa, 3}},
			{Subject: merge.ID{0xaa, 4}},
		},
		Checked: []merge.Checked{
			{Agreement: merge.CheckAgrees},
			{Agreement: merge.CheckDiffers, Digest: merge.Brief{8, 7, 6, 5, 4, 3, 2, 1}},
			{Agreement: merge.CheckLater},
			{Agreement: merge.CheckUnknown},
		},
	}
	body, err := c.PackRequest(merge.Replica{1}, &wire.Request{Schema: 1, Cursor: []byte{1}, Want: 65536, Checks: v.Checks})
	if err != nil {
		t.Fatal(err)
	}
	v.Request = plainOf(t, c, body)
	body, err = c.PackReply(&wire.Reply{Epoch: merge.ID{7}, Challenge: []byte("challenge"), Now: 1_760_000_000_000, Checked: v.Checked})
	if err != nil {
		t.Fatal(err)
	}
	v.Reply = plainOf(t, c, body)
	return v
}

func plainOf(t *testing.T, c *wire.Codec, body []byte) string {
	t.Helper()
	plain, err := c.Plain(body)
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(plain)
}

func TestCheckVectors(t *testing.T) {
	made := makeCheckVectors(t)
	if *update {
		text, err := json.MarshalIndent(made, "", "\t")
		if err == nil {
			err = os.WriteFile(filepath.FromSlash(checkFile), append(text, '\n'), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(filepath.FromSlash(checkFile))
	if err != nil {
		t.Fatal(err)
	}
	var kept checkVectors
	if err := json.Unmarshal(text, &kept); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&kept, made); diff != "" {
		t.Errorf("the protocol has changed:\n%s", diff)
	}
	// A reader of before skips the keys, one of now reads them.
	for _, key := range []string{"09" + "5860", "0c" + "44" + "01020003" + "0d" + "48" + "0807060504030201"} {
		if !strings.Contains(kept.Request+kept.Reply, key) {
			t.Errorf("no bytes %s in %s, %s", key, kept.Request, kept.Reply)
		}
	}
}

func TestChecksComeThrough(t *testing.T) {
	t.Parallel()
	c := codec(t)
	rapid.Check(t, func(t *rapid.T) {
		var want []merge.Check
		var said []merge.Checked
		for range rapid.IntRange(0, wire.MaxChecks).Draw(t, "checks") {
			one := merge.Check{Subject: merge.ID{rapid.Byte().Draw(t, "subject")}, Digest: merge.Brief{rapid.Byte().Draw(t, "digest")}}
			ans := merge.Checked{Agreement: merge.Agreement(rapid.IntRange(0, 5).Draw(t, "agreement"))}
			if ans.Agreement == merge.CheckDiffers {
				ans.Digest = one.Digest
			}
			want, said = append(want, one), append(said, ans)
		}
		body, err := c.PackRequest(merge.Replica{1}, &wire.Request{Checks: want})
		if err != nil {
			t.Fatal(err)
		}
		req, err := c.UnpackRequest(merge.Replica{1}, body)
		if err != nil || cmp.Diff(want, req.Checks) != "" {
			t.Fatalf("%v: %s", err, cmp.Diff(want, req.Checks))
		}
		if body, err = c.PackReply(&wire.Reply{Checked: said}); err != nil {
			t.Fatal(err)
		}
		reply, err := c.UnpackReply(body)
		if err != nil || cmp.Diff(said, reply.Checked) != "" {
			t.Fatalf("%v: %s", err, cmp.Diff(said, reply.Checked))
		}
	})
}

// TestBadChecks: too many, cut ones, digests that are missing or too many.
func TestBadChecks(t *testing.T) {
	t.Parallel()
	c := codec(t)
	body, err := c.PackRequest(merge.Replica{1}, &wire.Request{Checks: make([]merge.Check, wire.MaxChecks+1)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = c.UnpackRequest(merge.Replica{1}, body); fault.KindOf(err) != fault.Invalid {
		t.Errorf("too many: %v", err)
	}
	if body, err = c.PackReply(&wire.Reply{Checked: make([]merge.Checked, wire.MaxChecks+1)}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.UnpackReply(body); fault.KindOf(err) != fault.Invalid {
		t.Errorf("too many answers: %v", err)
	}
	if _, err := c.UnpackRequest(merge.Replica{1}, squeeze(t, append([]byte{0xa1, 0x09, 0x57}, make([]byte, 23)...))); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a cut one: %v", err)
	}
	good := makeCheckVectors(t).Reply
	for name, agreements := range map[string]string{"digest missing": "02020003", "one digest beyond": "01010003"} {
		bad := strings.Replace(good, "01020003", agreements, 1)
		if _, err := c.UnpackReply(squeeze(t, hexOf(t, bad))); bad == good || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
