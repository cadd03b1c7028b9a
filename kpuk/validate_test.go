package kpuk_test

import (
	"fmt"
	"testing"

	"pendamping/kpuk"
)

// stranger is a record of a kind this package does not know.
type stranger struct{ kpuk.Header }

func (*stranger) Kind() kpuk.Kind { return 99 }

func TestValidate(t *testing.T) {
	removed := &kpuk.Entry{Line: line(kpuk.EntryWajib, 5, 10)}
	removed.Removed.Reason = "x"
	gone := &kpuk.Task{What: "x", Who: "y", Due: 5}
	gone.Removed.On = 5
	good := goodTerms(t)
	tests := map[string]struct {
		rec  kpuk.Record
		want string // keys that are refused
	}{
		"federation":           {&kpuk.Federation{Areas: []string{"52.02"}, Zone: "WITA"}, "[]"},
		"federation elsewhere": {&kpuk.Federation{Areas: []string{"52"}, Zone: "UTC"}, "[area_code zone]"},
		"group begun":          {&kpuk.Group{}, "[]"},
		"group":                {&kpuk.Group{Village: "52", FormedOn: 9, ClosedOn: 8, Rules: map[kpuk.Date]kpuk.Rules{1: {Unit: 3}}}, "[village_code closed_before_formed rules_unit]"},
		"member begun":         {&kpuk.Member{}, "[]"},
		"member":               {&kpuk.Member{NIK: "1"}, "[nik_digits]"},
		"born on 29 Feb 2000":  {&kpuk.Member{NIK: "5202016902000001"}, "[]"},
		"meeting begun":        {&kpuk.Meeting{}, "[]"},
		"meeting":              {&kpuk.Meeting{State: kpuk.Standing{State: kpuk.Returned}, Start: 1441}, "[return_comment meeting_date meeting_time]"},
		"meeting of later":     {&kpuk.Meeting{Date: 5, State: kpuk.Standing{State: 9}}, "[meeting_state]"},
		"meeting money": {&kpuk.Meeting{
			Attendance: map[kpuk.ID]kpuk.Attendance{{1}: {Presence: 7}},
			Sheet:      map[kpuk.ID]kpuk.SheetRow{{1}: {Cells: map[kpuk.EntryKind]kpuk.Rupiah{kpuk.EntryWajib: -1}}},
			Cash:       kpuk.CashCount{Counted: -1},
		}, "[attendance_value row_amount cash_count]"},
		"entry":           {&kpuk.Entry{Line: line(kpuk.EntryWajib, 5, 10)}, "[]"},
		"entry of none":   {&kpuk.Entry{}, "[entry_kind entry_amount entry_group entry_date]"},
		"entry removed":   {removed, "[entry_removed]"},
		"loan begun":      {&kpuk.Loan{}, "[]"},
		"loan":            {&kpuk.Loan{Member: kpuk.ID{1}, Terms: good, Status: kpuk.LoanState{Status: kpuk.LoanActive}}, "[]"},
		"loan unfinished": {&kpuk.Loan{Status: kpuk.LoanState{Status: kpuk.LoanApproved}}, "[loan_terms loan_member]"},
		"loan charges":    {&kpuk.Loan{Charges: map[kpuk.Date]kpuk.Rupiah{5: -1}}, "[loan_charge]"},
		"loan of later":   {&kpuk.Loan{Member: kpuk.ID{1}, Terms: good, Status: kpuk.LoanState{Status: 7}}, "[loan_status]"},
		"loan too large":  {&kpuk.Loan{Terms: kpuk.Terms{Principal: 1 << 62, RateBP: 10_000, Instalments: 12, Start: 1}}, "[loan_too_large]"},
		"visit begun":     {&kpuk.Visit{}, "[]"},
		"task removed":    {gone, "[]"},
		"person":          {&kpuk.Person{Office: 5, Phone: "0812"}, "[office phone]"},
		"device":          {&kpuk.Device{Key: make([]byte, 32), Order: "wipe"}, "[]"},
		"device badly":    {&kpuk.Device{Order: "burn"}, "[device_key device_order]"},
		"invite":          {&kpuk.Invite{CodeHash: make([]byte, 32)}, "[]"},
		"invite badly":    {&kpuk.Invite{}, "[invite_code]"},
		"stranger":        {&stranger{}, "[record_kind]"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tt.rec.Head().ID = numbered(1)
			refused := []string{}
			for _, p := range kpuk.Validate(tt.rec) {
				if !p.Warning {
					refused = append(refused, p.Key)
				}
			}
			if got := fmt.Sprint(refused); got != tt.want {
				t.Errorf("refused %s, want %s", got, tt.want)
			}
		})
	}
	if p, bad := kpuk.Refused(kpuk.Validate(&kpuk.Visit{})); !bad || p.Key != "record_id" {
		t.Errorf("a record without ID: %+v", p)
	}
}
