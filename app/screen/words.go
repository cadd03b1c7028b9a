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

// AgreesWords says that the hub reckons the same, and when it last did.
func AgreesWords(text *translation.Printer, c Comparison, now time.Time) string {
	return text.T("common.receipt.agrees", "Clock", Moment(text, c.At, now))
}

// Moment is a time of today, or a day and time before.
func Moment(text *translation.Printer, at, now time.Time) string {
	at = at.In(now.Location())
	if kpuk.DateOf(at) != kpuk.DateOf(now) {
		return text.DayMonth(at) + " " + text.Clock(at)
	}
	return text.Clock(at)
}

// DiffersWords says which codes device and hub have.
func DiffersWords(text *translation.Printer, c Comparison) string {
	if c.Hub == "" {
		return text.T("common.receipt.missing", "Here", c.Here)
	}
	return text.T("common.receipt.differs", "Here", c.Here, "Hub", c.Hub)
}
