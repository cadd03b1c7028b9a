package print_test

import (
	"bytes"
	"strings"
	"testing"

	"pendamping/app/paper"
	printing "pendamping/app/print"
	"pendamping/app/screen/screentest"
)

// TestRecoveryKeyPage: everything of the key is on the page, as a code and in groups, and
// what it is for.
func TestRecoveryKeyPage(t *testing.T) {
	const identity = "AGE-SECRET-KEY-1QGP4ZW8XHK5D0C2V7L3M9N6T0R8S2Y4U6E8A0J2F4G6H8K0QWERTYUIOPA"
	r := screentest.Coordinator(t, "id", screentest.Book()...)
	name, doc := printing.RecoveryKey(r.Env, identity, "age1public")
	if name != "kunci-pemulihan.pdf" || doc.Code != identity {
		t.Errorf("%q, code %q", name, doc.Code)
	}
	text := words(doc)
	for _, part := range []string{"JarPUK Lombok Tengah", "Jangan difoto", "age1public", "cocokkan tandanya"} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing", part)
		}
	}
	var whole strings.Builder
	for _, part := range doc.Parts {
		if lines, is := part.(paper.Pairs); is {
			for _, line := range lines {
				whole.WriteString(strings.Join(strings.Fields(line.Value), ""))
			}
		}
	}
	if whole.String() != identity {
		t.Errorf("on the page stands %q", whole.String())
	}
	var b bytes.Buffer
	if err := paper.Write(&b, doc); err != nil || b.Len() < 1_000 {
		t.Errorf("%d bytes, %v", b.Len(), err)
	}
}
