package main

import (
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// get asks the hub for a page.
func (r *rig) get(path string, headers ...string) (status int, body string) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.url+path, http.NoBody)
	ok(r.t, err)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	ok(r.t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	ok(r.t, err)
	return res.StatusCode, string(text)
}

// value finds a figure on a page of metrics.
func value(t *testing.T, page, name string) float64 {
	t.Helper()
	found := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (\S+)$`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("there is no %s", name)
	}
	v, err := strconv.ParseFloat(found[1], 64)
	ok(t, err)
	return v
}

// TestMetricsCount lets a device sync, one change of which is put aside, and reads the
// figures.
func TestMetricsCount(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	link := r.invite("--name", "Nurlaela", "--groups", "K-01")
	r.serve("--http")
	d := r.mustEnrol(link, 1)
	g := d.group(t, "K-01")
	m, e := d.meeting(t, g)
	ok(t, d.Save(t.Context(), d.author(), m, e))
	bad, e := d.meeting(t, g)
	e.Line.Amount = -1
	ok(t, d.Save(t.Context(), d.author(), bad, e))
	r.sync(d)

	_, page := r.get(metricsPath)
	id := kpukHex(d)
	for name, want := range map[string]float64{
		"pendamping_changes_total":                                        2,
		"pendamping_verdicts_total":                                       1,
		"pendamping_quarantine_changes":                                   1,
		"pendamping_quarantine_forked_changes":                            0,
		"pendamping_forks_total":                                          0,
		`pendamping_device_behind_changes{device="` + id + `"}`:           0,
		`pendamping_request_seconds_count{path="/v1/enrol",status="200"}`: 1,
	} {
		if got := value(t, page, name); got != want {
			t.Errorf("%s is %v, not %v", name, got, want)
		}
	}
	for _, name := range []string{
		"pendamping_records_total", "pendamping_store_bytes", "pendamping_store_position",
		`pendamping_body_bytes_total{direction="up",path="/v1/sync"}`, `pendamping_body_bytes_total{direction="down",path="/v1/sync"}`,
		`pendamping_device_last_sync_timestamp_seconds{device="` + id + `"}`, "process_resident_memory_bytes",
	} {
		if got := value(t, page, name); got <= 0 {
			t.Errorf("%s is %v", name, got)
		}
	}
	for _, never := range []string{"Nurlaela", "Melati", "Sahnim", "K-01"} {
		if strings.Contains(page, never) {
			t.Errorf("the page names %s", never)
		}
	}
	// What peers ask for makes no new series.
	for _, path := range []string{"/v1/photo/x", "/wp-login.php", "/v1/sync/" + id} {
		r.get(path)
	}
	_, page = r.get(metricsPath)
	if strings.Contains(page, "wp-login") || value(t, page, `pendamping_request_seconds_count{path="other",status="404"}`) == 0 {
		t.Error("paths of strangers become labels")
	}
	if status, _ := r.get("/readyz"); status != http.StatusNoContent {
		t.Errorf("readyz: %d", status)
	}
}

// TestMetricsAreNotForAll: through a proxy, and from elsewhere, there are none.
func TestMetricsAreNotForAll(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	r.serve("--http", "--trusted-proxy", "127.0.0.1")
	for _, h := range []string{forwardedFor, "Forwarded", "Via", "X-Real-IP"} {
		if status, body := r.get(metricsPath, h, "127.0.0.1"); status != http.StatusNotFound || body != "" {
			t.Errorf("with %s: %d", h, status)
		}
	}
	if status, _ := r.get(metricsPath); status != http.StatusOK {
		t.Errorf("from this machine: %d", status)
	}
	r.stop()
	r.serve("--http", "--metrics-from", "10.0.0.0/8")
	if status, _ := r.get(metricsPath); status != http.StatusNotFound {
		t.Errorf("from outside the range: %d", status)
	}
}
