package translation

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestLoadRefuses(t *testing.T) {
	tests := map[string]struct {
		files map[string]string
		says  string
	}{
		"not JSON":        {map[string]string{"a.id.json": `{"a.b": `}, "a.id.json"},
		"a number":        {map[string]string{"a.id.json": `{"a.b": 3}`}, "a.id.json"},
		"a list":          {map[string]string{"a.id.json": `{"a.b": ["x"]}`}, "a.id.json"},
		"an unknown form": {map[string]string{"a.id.json": `{"a.b": {"few": "x"}}`}, "few"},
		"nested":          {map[string]string{"a.id.json": `{"a": {"b": "x"}}`}, "a.id.json"},
		"twice":           {map[string]string{"a.id.json": `{"a.b": "x"}`, "b.id.json": `{"a.b": "y"}`}, `"a.b" is in`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			folder := fstest.MapFS{}
			for file, content := range tc.files {
				folder[file] = &fstest.MapFile{Data: []byte(content)}
			}
			_, err := load(folder, "id")
			if err == nil || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("error %v, want one with %q", err, tc.says)
			}
		})
	}
}

func TestLoadTakesOneLanguage(t *testing.T) {
	messages, err := load(fstest.MapFS{
		"a.id.json": {Data: []byte(`{"a.one": "satu", "a.many": {"other": "{{.N}} buah"}}`)},
		"a.en.json": {Data: []byte(`{"a.one": "one"}`)},
	}, "id")
	if err != nil {
		t.Fatal(err)
	}
	if len(messages) != 2 {
		t.Errorf("%d messages, want 2", len(messages))
	}
}
