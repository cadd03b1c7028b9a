package kpuk

import (
	"cmp"
	"math/bits"
	"slices"

	"pendamping/fault"
)

// Errors of a share-out.
var (
	ErrPurposes = fault.New(fault.Invalid, "the purposes of SHU must sum to 10000 basis points")
	ErrLoss     = fault.New(fault.Invalid, "a loss is not shared out")
	ErrWeights  = fault.New(fault.Invalid, "weights and amounts of SHU must not be negative, its unit not less than 1")
)

// SplitPurposes splits the net income by basis points that sum to 10,000, by largest
// remainder in whole rupiah; ties go to the purpose listed first. The parts add up to
// net.
func SplitPurposes(net Rupiah, bps []int64) ([]Rupiah, error) {
	const op fault.Op = "kpuk.SplitPurposes"
	if net < 0 {
		return nil, fault.E(op, fault.Invalid, ErrLoss)
	}
	var sum int64
	for _, bp := range bps {
		if bp < 0 || bp > wholeBP {
			return nil, fault.E(op, fault.Invalid, ErrPurposes)
		}
		sum += bp
	}
	if sum != wholeBP {
		return nil, fault.E(op, fault.Invalid, ErrPurposes)
	}
	parts, err := largestRemainder(int64(net), bps, wholeBP)
	if err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	out := make([]Rupiah, len(parts))
	for i, p := range parts {
		out[i] = Rupiah(p)
	}
	return out, nil
}

// SplitPool splits a pool among members by weight in whole units of unit rupiah, by
// largest remainder; weights are in the order of member numbers and ties go to the
// lower. What is below a unit goes to the reserve, and all of it where no weight is
// more than 0. Members and reserve add up to pool.
func SplitPool(pool, unit Rupiah, weights []int64) (members []Rupiah, reserve Rupiah, err error) {
	const op fault.Op = "kpuk.SplitPool"
	if pool < 0 || unit < 1 {
		return nil, 0, fault.E(op, fault.Invalid, ErrWeights)
	}
	var whole Rupiah
	for _, w := range weights {
		if w < 0 {
			return nil, 0, fault.E(op, fault.Invalid, ErrWeights)
		}
		if whole, err = whole.Add(Rupiah(w)); err != nil {
			return nil, 0, fault.E(op, fault.Invalid, err)
		}
	}
	members = make([]Rupiah, len(weights))
	if whole == 0 {
		return members, pool, nil
	}
	units, err := largestRemainder(int64(pool/unit), weights, int64(whole))
	if err != nil {
		return nil, 0, fault.E(op, fault.Invalid, err)
	}
	reserve = pool
	for i, n := range units {
		members[i] = Rupiah(n) * unit // no more than pool
		reserve -= members[i]
	}
	return members, reserve, nil
}

// largestRemainder splits count whole things by weights that sum to whole; what the
// floors leave over goes one by one to the largest remainders, ties to the first
// (Hamilton's method, as seats are given to parties). Rounding each part by itself would
// make parts that do not add up to the whole, and somebody has to find the difference in
// the box. The order of ties is said so that two devices reckon the same.
func largestRemainder(count int64, weights []int64, whole int64) ([]int64, error) {
	parts := make([]int64, len(weights))
	rests := make([]int64, len(weights))
	order := make([]int, len(weights))
	left := count
	var err error
	for i, w := range weights {
		if parts[i], rests[i], err = mulDiv(count, w, whole); err != nil {
			return nil, err
		}
		left -= parts[i]
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rests[b], rests[a]) })
	for i := range left {
		parts[order[i]]++
	}
	return parts, nil
}

// Sharer is a member with what her share of SHU is weighed by.
type Sharer struct {
	Member  ID
	Number  int    // member number in the group, which breaks ties
	Savings Rupiah // weight of the part for savings
	Service Rupiah // weight of the part for service paid
}

// Share is what one member is paid.
type Share struct {
	Member  ID
	Savings Rupiah // by her savings
	Service Rupiah // by the service she paid
}

// ShareOut is a year's SHU of a group.
type ShareOut struct {
	Net      Rupiah
	Purposes []Rupiah // in the order of Rules.SHU
	Members  []Share  // by member number
	Officers Rupiah
	Social   Rupiah
	Reserve  Rupiah // its own part and what units leave over
}

// ShareNet shares out the net income by the group's rules. All parts add up to net.
func ShareNet(net Rupiah, r Rules, sharers []Sharer) (ShareOut, error) {
	bps := make([]int64, len(r.SHU))
	for i, s := range r.SHU {
		bps[i] = s.BP
	}
	parts, err := SplitPurposes(net, bps)
	if err != nil {
		return ShareOut{}, err
	}
	sorted := slices.Clone(sharers)
	slices.SortStableFunc(sorted, func(a, b Sharer) int { return cmp.Compare(a.Number, b.Number) })
	out := ShareOut{Net: net, Purposes: parts, Members: make([]Share, len(sorted))}
	for i, s := range sorted {
		out.Members[i].Member = s.Member
	}
	for i, share := range r.SHU {
		if err := out.assign(share.Purpose, parts[i], r, sorted); err != nil {
			return ShareOut{}, err
		}
	}
	return out, nil
}

// assign gives one purpose its part.
func (o *ShareOut) assign(purpose SHUPurpose, part Rupiah, r Rules, sharers []Sharer) error {
	unit := max(r.SHUUnit, 1)
	weights := make([]int64, len(sharers))
	switch purpose {
	case SHUSavings, SHUService:
		for i, s := range sharers {
			weights[i] = int64(max(s.Service, 0))
			if purpose == SHUSavings {
				weights[i] = int64(max(s.Savings, 0))
			}
		}
	case SHUOfficers:
		o.Officers += part
		return nil
	case SHUSocial:
		o.Social += part
		return nil
	default: // also a purpose of a newer version: it must not be paid out twice
		o.Reserve += part
		return nil
	}
	members, reserve, err := SplitPool(part, unit, weights)
	if err != nil {
		return err
	}
	o.Reserve += reserve
	for i, m := range members {
		if purpose == SHUSavings {
			o.Members[i].Savings += m
		} else {
			o.Members[i].Service += m
		}
	}
	return nil
}

// mean returns total ÷ count, half-up, for counts that may be nothing.
func mean(total Rupiah, count int) Rupiah {
	if count <= 0 {
		return 0
	}
	negative := total < 0
	abs := uint64(total) //nolint:gosec // two's complement on purpose
	if negative {
		abs = -abs
	}
	sum, carry := bits.Add64(abs, uint64(count)/2, 0)
	quo, _ := bits.Div64(carry, sum, uint64(count))
	if negative {
		return -Rupiah(quo) //nolint:gosec // no more than |total|
	}
	return Rupiah(quo) //nolint:gosec // no more than |total|
}
