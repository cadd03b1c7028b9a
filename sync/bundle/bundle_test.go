package bundle_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"slices"
	"testing"

	"filippo.io/age"
	"go.uber.org/goleak"

	"pendamping/fault"
	"pendamping/sync/bundle"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const project = "pendamping"

func key(n byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, ed25519.SeedSize))
}

func public(k ed25519.PrivateKey) ed25519.PublicKey { return ed25519.PublicKey(k[32:]) }

// office is a hub that knows one device and holds what comes in order.
type office struct {
	device ed25519.PublicKey
	held   []merge.Change
	pages  int // of news that are left
	asked  [][]byte
	fail   error
}

func (o *office) DeviceKey(_ context.Context, id merge.ID) (ed25519.PublicKey, error) {
	if id != wire.DeviceID(o.device) {
		return nil, fault.New(fault.NotFound, "no such device")
	}
	return o.device, nil
}

func (o *office) Answer(_ context.Context, _ wire.Auth, req *wire.Request) (*wire.Reply, error) {
	if o.fail != nil {
		return nil, o.fail
	}
	o.asked = append(o.asked, req.Cursor)
	for i := range req.Changes {
		if req.Changes[i].Seq == uint64(len(o.held))+1 {
			o.held = append(o.held, req.Changes[i])
		}
	}
	o.pages = max(0, o.pages-1)
	return &wire.Reply{
		Epoch: merge.ID{1}, Head: merge.Head{Seq: uint64(len(o.held)), Hash: merge.Hash{7}}, Signature: make([]byte, 64),
		Cursor: []byte{'c', byte(len(o.asked))}, More: o.pages > 0,
	}, nil
}

func newOffice() *office { return &office{device: public(key(1))} }

// changes are as many as asked for, from 1.
func changes(n int) []merge.Change {
	var out []merge.Change
	for i := range n {
		out = append(out, merge.Change{
			Replica: merge.Replica{3}, Seq: uint64(i) + 1, Stamp: merge.Stamp(i), Author: merge.ID{4}, Seed: merge.Seed{5},
			Edits: []merge.Edit{{Record: merge.ID{6, byte(i)}, Kind: 4, Partition: merge.ID{8}, Scope: merge.ID{9}, Writes: []merge.Write{{
				Field: merge.Field{Number: 10}, Value: []byte("\x6bInaq Rahmah"),
			}}}},
		})
	}
	return out
}

// export is a bundle of several requests with three changes each.
func export(tb testing.TB, d *bundle.Device, requests int) []byte {
	tb.Helper()
	var file bytes.Buffer
	all := changes(3 * requests)
	err := d.Export(&file, bundle.Manifest{ID: merge.ID{0xb}, Replica: merge.Replica{3}}, nil, func(add bundle.Add) error {
		for i := range requests {
			req := wire.Request{
				Schema: 1, Base: merge.Head{Seq: uint64(3 * i)}, Head: uint64(len(all)), Changes: all[3*i : 3*i+3],
				Cursor: []byte("mine"), Want: 1000,
			}
			if err := add(uint64(10+i), &req); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return file.Bytes()
}

func sides(tb testing.TB, o *office) (*bundle.Device, *bundle.Hub) {
	tb.Helper()
	d, err := bundle.NewDevice(project, key(1), public(key(2)), nil)
	if err != nil {
		tb.Fatal(err)
	}
	h, err := bundle.NewHub(project, key(2), nil, o)
	if err != nil {
		tb.Fatal(err)
	}
	return d, h
}

// TestThereAndBack carries requests to the hub and its replies back.
func TestThereAndBack(t *testing.T) {
	o := newOffice()
	o.pages = 6
	d, h := sides(t, o)
	file := export(t, d, 4)
	if bytes.Contains(file, []byte("Rahmah")) {
		t.Fatal("a courier can read it")
	}
	var answer bytes.Buffer
	out, err := h.Import(t.Context(), bytes.NewReader(file), &answer)
	if err != nil {
		t.Fatal(err)
	}
	if out.Changes != 12 || out.Held.Seq != 12 || out.Messages != 4 || out.More {
		t.Errorf("outcome %+v", out)
	}
	// The first pulls from the device's cursor, each later one from where that before came to.
	want := [][]byte{[]byte("mine"), {'c', 1}, {'c', 2}, {'c', 3}, {'c', 4}, {'c', 5}}
	if !slices.EqualFunc(o.asked, want, bytes.Equal) {
		t.Errorf("asked from %q", o.asked)
	}
	var from [][]byte
	var counters []uint64
	m, err := d.Read(t.Context(), &answer, func(a bundle.Answer) error {
		from, counters = append(from, a.From), append(counters, a.Counter)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if m.ID != (merge.ID{0xb}) || m.Replica != (merge.Replica{3}) || !slices.EqualFunc(from, want, bytes.Equal) {
		t.Errorf("answer to %+v from %q", m, from)
	}
	if !slices.Equal(counters, []uint64{10, 11, 12, 13, 13, 13}) {
		t.Errorf("counters %v", counters)
	}
}

// TestEveryCutAndFlip: a bundle that was cut anywhere, or altered anywhere, changes
// nothing and is refused with an error of a kind that people can be told.
func TestEveryCutAndFlip(t *testing.T) {
	o := newOffice()
	d, h := sides(t, o)
	file := export(t, d, 2)
	refused := func(what string, at int, b []byte) {
		t.Helper()
		var answer bytes.Buffer
		_, err := h.Import(t.Context(), bytes.NewReader(b), &answer)
		switch fault.KindOf(err) {
		case fault.Damaged, fault.Foreign, fault.Newer, fault.Wrong:
		default:
			t.Fatalf("%s at %d: %v", what, at, err)
		}
		if len(o.held) > 0 || answer.Len() > 0 {
			t.Fatalf("%s at %d had an effect", what, at)
		}
	}
	for i := range file {
		refused("cut", i, file[:i])
		b := bytes.Clone(file)
		b[i] ^= 1 << (i % 8)
		refused("flip", i, b)
	}
	refused("tail", len(file), append(bytes.Clone(file), 0))
}

// TestRefusals names why a bundle is not taken.
func TestRefusals(t *testing.T) {
	o := newOffice()
	d, h := sides(t, o)
	file := export(t, d, 1)
	set := func(at int, v byte) []byte {
		b := bytes.Clone(file)
		b[at] = v
		return b
	}
	made := func(project string, device, hub byte) []byte {
		other, err := bundle.NewDevice(project, key(device), public(key(hub)), nil)
		if err != nil {
			t.Fatal(err)
		}
		return export(t, other, 1)
	}
	var answer bytes.Buffer
	if _, err := h.Import(t.Context(), bytes.NewReader(file), &answer); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		file []byte
		want error
		kind fault.Kind
	}{
		"a text":            {[]byte("Kepada Yth. koordinator, berikut data"), bundle.ErrNotBundle, fault.Foreign},
		"newer":             {set(8, bundle.Version+1), bundle.ErrNewer, fault.Newer},
		"older":             {set(8, bundle.Version-1), bundle.ErrOlder, fault.Foreign},
		"an answer":         {answer.Bytes(), bundle.ErrDirection, fault.Foreign},
		"no direction":      {set(9, 7), bundle.ErrNotBundle, fault.Foreign},
		"of another hub":    {made(project, 1, 3), bundle.ErrElsewhere, fault.Foreign},
		"of another device": {made(project, 4, 2), nil, fault.NotFound},
		"another project":   {made("other", 1, 2), bundle.ErrSigner, fault.Wrong},
		"sent on":           {reseal(t, file, 0), nil, fault.Other}, // to the same hub: harmless
		"without its end":   {reseal(t, file, 1), bundle.ErrDamaged, fault.Damaged},
		"with more":         {reseal(t, file, -1), bundle.ErrDamaged, fault.Damaged},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := h.Check(t.Context(), bytes.NewReader(tt.file))
			if fault.KindOf(err) != tt.kind || (tt.want != nil && !errors.Is(err, tt.want)) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

// reseal opens a bundle, as only its hub could, and seals it anew with its last bytes
// left out, or more at its end.
func reseal(tb testing.TB, file []byte, cut int) []byte {
	tb.Helper()
	const header = 26
	plain := open(tb, file)
	switch {
	case cut > 0:
		plain = plain[:len(plain)-(13+4+64)*cut] // the closing item
	case cut < 0:
		plain = append(plain, 1)
	}
	return seal(tb, file[:header], plain)
}

// open is what a bundle for the hub has inside.
func open(tb testing.TB, file []byte) []byte {
	tb.Helper()
	id, err := bundle.IdentityOf(key(2))
	if err != nil {
		tb.Fatal(err)
	}
	r, err := age.Decrypt(bytes.NewReader(file[26:]), id)
	if err != nil {
		tb.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		tb.Fatal(err)
	}
	return plain
}

// seal makes a bundle of what may be none.
func seal(tb testing.TB, header, plain []byte) []byte {
	tb.Helper()
	to, err := bundle.RecipientOf(public(key(2)))
	if err != nil {
		tb.Fatal(err)
	}
	out := bytes.NewBuffer(bytes.Clone(header))
	w, err := age.Encrypt(out, to)
	if err != nil {
		tb.Fatal(err)
	}
	_, err = w.Write(plain)
	if err = errors.Join(err, w.Close()); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// TestImportThatFails gives no answer, but the kind of the hub's trouble.
func TestImportThatFails(t *testing.T) {
	o := newOffice()
	d, h := sides(t, o)
	o.fail = fault.New(fault.Full, "no room")
	if _, err := h.Import(t.Context(), bytes.NewReader(export(t, d, 1)), io.Discard); fault.KindOf(err) != fault.Full {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.Check(ctx, bytes.NewReader(export(t, d, 1))); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}

// TestEmptyExport is no bundle: there is always one request, if only to pull.
func TestEmptyExport(t *testing.T) {
	_, h := sides(t, newOffice())
	d, _ := sides(t, newOffice())
	if _, err := h.Check(t.Context(), bytes.NewReader(export(t, d, 0))); fault.KindOf(err) != fault.Damaged {
		t.Errorf("got %v", err)
	}
}

// TestWrongCount: the end counts the messages.
func TestWrongCount(t *testing.T) {
	d, h := sides(t, newOffice())
	request := open(t, export(t, d, 1))
	for extra, want := range map[uint32]fault.Kind{0: fault.Other, 1: fault.Damaged} {
		var file bytes.Buffer
		forged := bundle.Forgery{
			Manifest: bundle.Manifest{ID: merge.ID{1}, Device: wire.DeviceID(public(key(1))), Replica: merge.Replica{3}},
			Project:  project, Key: key(1), To: public(key(2)), Body: request[117+13 : len(request)-81-64], Extra: extra,
		}
		if err := forged.Write(&file); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Check(t.Context(), &file); fault.KindOf(err) != want {
			t.Errorf("%d too many: %v", extra, err)
		}
	}
}

// TestAnswerForAnother cannot be read by a device for which it is not.
func TestAnswerForAnother(t *testing.T) {
	o := newOffice()
	d, h := sides(t, o)
	var answer bytes.Buffer
	if _, err := h.Import(t.Context(), bytes.NewReader(export(t, d, 1)), &answer); err != nil {
		t.Fatal(err)
	}
	other, err := bundle.NewDevice(project, key(5), public(key(2)), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = other.Check(t.Context(), bytes.NewReader(answer.Bytes())); !errors.Is(err, bundle.ErrElsewhere) {
		t.Errorf("another device: %v", err)
	}
	// A device that knows another hub under its own key.
	other, err = bundle.NewDevice(project, key(1), public(key(6)), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = other.Check(t.Context(), bytes.NewReader(answer.Bytes())); !errors.Is(err, bundle.ErrSigner) {
		t.Errorf("another hub: %v", err)
	}
}

// TestOpener: a bundle that is sealed for a desktop too can be read there, and is the
// hub's all the same; one that is not is told apart from damage.
func TestOpener(t *testing.T) {
	opened := []ed25519.PublicKey{public(key(7))}
	d, _ := sides(t, newOffice())
	o, err := bundle.NewOpener(project, key(7), public(key(2)), nil)
	if err != nil {
		t.Fatal(err)
	}
	claim := wire.SignClaim(key(2), project, wire.DeviceID(public(key(1))), merge.Replica{3})
	export := func(openers []ed25519.PublicKey) []byte {
		var file bytes.Buffer
		fail := d.Export(&file, bundle.Manifest{ID: merge.ID{0xb}, Replica: merge.Replica{3}, Claim: claim}, openers, func(add bundle.Add) error {
			return add(4, &wire.Request{Want: 5})
		})
		if fail != nil {
			t.Fatal(fail)
		}
		return file.Bytes()
	}
	signer := func(_ context.Context, id merge.ID) (ed25519.PublicKey, error) {
		if id != wire.DeviceID(public(key(1))) {
			t.Errorf("asked for device %x", id)
		}
		return public(key(1)), nil
	}
	read := func(file []byte, signer bundle.Signer) (int, error) {
		n := 0
		m, fail := o.Read(t.Context(), bytes.NewReader(file), signer, func(m bundle.Manifest, req *wire.Request) error {
			if m.Replica != (merge.Replica{3}) || req.Want != 5 {
				t.Errorf("%+v %+v", m, req)
			}
			n++
			return nil
		})
		if fail == nil && (m.ID != merge.ID{0xb} || m.Messages != n) {
			t.Errorf("manifest %+v", m)
		}
		return n, fail
	}
	file := export(opened)
	n, err := read(file, signer)
	if err != nil || n != 1 {
		t.Errorf("%d requests, %v", n, err)
	}
	stranger := func(context.Context, merge.ID) (ed25519.PublicKey, error) { return opened[0], nil }
	if _, err = read(file, stranger); !errors.Is(err, bundle.ErrSigner) {
		t.Errorf("signed by another: %v", err)
	}
	if _, err = read(file[:len(file)-9], signer); !errors.Is(err, bundle.ErrDamaged) {
		t.Errorf("cut: %v", err)
	}
	if _, err = read(export(nil), signer); !errors.Is(err, bundle.ErrSealed) {
		t.Errorf("sealed for the hub alone: %v", err)
	}
	claim = wire.SignClaim(key(2), project, wire.DeviceID(public(key(1))), merge.Replica{4})
	if _, err = read(export(opened), signer); !errors.Is(err, bundle.ErrSealed) {
		t.Errorf("in another's name: %v", err)
	}
	to, _, err := bundle.Sniff(file[:bundle.HeaderSize], public(key(2)))
	if err != nil || to != bundle.ToHub {
		t.Errorf("goes to %d, %v", to, err)
	}
	if _, _, err = bundle.Sniff(file, public(key(1))); !errors.Is(err, bundle.ErrElsewhere) {
		t.Errorf("to another hub: %v", err)
	}
	if _, _, err = bundle.Sniff([]byte("photo"), public(key(1))); !errors.Is(err, bundle.ErrNotBundle) {
		t.Errorf("no bundle: %v", err)
	}
}

func TestWord(t *testing.T) {
	for name, out := range map[string]bundle.Outcome{
		"all well": {Held: merge.Head{Seq: 9}},
		"some refused, one held though its clock is ahead": {Held: merge.Head{Seq: 9}, Verdicts: []merge.Verdict{
			{Seq: 3, Code: merge.NoRight}, {Seq: 4, Code: merge.ClockFarAhead}, {Seq: 7, Code: merge.RuleBroken},
		}},
		"another history": {Held: merge.Head{Seq: 9}, Verdicts: []merge.Verdict{{Seq: 5, Code: merge.Branched}}},
	} {
		out.Replica = merge.Replica{3, 1}
		want := out.Word()
		headers := map[string]string{}
		want.Write(func(k, v string) { headers[k] = v })
		got, ok := bundle.ReadWord(func(k string) string { return headers[k] })
		if !ok || got.Replica != want.Replica || got.Held != 9 || got.Branched != want.Branched || !slices.Equal(got.Refused, want.Refused) {
			t.Errorf("%s: %+v, said %+v", name, got, want)
		}
		for seq := uint64(1); seq <= 9; seq++ {
			rejected := slices.ContainsFunc(out.Verdicts, func(v merge.Verdict) bool {
				return v.Seq == seq && v.Code != merge.ClockFarAhead || v.Code == merge.Branched && seq >= v.Seq
			})
			if got.Rejects(seq) != rejected {
				t.Errorf("%s: change %d rejected: %v", name, seq, !rejected)
			}
		}
	}
	for _, text := range []string{"", "03", "zz.1", "0301000000000000.x", "0301.1"} {
		if _, ok := bundle.ReadWord(func(string) string { return text }); ok {
			t.Errorf("%q is taken for a word", text)
		}
	}
}
