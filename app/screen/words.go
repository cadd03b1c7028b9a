package screen

import (
	"strings"
	"time"

	"pendamping/assets/translation"
	"pendamping/fault"
	"pendamping/kpuk"
)

// Words says in the user's language what an error means for her, by its kind alone.
func Words(text *translation.Printer, err error) string {
	return text.T("error." + strings.ReplaceAll(fault.KindOf(err).String(), " ", "_"))
}

// Hour writes a time of day as the language does; empty when it is not given.
func Hour(text *translation.Printer, at kpuk.Minutes) string {
	hour, minute, ok := at.Clock()
	if !ok {
		return ""
	}
	return text.Clock(time.Date(1970, time.January, 1, hour, minute, 0, 0, time.UTC))
}

// ReceiptWords says a meeting's receipt as it is read out over the phone.
func ReceiptWords(text *translation.Printer, r kpuk.Receipt) string {
	total := "–"
	if !r.Broken {
		total = text.Rupiah(int64(r.Total))
	}
	return text.T("common.receipt", "Attended", r.Attended, "Lines", r.Lines, "Total", total, "Code", r.Code)
}
