package help_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pendamping/assets/help"
)

// topics lists the screens from their source and the steps of the recorder.
func topics(t *testing.T) []string {
	t.Helper()
	source, err := os.ReadFile("../../app/screen/screen.go")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, found := range regexp.MustCompile(`(?m)^\t\w+ +Name = "(\w+)"`).FindAllStringSubmatch(string(source), -1) {
		if found[1] != "help" && found[1] != "tour" { // they are help themselves
			all = append(all, found[1])
		}
	}
	if len(all) < 20 {
		t.Fatalf("only %d screens found", len(all))
	}
	for _, step := range []string{"open", "attendance", "notes", "money", "cash", "discussion", "close", "returned", "shareout"} {
		all = append(all, "recorder."+step)
	}
	return all
}

// TestEveryRouteHasHelp wants a whole page for each screen and step in both languages,
// and none for what is not there.
func TestEveryRouteHasHelp(t *testing.T) {
	want := topics(t)
	for _, lang := range []string{"id", "en"} {
		var have []string
		for _, p := range help.Pages(lang) {
			have = append(have, p.Topic)
			if p.Title == "" || len(p.About) != 1 || len(p.Steps) < 3 || len(p.Steps) > 6 || len(p.Odd) == 0 {
				t.Errorf("%s/%s: title %q, %d lines, %d steps, %d odd", lang, p.Topic, p.Title, len(p.About), len(p.Steps), len(p.Odd))
			}
		}
		for _, topic := range want {
			if n := len(slices.DeleteFunc(slices.Clone(have), func(h string) bool { return h != topic })); n != 1 {
				t.Errorf("%s: %d pages for %q", lang, n, topic)
			}
		}
		for _, topic := range have {
			if !slices.Contains(want, topic) {
				t.Errorf("%s: %q is no screen", lang, topic)
			}
		}
	}
}

// TestBothLanguagesSayTheSame holds the pages against each other by their shape.
func TestBothLanguagesSayTheSame(t *testing.T) {
	for _, id := range help.Pages("id") {
		en, ok := help.Of("en", id.Topic)
		if !ok || len(en.Steps) != len(id.Steps) || len(en.Odd) != len(id.Odd) {
			t.Errorf("%s: %d steps and %d odd, in English %d and %d", id.Topic, len(id.Steps), len(id.Odd), len(en.Steps), len(en.Odd))
		}
	}
}

// TestWordsAreOnTheScreen looks every word between stars up in the translations, where it
// must be a text or the fixed beginning or end of one.
func TestWordsAreOnTheScreen(t *testing.T) {
	for _, lang := range []string{"id", "en"} {
		texts := catalog(t, lang)
		for _, p := range help.Pages(lang) {
			for _, line := range slices.Concat(p.About, p.Steps, p.Odd) {
				for _, words := range help.OnScreen(line) {
					if !slices.ContainsFunc(texts, func(s string) bool { return strings.HasPrefix(s, words) || strings.HasSuffix(s, words) }) {
						t.Errorf("%s/%s: nothing on the screen reads %q", lang, p.Topic, words)
					}
				}
			}
		}
	}
}

// catalog lists the texts of a language.
func catalog(t *testing.T, lang string) []string {
	t.Helper()
	files, err := filepath.Glob("../translation/*." + lang + ".json")
	if err != nil || len(files) == 0 {
		t.Fatal("no translations", err)
	}
	var out []string
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]any
		if err := json.Unmarshal(content, &texts); err != nil {
			t.Fatal(err)
		}
		for _, v := range texts {
			switch text := v.(type) {
			case string:
				out = append(out, text)
			case map[string]any:
				for _, form := range text {
					if s, ok := form.(string); ok {
						out = append(out, s)
					}
				}
			default:
				t.Errorf("%s: %v", file, v)
			}
		}
	}
	return out
}

func TestParse(t *testing.T) {
	got := help.Parse("lost\n# a | A b\nWhat *x y* is.\n\n1. One\n12. Two\n? If.\n# c\n")
	if len(got) != 2 || got[0].Topic != "a" || got[0].Title != "A b" || len(got[0].About) != 1 || got[1].Topic != "c" {
		t.Fatalf("got %+v", got)
	}
	if !slices.Equal(got[0].Steps, []string{"One", "Two"}) || !slices.Equal(got[0].Odd, []string{"If."}) {
		t.Errorf("got %+v", got[0])
	}
	if q := help.Quoted(got[0].About[0]); q != "What “x y” is." {
		t.Errorf("quoted %q", q)
	}
}

func TestOf(t *testing.T) {
	for topic, want := range map[string]string{"recorder.money": "recorder.money", "recorder.none": "recorder", "today": "today", "nothing": ""} {
		if p, ok := help.Of("id", topic); p.Topic != want || ok != (want != "") {
			t.Errorf("%s: %q %v", topic, p.Topic, ok)
		}
	}
	if p, _ := help.Of("jv", "today"); p.Title != "Hari ini" {
		t.Errorf("a language that is not there gives %q", p.Title)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("# a | b\n1. c\n? d\ne")
	f.Add("#  | \n? \n1. ")
	f.Fuzz(func(t *testing.T, file string) {
		lines := strings.Count(file, "\n") + 1
		for _, p := range help.Parse(file) {
			lines -= 1 + len(p.About) + len(p.Steps) + len(p.Odd)
		}
		if lines < 0 {
			t.Error("more was read than is there")
		}
	})
}
