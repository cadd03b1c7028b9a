// Package help has the help pages of the app, which are read without a network: one file
// for each language, with a page for each topic.
//
// A topic is the name of a screen, or "recorder." and the name of a step. In the files a
// page begins with "# topic | title"; a line that begins with a number is a step, one with
// "?" says what to do when something is odd, any other is text. Words between stars are
// words on the screen, which a test looks up in the translations.
package help

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
)

//go:embed id.md
var indonesian string

//go:embed en.md
var english string

// Page is the help for one topic.
type Page struct {
	Topic string
	Title string
	About []string // what it is for
	Steps []string // in their order, without numbers
	Odd   []string // what to do when something is not as expected
}

// books has the pages by language, read once.
//
//nolint:gochecknoglobals // read once for the whole process
var books = sync.OnceValue(func() map[string][]Page {
	return map[string][]Page{"id": Parse(indonesian), "en": Parse(english)}
})

// Pages lists the pages of a language in the order of the file; of one that is not
// known, those in Indonesian.
func Pages(lang string) []Page {
	if lang != "en" {
		return books()["id"]
	}
	return books()["en"]
}

// Of finds the page of a topic; false where there is none. A topic of a part, such as
// "recorder.money", without a page of its own has that of the whole.
func Of(lang, topic string) (Page, bool) {
	for _, p := range Pages(lang) {
		if p.Topic == topic {
			return p, true
		}
	}
	if whole, _, part := strings.Cut(topic, "."); part {
		return Of(lang, whole)
	}
	return Page{}, false
}

// numbered is the beginning of a step.
var numbered = regexp.MustCompile(`^\d+\. `)

// Parse reads the pages of a file.
func Parse(file string) []Page {
	var pages []Page
	for line := range strings.Lines(file) {
		line = strings.TrimSpace(line)
		if head, ok := strings.CutPrefix(line, "# "); ok {
			topic, title, _ := strings.Cut(head, " | ")
			pages = append(pages, Page{Topic: topic, Title: title})
			continue
		}
		if line == "" || len(pages) == 0 {
			continue
		}
		p := &pages[len(pages)-1]
		if odd, ok := strings.CutPrefix(line, "? "); ok {
			p.Odd = append(p.Odd, odd)
		} else if step := numbered.FindString(line); step != "" {
			p.Steps = append(p.Steps, line[len(step):])
		} else {
			p.About = append(p.About, line)
		}
	}
	return pages
}

// starred is a run of words between stars.
var starred = regexp.MustCompile(`\*([^*]+)\*`)

// Quoted writes a line as it is read: the words of the screen in quotation marks.
func Quoted(line string) string { return starred.ReplaceAllString(line, "“$1”") }

// OnScreen lists the words of the screen that a line names.
func OnScreen(line string) []string {
	var out []string
	for _, found := range starred.FindAllStringSubmatch(line, -1) {
		out = append(out, found[1])
	}
	return out
}
