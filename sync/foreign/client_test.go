package foreign_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"io"
	"maps"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// client is a device.
type client struct {
	t          *testing.T
	hub        string
	project    string
	key        ed25519.PrivateKey
	device     id
	own        replica
	hubKey     ed25519.PublicKey
	epoch      []byte
	partition  id
	person     id
	challenge  []byte
	counter    uint64
	cursor     []byte
	seq, acked uint64
	hash       [32]byte // of the own chain at seq
	ackedHash  [32]byte
	waiting    []change
	records    map[id]record
	verdicts   [][2]int64  // seq and code
	extra      map[int]any // keys that nobody knows
	zip        *zstd.Encoder
	unzip      *zstd.Decoder
}

// newClient takes an invitation.
func newClient(t *testing.T, link, hub string, seed byte) *client {
	t.Helper()
	dictionary, err := os.ReadFile("../../assets/dictionary/1.txt")
	ok(t, err)
	unzip, err := zstd.NewReader(nil, zstd.WithDecoderDictRaw(1, dictionary))
	ok(t, err)
	t.Cleanup(unzip.Close)
	zip, err := zstd.NewWriter(nil)
	ok(t, err)
	query, err := url.ParseQuery(link[strings.IndexByte(link, '?')+1:])
	ok(t, err)
	c := &client{
		t: t, hub: hub, project: query.Get("project"), key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, 32)), own: replica{seed},
		records: map[id]record{}, zip: zip, unzip: unzip,
	}
	public := []byte(c.key[32:])
	sum := sha256.Sum256(public)
	c.device = id(sum[:])
	body := encode(nil, map[int]any{1: codeOf(query.Get("code")), 2: "Klien lain", 3: 1})
	status, answer := c.post("/v1/enrol", replica{}, public, 0, body)
	if status != http.StatusOK {
		t.Fatalf("enrolment: %d %x", status, answer)
	}
	grant := c.read(answer)
	c.epoch, c.hubKey = grant[1].([]byte), ed25519.PublicKey(grant[2].([]byte))
	c.partition, c.person, c.challenge = id(grant[3].([]byte)), id(grant[4].([]byte)), grant[9].([]byte)
	c.take(grant)
	return c
}

// codeOf reads the code of an invitation and checks its last symbol.
func codeOf(text string) []byte {
	const symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U"
	text = strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(text))
	n := new(big.Int)
	for _, r := range text[:26] {
		n.Add(n.Lsh(n, 5), big.NewInt(int64(strings.IndexRune(symbols, r))))
	}
	if check := new(big.Int).Mod(n, big.NewInt(37)).Int64(); symbols[check] != text[26] {
		return nil
	}
	return n.FillBytes(make([]byte, 16))
}

// read unfolds the body of a reply.
func (c *client) read(body []byte) map[int64]any {
	c.t.Helper()
	plain, err := c.unzip.DecodeAll(body, nil)
	ok(c.t, err)
	v, rest := decode(plain)
	if len(rest) > 0 {
		c.t.Fatal("bytes after the reply")
	}
	return v.(map[int64]any)
}

// take keeps the records of a reply or grant.
func (c *client) take(reply map[int64]any) {
	p, ok := reply[11].([]any)
	if !ok {
		return
	}
	for _, r := range unpack(p) {
		if r.gone {
			delete(c.records, r.id)
			continue
		}
		old := c.records[r.id]
		for _, f := range old.fields { // a delta has the fields that are new
			if !slices.ContainsFunc(r.fields, func(n field) bool { return n.number == f.number && n.element == f.element }) {
				r.fields = append(r.fields, f)
			}
		}
		c.records[r.id] = r
	}
}

// post signs and sends a body.
func (c *client) post(path string, r replica, challenge []byte, counter uint64, body []byte) (int, []byte) {
	c.t.Helper()
	sum := sha256.Sum256(body)
	signed := []byte("pendamping request v1\nPOST\n" + path + "\n" + c.project + "\n")
	signed = append(append(signed, c.device[:]...), r[:]...)
	signed = binary.BigEndian.AppendUint64(signed, counter)
	signed = binary.BigEndian.AppendUint32(signed, uint32(len(challenge)))
	signed = append(append(signed, challenge...), sum[:]...)
	b64 := base64.RawURLEncoding.EncodeToString
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.hub+path, bytes.NewReader(body))
	ok(c.t, err)
	req.Header.Set("Authorization", "Pdp1 "+strings.Join([]string{
		b64(c.device[:]), b64(r[:]), strconv.FormatUint(counter, 36), b64(challenge), b64(ed25519.Sign(c.key, signed)),
	}, "."))
	resp, err := http.DefaultClient.Do(req)
	ok(c.t, err)
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	ok(c.t, err)
	return resp.StatusCode, answer
}

// save makes a change of edits and chains it.
func (c *client) save(stamp uint64, edits ...edit) {
	c.seq++
	ch := change{seq: c.seq, stamp: stamp, author: c.person, seed: id{0x5e}, edits: edits}
	c.hash = c.link(c.hash, &ch)
	c.waiting = append(c.waiting, ch)
}

// link is hash(n) of §1.1.
func (c *client) link(before [32]byte, ch *change) [32]byte {
	u64, u32, u16 := binary.BigEndian.AppendUint64, binary.BigEndian.AppendUint32, binary.BigEndian.AppendUint16
	b := append([]byte("pendamping change 1\x00"), before[:]...)
	b = u64(u64(append(b, c.own[:]...), ch.seq), ch.stamp)
	b = u32(append(b, ch.author[:]...), uint32(len(ch.edits)))
	for i, e := range ch.edits {
		b = append(u16(append(b, e.record[:]...), e.kind), e.partition[:]...)
		b = u32(append(b, e.scope[:]...), uint32(len(e.writes)))
		for j, w := range e.writes {
			mac := hmac.New(sha256.New, ch.seed[:])
			mac.Write(u32(u32(u64(slices.Clone(c.own[:]), ch.seq), uint32(i)), uint32(j)))
			commit := sha256.Sum256(append(mac.Sum(nil)[:16], w.value...))
			b = u32(append(u16(b, w.number), w.element[:]...), uint32(len(w.context)))
			for _, d := range w.context {
				b = u64(append(b, d.replica[:]...), d.seq)
			}
			b = append(b, commit[:]...)
		}
	}
	return sha256.Sum256(b)
}

// sync goes round until nothing waits on either side.
func (c *client) sync() {
	c.t.Helper()
	for round := 0; ; round++ {
		if round > 20 {
			c.t.Fatal("it does not end")
		}
		if more := c.round(); !more && len(c.waiting) == 0 {
			return
		}
	}
}

func (c *client) round() (more bool) {
	c.t.Helper()
	req := map[int]any{1: 1, 4: c.seq - c.acked, 7: 1 << 20}
	maps.Copy(req, c.extra)
	if c.acked > 0 {
		req[2], req[3] = c.acked, c.ackedHash[:]
	}
	if len(c.waiting) > 0 {
		req[5] = pack(c.own, c.acked, c.waiting)
	}
	if len(c.cursor) > 0 {
		req[6] = c.cursor
	}
	body := c.zip.EncodeAll(encode(nil, req), nil)
	c.counter++
	status, answer := c.post("/v1/sync", c.own, c.challenge, c.counter, body)
	if status == http.StatusUnauthorized {
		v, _ := decode(answer)
		p := v.(map[int64]any)
		if p[1] != int64(4) {
			c.t.Fatalf("problem %v", p)
		}
		last, _ := p[3].(int64)
		c.challenge, c.counter = p[2].([]byte), uint64(last)+1
		status, answer = c.post("/v1/sync", c.own, c.challenge, c.counter, body)
	}
	if status != http.StatusOK {
		c.t.Fatalf("sync: %d %x", status, answer)
	}
	reply := c.read(answer)
	c.receipt(reply)
	verdicts, _ := reply[7].([]any)
	for _, v := range verdicts {
		c.verdicts = append(c.verdicts, [2]int64{v.([]any)[0].(int64), v.([]any)[1].(int64)})
	}
	c.take(reply)
	if cursor, told := reply[9].([]byte); told {
		c.cursor = cursor
	}
	c.challenge = reply[5].([]byte)
	more, _ = reply[10].(bool)
	return more
}

// receipt checks what the hub confirms.
func (c *client) receipt(reply map[int64]any) {
	c.t.Helper()
	seq, _ := reply[2].(int64)
	if seq == 0 {
		return
	}
	hash := reply[3].([]byte)
	signed := binary.BigEndian.AppendUint64(append([]byte("pendamping receipt v1\n"), c.own[:]...), uint64(seq))
	signed = append(append(signed, hash...), reply[1].([]byte)...)
	if !ed25519.Verify(c.hubKey, signed, reply[4].([]byte)) {
		c.t.Fatal("the receipt does not verify")
	}
	if uint64(seq) != c.seq || !bytes.Equal(hash, c.hash[:]) {
		c.t.Fatalf("the hub holds %d %x, this device has %d %x", seq, hash, c.seq, c.hash)
	}
	c.acked, c.ackedHash, c.waiting = c.seq, c.hash, nil
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
