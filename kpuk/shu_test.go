package kpuk_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"pendamping/kpuk"
)

func TestSHUVectors(t *testing.T) {
	type vector struct {
		Net        kpuk.Rupiah
		PurposesBP []int64 `json:"purposes_bp"`
		Purposes   []kpuk.Rupiah
		Pool, Unit kpuk.Rupiah
		Weights    []int64
		Members    []kpuk.Rupiah
		ToReserve  kpuk.Rupiah `json:"to_reserve"`
	}
	for i, v := range vectors[vector](t, "shu.json") {
		purposes, err := kpuk.SplitPurposes(v.Net, v.PurposesBP)
		if err != nil || !slices.Equal(purposes, v.Purposes) {
			t.Errorf("vector %d: purposes %v, %v; want %v", i, purposes, err, v.Purposes)
		}
		members, reserve, err := kpuk.SplitPool(v.Pool, v.Unit, v.Weights)
		if err != nil || !slices.Equal(members, v.Members) || reserve != v.ToReserve {
			t.Errorf("vector %d: members %v reserve %d, %v; want %v, %d", i, members, reserve, err, v.Members, v.ToReserve)
		}
	}
}

func TestSHUAddsUp(t *testing.T) {
	amount := rapid.OneOf(rapid.Int64Range(0, 1e9), rapid.Int64Range(0, math.MaxInt64))
	rapid.Check(t, func(t *rapid.T) {
		net := kpuk.Rupiah(amount.Draw(t, "net"))
		cut := rapid.Int64Range(0, 10000)
		cuts := []int64{0, cut.Draw(t, "a"), cut.Draw(t, "b"), cut.Draw(t, "c"), cut.Draw(t, "d"), 10000}
		slices.Sort(cuts)
		rules := kpuk.Rules{SHUUnit: rapid.SampledFrom([]kpuk.Rupiah{0, 1, 100, 1000}).Draw(t, "unit")}
		for i := range 5 {
			rules.SHU = append(rules.SHU, kpuk.SHUShare{Purpose: kpuk.SHUPurpose(i + 1), BP: cuts[i+1] - cuts[i]})
		}
		var sharers []kpuk.Sharer
		for i := range rapid.IntRange(0, 30).Draw(t, "members") {
			sharers = append(sharers, kpuk.Sharer{
				Number: 30 - i, Savings: kpuk.Rupiah(rapid.Int64Range(-5, 1e12).Draw(t, "savings")),
				Service: kpuk.Rupiah(rapid.Int64Range(0, 1e9).Draw(t, "service")),
			})
		}
		out, err := kpuk.ShareNet(net, rules, sharers)
		if err != nil {
			t.Fatal(err)
		}
		parts := []kpuk.Rupiah{out.Officers, out.Social, out.Reserve}
		for _, m := range out.Members {
			if m.Savings < 0 || m.Service < 0 || m.Savings%max(rules.SHUUnit, 1) != 0 {
				t.Fatalf("share %+v", m)
			}
			parts = append(parts, m.Savings, m.Service)
		}
		if sum, err := kpuk.Sum(parts...); err != nil || sum != net {
			t.Fatalf("parts sum to %d, %v; want %d", sum, err, net)
		}
		if sum, err := kpuk.Sum(out.Purposes...); err != nil || sum != net {
			t.Fatalf("purposes sum to %d, %v; want %d", sum, err, net)
		}
	})
}

func TestSHUTies(t *testing.T) {
	// One unit left over and equal remainders: the lower member number has it, though listed last.
	rules := kpuk.Rules{SHUUnit: 100, SHU: []kpuk.SHUShare{{Purpose: kpuk.SHUSavings, BP: 10000}}}
	first, second := kpuk.ID{1}, kpuk.ID{2}
	out, err := kpuk.ShareNet(350, rules, []kpuk.Sharer{{Member: second, Number: 2, Savings: 5}, {Member: first, Number: 1, Savings: 5}})
	if err != nil || out.Members[0] != (kpuk.Share{Member: first, Savings: 200}) || out.Members[1].Savings != 100 || out.Reserve != 50 {
		t.Errorf("shared %+v, %v", out, err)
	}
}

func TestSHURefused(t *testing.T) {
	for _, bps := range [][]int64{nil, {9999}, {10001}, {5000, 5001}, {-1, 10001}, {math.MaxInt64, math.MaxInt64, 10002}} {
		if _, err := kpuk.SplitPurposes(100, bps); !errors.Is(err, kpuk.ErrPurposes) {
			t.Errorf("purposes %v: %v", bps, err)
		}
	}
	if _, err := kpuk.SplitPurposes(-1, []int64{10000}); !errors.Is(err, kpuk.ErrLoss) {
		t.Errorf("a loss: %v", err)
	}
	for _, weights := range [][]int64{{-1}, {math.MaxInt64, 1}} {
		if _, _, err := kpuk.SplitPool(100, 1, weights); err == nil {
			t.Errorf("weights %v were shared out", weights)
		}
	}
	if _, _, err := kpuk.SplitPool(100, 0, nil); !errors.Is(err, kpuk.ErrWeights) {
		t.Errorf("unit 0: %v", err)
	}
	if members, reserve, err := kpuk.SplitPool(100, 1, []int64{0, 0}); err != nil || reserve != 100 || members[0] != 0 {
		t.Errorf("no weights: %v, %d, %v", members, reserve, err)
	}
}
