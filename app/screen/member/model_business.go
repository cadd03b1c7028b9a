package member

import (
	"slices"
	"strings"

	"pendamping/kpuk"
)

// Businesses lists the IDs of her businesses, oldest first.
func (m *Model) Businesses() []kpuk.ID {
	out := make([]kpuk.ID, 0, len(m.member.Businesses))
	for id := range m.member.Businesses {
		out = append(out, id)
	}
	slices.SortFunc(out, func(x, y kpuk.ID) int { return slices.Compare(x[:], y[:]) })
	return out
}

// Business returns one of them.
func (m *Model) Business(id kpuk.ID) kpuk.Business { return m.member.Businesses[id] }

// RemoveBusiness takes a business away and returns how to take that back.
func (m *Model) RemoveBusiness(id kpuk.ID) (back func()) {
	b, held := m.member.Businesses[id]
	delete(m.member.Businesses, id)
	if held && b != (kpuk.Business{}) { // one that was never filled was never kept
		m.save()
	}
	return func() {
		m.setBusiness(id, b)
		m.save()
	}
}

// AddBusiness begins another business and returns its ID; it is kept with its first field.
func (m *Model) AddBusiness() (kpuk.ID, error) {
	id, err := m.env.IDs.New()
	if err != nil {
		return kpuk.ID{}, err //nolint:wrapcheck // only shown by its kind
	}
	m.setBusiness(id, kpuk.Business{})
	return id, nil
}

// adopt begins a business whose ID was given before.
func (m *Model) adopt(id kpuk.ID) {
	if _, there := m.member.Businesses[id]; !there {
		m.setBusiness(id, kpuk.Business{})
	}
}

// businessText is what a field of a business holds.
func (m *Model) businessText(id kpuk.ID, f Field) string {
	b := m.member.Businesses[id]
	switch f {
	case BusinessName:
		return b.Name
	case BusinessPlace:
		return b.Place
	case BusinessMarket:
		return b.Market
	case BusinessNIB:
		return b.NIB
	case BusinessPIRT:
		return b.PIRT
	case BusinessHalal:
		return b.Halal
	case BusinessCapital:
		return b.Capital
	case BusinessSince:
		return digits(b.Since)
	case BusinessWorkers:
		return digits(b.Workers)
	case BusinessTurnover:
		return digits(int(b.Turnover))
	default:
		return ""
	}
}

// setBusiness puts a business into the member's own map.
func (m *Model) setBusiness(id kpuk.ID, b kpuk.Business) {
	if m.member.Businesses == nil {
		m.member.Businesses = map[kpuk.ID]kpuk.Business{}
	}
	m.member.Businesses[id] = b
}

// PutBusiness takes a field of one business and saves it; it returns the message key of a
// refusal, or "".
func (m *Model) PutBusiness(id kpuk.ID, f Field, typed string) string {
	b := m.member.Businesses[id]
	typed = strings.TrimSpace(typed)
	switch f {
	case BusinessName:
		b.Name = typed
	case BusinessKind:
		b.Kind = typed
	case BusinessPlace:
		b.Place = typed
	case BusinessMarket:
		b.Market = typed
	case BusinessNIB:
		b.NIB = typed
	case BusinessPIRT:
		b.PIRT = typed
	case BusinessHalal:
		b.Halal = typed
	case BusinessCapital:
		b.Capital = typed
	default:
		if key := m.putFigure(&b, f, typed); key != "" {
			return key
		}
	}
	m.setBusiness(id, b)
	m.save()
	return ""
}

// oldestYear is the earliest year in which a business of somebody living began.
const oldestYear = 1930

// putFigure takes a number of a business.
func (m *Model) putFigure(b *kpuk.Business, f Field, typed string) string {
	if f == BusinessTurnover {
		if typed == "" {
			b.Turnover = 0
			return ""
		}
		amount, err := kpuk.ParseRupiah(typed)
		if err != nil || amount < 0 {
			return "member.problem.money"
		}
		b.Turnover = amount
		return ""
	}
	n, ok := whole(typed)
	switch {
	case !ok:
		return "member.problem.number"
	case f == BusinessSince && n != 0 && (n < oldestYear || n > m.env.Today().Year()):
		return "member.problem.year"
	case f == BusinessSince:
		b.Since = n
	case f == BusinessBand:
		b.TurnoverBand = n
	case f == BusinessAssets:
		b.AssetsBand = n
	default:
		b.Workers = n
	}
	return ""
}
