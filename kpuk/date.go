package kpuk

// Date is a day of the calendar without time zone: days since 1 January 1970, plus one,
// so that the zero Date means none.
type Date int32
