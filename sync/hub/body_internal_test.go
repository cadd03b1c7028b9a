package hub

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"testing/iotest"

	"pendamping/sync/wire"
)

// TestReadBody: a body of any length up to the limit is read, in pieces of any size, whether
// its length is known or not; one above is refused, announced or not.
func TestReadBody(t *testing.T) {
	const limit = 100_000
	pieces := map[string]func(io.Reader) io.Reader{
		"at once": func(r io.Reader) io.Reader { return r }, "halves": iotest.HalfReader, "end with data": iotest.DataErrReader,
	}
	for _, size := range []int{0, 1, firstRead - 1, firstRead, firstRead + 1, 70_000, limit, limit + 1} {
		body := bytes.Repeat([]byte{7}, size)
		for name, in := range pieces {
			for _, length := range []int64{-1, int64(size)} {
				r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", in(bytes.NewReader(body)))
				r.ContentLength = length
				got, no := readBody(httptest.NewRecorder(), r, limit)
				switch {
				case size > limit:
					if no == nil || no.status != http.StatusRequestEntityTooLarge {
						t.Errorf("%d bytes %s, length %d: %+v", size, name, length, no)
					}
				case no != nil || !bytes.Equal(got, body):
					t.Errorf("%d bytes %s, length %d: %d, %+v", size, name, length, len(got), no)
				case cap(got) > 2*max(size, firstRead)+1:
					t.Errorf("%d bytes %s, length %d: room for %d", size, name, length, cap(got))
				}
			}
		}
	}
}

// TestAnnouncedBody: who announces a large body and sends little makes the hub hold little.
func TestAnnouncedBody(t *testing.T) {
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", io.MultiReader(bytes.NewReader(make([]byte, 100)), iotest.ErrReader(io.ErrUnexpectedEOF)))
	r.ContentLength = wire.MaxRequestBody
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, no := readBody(httptest.NewRecorder(), r, wire.MaxRequestBody)
	runtime.ReadMemStats(&after)
	if no == nil || no.status != http.StatusBadRequest || after.TotalAlloc-before.TotalAlloc > 64<<10 {
		t.Errorf("%+v, %d bytes allocated", no, after.TotalAlloc-before.TotalAlloc)
	}
}
