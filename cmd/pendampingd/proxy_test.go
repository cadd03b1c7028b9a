package main

import (
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func kpukHex(d *device) string { return hex.EncodeToString(d.grant.Device[:]) }

func TestClientBehindProxy(t *testing.T) {
	tests := map[string]struct {
		from    string
		chain   []string
		want    string
		trusted string
	}{
		"no proxy is trusted":            {"10.0.0.1:7", []string{"1.2.3.4"}, "10.0.0.1:7", ""},
		"a stranger speaks for others":   {"8.8.8.8:7", []string{"1.2.3.4"}, "8.8.8.8:7", "10.0.0.0/8"},
		"a trusted proxy":                {"10.0.0.1:7", []string{"1.2.3.4"}, "1.2.3.4:0", "10.0.0.0/8"},
		"the client says more":           {"10.0.0.1:7", []string{"9.9.9.9, 1.2.3.4"}, "1.2.3.4:0", "10.0.0.0/8"},
		"two proxies":                    {"10.0.0.1:7", []string{"9.9.9.9, 1.2.3.4, 10.0.0.2"}, "1.2.3.4:0", "10.0.0.0/8"},
		"two headers":                    {"10.0.0.1:7", []string{"9.9.9.9", "1.2.3.4"}, "1.2.3.4:0", "10.0.0.0/8"},
		"only proxies":                   {"10.0.0.1:7", []string{"10.0.0.3"}, "10.0.0.3:0", "10.0.0.0/8"},
		"nobody named":                   {"10.0.0.1:7", nil, "10.0.0.1:7", "10.0.0.0/8"},
		"nonsense":                       {"10.0.0.1:7", []string{"1.2.3.4, unknown"}, "10.0.0.1:7", "10.0.0.0/8"},
		"nonsense farther away":          {"10.0.0.1:7", []string{"unknown, 1.2.3.4"}, "1.2.3.4:0", "10.0.0.0/8"},
		"version 6":                      {"[::1]:7", []string{"2001:db8::1"}, "[2001:db8::1]:0", "::1"},
		"version 4 in version 6":         {"[::ffff:10.0.0.1]:7", []string{"::ffff:1.2.3.4"}, "1.2.3.4:0", "10.0.0.1"},
		"a zone is no address of others": {"10.0.0.1:7", []string{"fe80::1%eth0"}, "10.0.0.1:7", "10.0.0.1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var trusted networks
			ok(t, trusted.Set(tt.trusted))
			got := ""
			h := unveil(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.RemoteAddr }), trusted)
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
			r.RemoteAddr, r.Header[forwardedFor] = tt.from, tt.chain
			h.ServeHTTP(httptest.NewRecorder(), r)
			if got != tt.want {
				t.Errorf("client %s, want %s", got, tt.want)
			}
		})
	}
	var n networks
	if n.Set("10.0.0.0/8,::1") != nil || n.String() != "10.0.0.0/8,::1/128" || n.Set("ten") == nil {
		t.Errorf("ranges: %v", n.String())
	}
}

// TestLimitsBehindProxy: with a trusted proxy each client has a limit of its own, without
// one nobody gets another by naming one.
func TestLimitsBehindProxy(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	enrol := func(from string) int {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.url+"/v1/enrol", strings.NewReader("x"))
		ok(t, err)
		req.Header.Set(forwardedFor, from)
		res, err := http.DefaultClient.Do(req)
		ok(t, err)
		ok(t, res.Body.Close())
		return res.StatusCode
	}
	r.serve("--http", "--enrol-burst", "1", "--trusted-proxy", "127.0.0.0/8")
	if a, b, again := enrol("1.1.1.1"), enrol("2.2.2.2"), enrol("1.1.1.1"); a != 401 || b != 401 || again != 429 {
		t.Errorf("behind a trusted proxy: %d %d %d", a, b, again)
	}
	r.stop()
	r.serve("--http", "--enrol-burst", "1")
	if a, b := enrol("1.1.1.1"), enrol("2.2.2.2"); a != 401 || b != 429 {
		t.Errorf("without one: %d %d", a, b)
	}
}
