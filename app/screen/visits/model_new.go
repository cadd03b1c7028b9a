package visits

import (
	"slices"

	"pendamping/app/screen"
	"pendamping/kpuk"
)

// Plan keeps a new visit for the chosen day, or today, and opens it.
func (m *Model) Plan(failed func(error)) {
	v, err := m.visit()
	if err != nil {
		failed(err)
		return
	}
	m.keep(v, screen.Route{Name: screen.Visit, ID: v.ID}, failed)
}

// Begin keeps a new visit that begins now, and opens it.
func (m *Model) Begin(failed func(error)) {
	v, err := m.visit()
	if err != nil {
		failed(err)
		return
	}
	now := m.env.Now()
	v.Date = m.env.Today()
	if err := v.Begin(kpuk.At(now.Hour(), now.Minute())); err != nil {
		failed(err)
		return
	}
	m.keep(v, screen.Route{Name: screen.Visit, ID: v.ID}, failed)
}

// visit makes a planned visit of the chosen day, or today when that has passed.
func (m *Model) visit() (*kpuk.Visit, error) {
	id, err := m.env.IDs.New()
	if err != nil {
		return nil, err //nolint:wrapcheck // already carries place and kind
	}
	village := m.usual()
	return &kpuk.Visit{
		Header:      kpuk.Header{ID: id, Partition: m.env.Partition, Scope: kpuk.VillageScope(village)},
		Facilitator: m.env.Me, Village: village, Date: max(m.Day, m.env.Today()),
	}, nil
}

// Record keeps a new activity of the chosen day, or today, and opens it.
func (m *Model) Record(failed func(error)) {
	id, err := m.env.IDs.New()
	if err != nil {
		failed(err)
		return
	}
	day, village := m.Day, m.usual()
	if day.IsZero() {
		day = m.env.Today()
	}
	a := &kpuk.Activity{
		Header: kpuk.Header{ID: id, Partition: m.env.Partition, Scope: kpuk.VillageScope(village)},
		Type:   kpuk.ActivityTraining, Date: day, Village: village, Facilitator: m.env.Me,
	}
	m.keep(a, screen.Route{Name: screen.Activity, ID: id}, failed)
}

// keep saves a new record and goes there.
func (m *Model) keep(rec kpuk.Record, to screen.Route, failed func(error)) {
	m.env.Keep(func(err error) {
		if err != nil {
			failed(err)
			return
		}
		m.env.Open(to)
	}, rec)
}

// usual is the village to begin with: that of the newest visit, else the first that
// has a group.
func (m *Model) usual() string {
	villages := m.env.Villages()
	for _, v := range m.env.Book.Visits() {
		if v.Facilitator == m.env.Me && slices.Contains(villages, v.Village) {
			return v.Village
		}
	}
	if len(villages) == 0 {
		return ""
	}
	return villages[0]
}

// CanPlan tells whether there is a village to go to.
func (m *Model) CanPlan() bool { return len(m.env.Villages()) > 0 }
