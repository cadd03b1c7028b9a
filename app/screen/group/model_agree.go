package group

import (
	"strconv"
	"strings"

	"pendamping/kpuk"
)

// Terms are rules as they were typed, by field.
type Terms map[Rule]string

// Rule names a field of the rules.
type Rule string

// The rules. Amounts are rupiah, rates percent.
const (
	Rhythm     Rule = "rhythm"
	Pokok      Rule = "pokok"
	Wajib      Rule = "wajib"
	Social     Rule = "social"
	Membership Rule = "membership"
	LateFine   Rule = "late"
	AbsentFine Rule = "absent"
	LatePay    Rule = "late_pay"
	Rate       Rule = "rate"
	Method     Rule = "method"
	Unit       Rule = "unit"
	MaxTerm    Rule = "term"
	Grace      Rule = "grace"
	WriteOff   Rule = "write_off"
	SHUUnit    Rule = "shu_unit"
	SHU        Rule = "shu" // the parts together; each is SHU and its purpose
)

// amounts are the rules that are amounts, in the order of the form.
func amounts() []Rule {
	return []Rule{Pokok, Wajib, Social, Membership, LateFine, AbsentFine, LatePay}
}

// numbers are the rules that are whole numbers.
func numbers() []Rule { return []Rule{MaxTerm, Grace, WriteOff} }

// part is the rule of one purpose of the share-out.
func part(p kpuk.SHUPurpose) Rule { return SHU + "." + Rule(p.String()) }

// purposes are what the share-out is for.
func purposes() []kpuk.SHUPurpose {
	return []kpuk.SHUPurpose{kpuk.SHUSavings, kpuk.SHUService, kpuk.SHUOfficers, kpuk.SHUSocial, kpuk.SHUReserve}
}

// usual are the rules a new group begins with; it changes what it does otherwise.
func usual() kpuk.Rules {
	return kpuk.Rules{
		Pokok: 50_000, Wajib: 10_000, RateBP: 150, Unit: 100, MaxTerm: 10, SHUUnit: 500,
		SHU: []kpuk.SHUShare{
			{Purpose: kpuk.SHUSavings, BP: 4000},
			{Purpose: kpuk.SHUService, BP: 3000},
			{Purpose: kpuk.SHUOfficers, BP: 1000},
			{Purpose: kpuk.SHUSocial, BP: 1000},
			{Purpose: kpuk.SHUReserve, BP: 1000},
		},
	}
}

// sum and tally are where a rule's amount or number is kept.
type sum struct {
	rule Rule
	at   *kpuk.Rupiah
}

type tally struct {
	rule Rule
	at   *int
}

// places are where the amounts and numbers of rules are kept.
func places(r *kpuk.Rules) ([]sum, []tally) {
	return []sum{
		{Pokok, &r.Pokok},
		{Wajib, &r.Wajib},
		{Social, &r.Social},
		{Membership, &r.Membership},
		{LateFine, &r.LateFine},
		{AbsentFine, &r.AbsentFine},
		{LatePay, &r.LatePayFine},
		{Unit, &r.Unit},
		{SHUUnit, &r.SHUUnit},
	}, []tally{{MaxTerm, &r.MaxTerm}, {Grace, &r.Grace}, {WriteOff, &r.WriteOffDays}}
}

// Written writes rules as they are typed.
func Written(r kpuk.Rules) Terms {
	t := make(Terms)
	t[Rhythm], t[Method], t[Rate] = r.Rhythm.String(), r.Method.String(), percent(r.RateBP)
	money, counts := places(&r)
	for _, m := range money {
		if *m.at != 0 {
			t[m.rule] = strconv.FormatInt(int64(*m.at), 10)
		}
	}
	for _, c := range counts {
		if *c.at != 0 {
			t[c.rule] = strconv.Itoa(*c.at)
		}
	}
	for _, s := range r.SHU {
		t[part(s.Purpose)] = percent(s.BP)
	}
	return t
}

// percent writes basis points as people type them: 150 is "1,5".
func percent(bp int64) string {
	s := strconv.FormatInt(bp/100, 10)
	if rest := bp % 100; rest != 0 {
		s += "," + strings.TrimRight(strconv.FormatInt(100+rest, 10)[1:], "0")
	}
	return s
}

// basis reads what percent writes, with comma or point.
func basis(text string) (int64, bool) {
	whole, rest, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(text), ".", ","), ",")
	if len(rest) > 2 || (whole == "" && rest == "") {
		return 0, whole == "" && rest == ""
	}
	n, err := strconv.ParseInt("0"+whole+(rest + "00")[:2], 10, 32)
	return n, err == nil
}

// Read turns what was typed into rules. What cannot be is named by its field with the
// message key of why.
func (t Terms) Read() (kpuk.Rules, map[Rule]string) {
	var r kpuk.Rules
	bad := make(map[Rule]string)
	var err error
	if r.Rhythm, err = kpuk.ParseName[kpuk.Rhythm](t[Rhythm]); err != nil {
		bad[Rhythm] = "group.problem.choice"
	}
	if r.Method, err = kpuk.ParseName[kpuk.ServiceMethod](t[Method]); err != nil {
		bad[Method] = "group.problem.choice"
	}
	t.figures(&r, bad)
	rate, ok := basis(t[Rate])
	if r.RateBP = rate; !ok {
		bad[Rate] = "group.problem.percent"
	}
	for _, purpose := range purposes() {
		bp, ok := basis(t[part(purpose)])
		if !ok {
			bad[SHU] = "group.problem.percent"
		}
		if bp > 0 {
			r.SHU = append(r.SHU, kpuk.SHUShare{Purpose: purpose, BP: bp})
		}
	}
	judge(r, bad)
	return r, bad
}

// figures reads amounts and numbers; empty ones are 0.
func (t Terms) figures(r *kpuk.Rules, bad map[Rule]string) {
	money, counts := places(r)
	for _, m := range money {
		if strings.TrimSpace(t[m.rule]) == "" {
			continue
		}
		amount, err := kpuk.ParseRupiah(t[m.rule])
		if *m.at = amount; err != nil || amount < 0 {
			bad[m.rule] = "group.problem.money"
		}
	}
	for _, c := range counts {
		if strings.TrimSpace(t[c.rule]) == "" {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSpace(t[c.rule]))
		if *c.at = n; err != nil || n < 0 {
			bad[c.rule] = "group.problem.number"
		}
	}
}

// judge adds what the rules themselves refuse.
func judge(r kpuk.Rules, bad map[Rule]string) {
	of := map[string]Rule{"RateBP": Rate, "Unit": Unit, "MaxTerm": MaxTerm, "Grace": Grace, "SHU": SHU}
	for _, p := range r.Check() {
		if rule, known := of[p.Field]; known && !p.Warning && bad[rule] == "" {
			bad[rule] = "group.problem." + p.Key
		}
	}
}
