package wire_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

var update = flag.Bool("update", false, "write the vectors anew")

// vectors are examples for those who write another client. They are read, not only
// compared: a change of the protocol makes the test fail.
type vectors struct {
	About string `json:"about"`

	Chain struct {
		Changes []merge.Change `json:"changes"`
		Hashes  []string       `json:"hashes"`
	} `json:"chain"`

	Request struct {
		Replica string `json:"replica"`
		Plain   string `json:"plain_cbor"`
		Body    string `json:"body"`
	} `json:"request"`

	Reply struct {
		Deltas []merge.Delta `json:"deltas"`
		Plain  string        `json:"plain_cbor"`
		Body   string        `json:"body"`
	} `json:"reply"`

	Signature struct {
		Seed      string `json:"key_seed"`
		Project   string `json:"project"`
		Device    string `json:"device"`
		Counter   uint64 `json:"counter"`
		Challenge string `json:"challenge"`
		Header    string `json:"header"`
	} `json:"signature"`

	Receipt struct {
		Seed      string `json:"key_seed"`
		Seq       uint64 `json:"seq"`
		Epoch     string `json:"epoch"`
		Bytes     string `json:"bytes"`
		Signature string `json:"signature"`
	} `json:"receipt"`

	Code struct {
		Hex  string `json:"hex"`
		Text string `json:"text"`
		Link string `json:"link"`
	} `json:"code"`
}

func publicKey(t *testing.T, key ed25519.PrivateKey) ed25519.PublicKey {
	t.Helper()
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		t.Fatal("not an Ed25519 key")
	}
	return public
}

func hexOf(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// vectorChanges are two saves: a member is entered, then her name is mended.
func vectorChanges() []merge.Change {
	r, scope := merge.Replica{1, 2, 3, 4, 5, 6, 7, 8}, merge.ID{0xbb}
	edit := merge.Edit{Record: merge.ID{0xaa, 1}, Kind: 3, Partition: merge.ID{0xcc}, Scope: scope}
	first, second := edit, edit
	first.Writes = []merge.Write{
		{Field: merge.Field{Number: 1}, Value: merge.ScopeValue(scope)},
		{Field: merge.Field{Number: 10}, Value: must("Ibu Phe")},
	}
	second.Writes = []merge.Write{
		{Field: merge.Field{Number: 10}, Value: must("Ibu Peni"), Context: merge.Context{{Replica: r, Seq: 1}}},
	}
	at := merge.Stamp(1_760_000_000_000 << 16)
	return []merge.Change{
		{Replica: r, Seq: 1, Stamp: at, Author: merge.ID{0xdd}, Seed: merge.Seed{0xee}, Edits: []merge.Edit{first}},
		{Replica: r, Seq: 2, Stamp: at + 1500<<16 + 2, Author: merge.ID{0xdd}, Seed: merge.Seed{0xee}, Edits: []merge.Edit{second}},
	}
}

func makeVectors(t *testing.T) *vectors {
	t.Helper()
	c := codec(t)
	v := &vectors{About: "Examples for docs/PROTOCOL.md. Bytes are hexadecimal."}
	v.Chain.Changes = vectorChanges()
	head := merge.Head{}
	for i := range v.Chain.Changes {
		head = merge.Head{Seq: v.Chain.Changes[i].Seq, Hash: v.Chain.Changes[i].Hash(head.Hash)}
		v.Chain.Hashes = append(v.Chain.Hashes, hex.EncodeToString(head.Hash[:]))
	}
	replica := v.Chain.Changes[0].Replica
	body, err := c.PackRequest(replica, &wire.Request{Schema: 1, Head: 2, Changes: v.Chain.Changes, Want: 65536})
	if err != nil {
		t.Fatal(err)
	}
	plain, err := c.Plain(body)
	if err != nil {
		t.Fatal(err)
	}
	v.Request.Replica, v.Request.Body, v.Request.Plain = hex.EncodeToString(replica[:]), hex.EncodeToString(body), hex.EncodeToString(plain)
	v.Reply.Deltas = vectorDeltas(v.Chain.Changes)
	reply, err := c.PackReply(&wire.Reply{Epoch: merge.ID{0xab}, Now: 1_760_000_100_000, Deltas: v.Reply.Deltas})
	if err != nil {
		t.Fatal(err)
	}
	told, err := c.Plain(reply)
	if err != nil {
		t.Fatal(err)
	}
	v.Reply.Body, v.Reply.Plain = hex.EncodeToString(reply), hex.EncodeToString(told)
	seed := bytes.Repeat([]byte{0x42}, ed25519.SeedSize)
	key := ed25519.NewKeyFromSeed(seed)
	device := wire.DeviceID(publicKey(t, key))
	auth := wire.Auth{Device: device, Replica: replica, Counter: 7, Challenge: []byte("challenge")}
	auth.Sign(key, wire.PathSync, "lombok", body)
	s := &v.Signature
	s.Seed, s.Project, s.Device, s.Counter = hex.EncodeToString(seed), "lombok", hex.EncodeToString(device[:]), 7
	s.Challenge, s.Header = hex.EncodeToString(auth.Challenge), auth.Header()
	receipt := merge.Receipt{Replica: replica, Head: head, Epoch: merge.ID{0xab}}
	wire.SignReceipt(key, &receipt)
	q := &v.Receipt
	q.Seed, q.Seq, q.Epoch = s.Seed, 2, hex.EncodeToString(receipt.Epoch[:])
	q.Bytes, q.Signature = hex.EncodeToString(wire.ReceiptBytes(&receipt)), hex.EncodeToString(receipt.Signature)
	code := [16]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
	v.Code.Hex, v.Code.Text = hex.EncodeToString(code[:]), wire.FormatCode(code)
	v.Code.Link = wire.Invitation{Hub: "https://hub.example:8443", Code: code, Pin: bytes.Repeat([]byte{9}, 32), Project: "lombok"}.String()
	return v
}

// vectorDeltas are a record as it stands after the changes, with another's concurrent
// name, and one that left the device's scopes.
func vectorDeltas(changes []merge.Change) []merge.Delta {
	e := &changes[0].Edits[0]
	rec := merge.Record{ID: e.Record, Kind: e.Kind, Partition: e.Partition}
	for i := range changes {
		rec.Apply(&changes[i], &changes[i].Edits[0], 1)
	}
	other := changes[1]
	other.Replica, other.Seq, other.Stamp = merge.Replica{8, 7}, 40, other.Stamp-700<<16
	edit := *e
	edit.Writes = []merge.Write{{Field: merge.Field{Number: 10}, Value: must("Ibu Fe"), Context: merge.Context{{Replica: changes[0].Replica, Seq: 1}}}}
	rec.Apply(&other, &edit, 1)
	for i := range rec.Fields {
		rec.Fields[i].Position = 0 // is not sent
	}
	return []merge.Delta{{Record: rec.ID, Kind: rec.Kind, Partition: rec.Partition, Fields: rec.Fields}, {Record: merge.ID{0xaa, 2}, Kind: e.Kind, Partition: e.Partition, Gone: true}}
}

// TestVectors: today's program still speaks the bytes that were published.
func TestVectors(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "vectors", "protocol1.json")
	made := makeVectors(t)
	if *update {
		raw, err := json.MarshalIndent(made, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err = os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err = os.WriteFile(path, append(raw, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var want vectors
	if err = json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	c := codec(t)
	req, err := c.UnpackRequest(merge.Replica(hexOf(t, want.Request.Replica)), hexOf(t, want.Request.Body))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Chain.Changes, req.Changes); diff != "" {
		t.Errorf("the published request reads otherwise: %s", diff)
	}
	reply, err := c.UnpackReply(hexOf(t, want.Reply.Body))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Reply.Deltas, reply.Deltas); diff != "" {
		t.Errorf("the published reply reads otherwise: %s", diff)
	}
	auth, err := wire.ParseAuth(want.Signature.Header)
	if err != nil {
		t.Fatal(err)
	}
	key := publicKey(t, ed25519.NewKeyFromSeed(hexOf(t, want.Signature.Seed)))
	if err = auth.Verify(key, wire.PathSync, want.Signature.Project, hexOf(t, want.Request.Body)); err != nil {
		t.Error("the published signature does not verify")
	}
	// What a compressor makes of the bytes may change; everything else may not.
	made.Request.Body, made.Signature.Header = want.Request.Body, want.Signature.Header
	made.Reply.Body = want.Reply.Body
	if diff := cmp.Diff(&want, made); diff != "" {
		t.Error(diff)
	}
}
