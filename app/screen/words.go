package screen

import (
	"strings"

	"pendamping/assets/translation"
	"pendamping/fault"
)

// Words says in the user's language what an error means for her, by its kind alone.
func Words(text *translation.Printer, err error) string {
	return text.T("error." + strings.ReplaceAll(fault.KindOf(err).String(), " ", "_"))
}
