package translation

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// ErrLanguage is returned by New for a language there are no texts in.
var ErrLanguage = errors.New("translation: unknown language")

//go:embed *.json
var files embed.FS

// The languages there are texts in.
const (
	Indonesian = "id"
	English    = "en"
)

// Language is a language the user can choose.
type Language struct {
	Code string // such as "id"
	Name string // in that language itself
}

// Languages lists the languages, the default first.
func Languages() []Language {
	return []Language{{Indonesian, "Bahasa Indonesia"}, {English, "English"}}
}

// Printer gives texts in one language. It is immutable, so safe for concurrent use.
type Printer struct {
	lang      string
	localizer *i18n.Localizer
	style     style
}

// New makes a printer for "id" or "en"; another language gives ErrLanguage.
func New(lang string) (*Printer, error) {
	signs, ok := styleOf(lang)
	if !ok {
		return nil, fmt.Errorf("%w: %q", ErrLanguage, lang)
	}
	tag := language.Make(lang)
	bundle := i18n.NewBundle(tag)
	messages, err := load(files, lang)
	if err != nil {
		return nil, err
	}
	if err := bundle.AddMessages(tag, messages...); err != nil {
		return nil, fmt.Errorf("translation: %w", err)
	}
	return &Printer{lang: lang, localizer: i18n.NewLocalizer(bundle, lang), style: signs}, nil
}

// load reads the files of a language. A key given twice is an error.
func load(from fs.FS, lang string) ([]*i18n.Message, error) {
	names, err := fs.Glob(from, "*."+lang+".json")
	if err != nil {
		return nil, fmt.Errorf("translation: %w", err)
	}
	seen := make(map[string]string)
	var messages []*i18n.Message
	for _, name := range names {
		content, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, fmt.Errorf("translation: %w", err)
		}
		texts := make(map[string]text)
		if err := json.Unmarshal(content, &texts); err != nil {
			return nil, fmt.Errorf("translation: %s: %w", name, err)
		}
		for key, t := range texts {
			if first, ok := seen[key]; ok {
				return nil, fmt.Errorf("translation: %q is in %s and %s", key, first, name)
			}
			seen[key] = name
			messages = append(messages, &i18n.Message{ID: key, One: t.One, Other: t.Other})
		}
	}
	return messages, nil
}

// text is the value of a key: a string, or forms by number.
type text struct {
	One   string `json:"one"`
	Other string `json:"other"`
}

// UnmarshalJSON reads either shape; anything else is an error.
func (t *text) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte(`"`)) {
		//nolint:wrapcheck // load names the file
		return json.Unmarshal(data, &t.Other)
	}
	type forms text
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	//nolint:wrapcheck // load names the file
	return decoder.Decode((*forms)(t))
}

// Lang returns the language's code.
func (p *Printer) Lang() string {
	return p.lang
}

// T returns the text of a key. args are pairs of a name and a value for the text's template:
//
//	p.T("meeting.step", "N", 4, "Of", 7)
//
// A space in the key counts as an underscore, so that the name of a kind of fault can end it. A key
// that is missing, or a value missing for its template, gives the key in brackets: it must not
// stop a meeting, and it is seen.
func (p *Printer) T(key string, args ...any) string {
	return p.localize(key, nil, values(args))
}

// N returns the text of a key in the form that fits n, which the template has as {{.N}}, written as
// by Number. Otherwise it is like T.
func (p *Printer) N(key string, n int, args ...any) string {
	data := map[string]any{"N": p.Number(int64(n))}
	maps.Copy(data, values(args))
	return p.localize(key, n, data)
}

// Has tells whether there is a text of that key.
func (p *Printer) Has(key string) bool {
	_, err := p.localizer.Localize(&i18n.LocalizeConfig{MessageID: key})
	var missing *i18n.MessageNotFoundErr
	return !errors.As(err, &missing)
}

// localize looks a key up and fills its template; count is nil or an int.
func (p *Printer) localize(key string, count any, data map[string]any) string {
	id := strings.ReplaceAll(key, " ", "_")
	filled, err := p.localizer.Localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: data, PluralCount: count})
	if err != nil || strings.Contains(filled, "<no value>") {
		return "[" + key + "]"
	}
	return filled
}

// values makes a map of pairs; a name that is not a string, or has no value, is left out.
func values(args []any) map[string]any {
	data := make(map[string]any, len(args)/2+1)
	for i := 0; i+1 < len(args); i += 2 {
		if name, ok := args[i].(string); ok {
			data[name] = args[i+1]
		}
	}
	return data
}
