package print

import (
	"strings"

	"pendamping/app/paper"
	"pendamping/app/screen"
)

// RecoveryKey is the page on which a coordinator keeps the federation's recovery key: as a
// QR code and in groups of four letters, with what it is for. It also names the file.
func RecoveryKey(env *screen.Env, identity, recipient string) (name string, doc paper.Document) {
	t := env.Text
	place := ""
	if f := env.Book.Federation(); f != nil {
		place = f.Name
	}
	doc = paper.Document{
		Title: t.T("recovery.paper.title"), Subtitle: place + " · " + t.Date(env.Today().Time()), Code: identity, Made: env.Now(),
		Foot: t.T("print.foot", "Date", t.Date(env.Today().Time()), "Clock", t.Clock(env.Now())), Page: t.T("print.page"),
		Parts: []paper.Part{
			paper.Text(t.T("recovery.paper.what")),
			paper.Heading(t.T("recovery.paper.key")),
		},
	}
	const line = 24 // six groups
	var lines paper.Pairs
	for rest := identity; rest != ""; {
		n := min(len(rest), line)
		lines = append(lines, paper.Pair{Label: t.Number(int64(len(lines)+1)) + ".", Value: grouped(rest[:n]), Strong: true})
		rest = rest[n:]
	}
	doc.Parts = append(doc.Parts, lines,
		paper.Heading(t.T("recovery.paper.use")), paper.Text(t.T("recovery.paper.use.text")),
		paper.Heading(t.T("recovery.paper.public")), paper.Text(recipient))
	return t.T("recovery.file") + ".pdf", doc
}

// grouped sets blanks between groups of four.
func grouped(s string) string {
	var out []string
	for i := 0; i < len(s); i += 4 {
		out = append(out, s[i:min(i+4, len(s))])
	}
	return strings.Join(out, "  ")
}
