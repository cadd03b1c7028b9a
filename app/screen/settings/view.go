package settings

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/helped"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// Measures in dp.
const (
	margin   = 24
	twoPanes = 1000
)

// View is the settings page.
type View struct {
	env   *screen.Env
	model *Model
	about *fyne.Container
	copy  *copies  // nil where there are none
	key   *keyCard // nil where it is not the person's affair
	root  *fyne.Container
}

// New makes the page.
func New(env *screen.Env, cfg Config) *View {
	v := &View{env: env, model: NewModel(env, cfg), about: widget.VStack(0)}
	looks, photos, safety, learn := v.looks(), v.photos(), v.safety(cfg), v.learn()
	var keeping []fyne.CanvasObject
	if v.copy = v.copyCard(cfg.Copies); v.copy != nil {
		keeping = append(keeping, v.copy.card)
	}
	if v.key = v.recoveryCard(cfg.Keys); v.key != nil {
		keeping = append(keeping, v.key.card)
	}
	about := card(env.Text.T("settings.about"), v.about)
	head := helped.Beside(env, screen.Settings, widget.TitleSerif(env.Text.T("settings.title")))
	v.root = container.NewStack(widget.NewResponsive(twoPanes,
		func() fyne.CanvasObject {
			return page(slices.Concat([]fyne.CanvasObject{head, learn, looks}, keeping, []fyne.CanvasObject{photos, safety, about})...)
		},
		func() fyne.CanvasObject {
			right := slices.Concat([]fyne.CanvasObject{learn}, keeping, []fyne.CanvasObject{safety, about})
			return page(head, widget.Columns([]float32{3, 2}, 24, widget.VStack(16, looks, photos), widget.VStack(16, right...)))
		}))
	v.draw()
	return v
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.root }

// Refresh reads again what the device holds.
func (v *View) Refresh() { v.draw() }

// page scrolls a column of objects.
func page(objects ...fyne.CanvasObject) fyne.CanvasObject {
	return container.NewVScroll(widget.Pad(widget.VStack(16, objects...), margin, margin, margin, margin))
}

// card is a titled group of settings.
func card(title string, objects ...fyne.CanvasObject) fyne.CanvasObject {
	rows := append([]fyne.CanvasObject{widget.Heading(title)}, objects...)
	return widget.Card(widget.Pad(widget.VStack(16, rows...), 16, 16, 16, 16))
}

// looks are language, theme, text size and hand.
func (v *View) looks() fyne.CanvasObject {
	t, m := v.env.Text, v.model
	now := m.Choices()
	language := widget.NewChoice(t.T("settings.language"), []widget.Option{
		{Value: "id", Text: t.T("settings.language_id")}, {Value: "en", Text: t.T("settings.language_en")},
	}, now.Language, func(value string) { m.Change(func(c *Choices) { c.Language = value }) })
	shade := widget.NewChoice(t.T("settings.theme"), []widget.Option{
		{Value: ThemeAuto, Text: t.T("settings.theme_auto")},
		{Value: ThemeLight, Text: t.T("settings.theme_light")},
		{Value: ThemeDark, Text: t.T("settings.theme_dark")},
	}, now.Theme, func(value string) { m.Change(func(c *Choices) { c.Theme = value }) })
	size := widget.NewChoice(t.T("settings.text"), []widget.Option{
		{Value: strconv.Itoa(TextUsual), Text: t.T("settings.text_usual")},
		{Value: strconv.Itoa(TextLarge), Text: t.T("settings.text_large")},
	}, strconv.Itoa(now.TextScale), func(value string) {
		m.Change(func(c *Choices) {
			c.TextScale = TextUsual
			if value == strconv.Itoa(TextLarge) {
				c.TextScale = TextLarge
			}
		})
	})
	hand := widget.NewToggle(t.T("settings.left_hand"), now.LeftHand, func(on bool) {
		m.Change(func(c *Choices) { c.LeftHand = on })
	})
	return card(t.T("settings.looks"), language, shade, size, hand)
}

// photos are the rules for photos: how many a day, over what, and with which place.
func (v *View) photos() fyne.CanvasObject {
	t, m := v.env.Text, v.model
	var budgets []widget.Option
	for _, bytes := range []int64{SmallBudget, UsualBudget, LargeBudget} {
		budgets = append(budgets, widget.Option{
			Value: strconv.FormatInt(bytes, 10), Text: t.T("settings.photos.mega", "N", bytes>>20),
		})
	}
	budgets = append(budgets, widget.Option{Value: strconv.Itoa(NoBudget), Text: t.T("settings.photos.free")})
	budget := widget.NewChoice(t.T("settings.photos.budget"), budgets, strconv.FormatInt(m.Photos().PerDay, 10), func(value string) {
		if bytes, err := strconv.ParseInt(value, 10, 64); err == nil { // the values are those above
			m.ChangePhotos(func(r *PhotoRules) { r.PerDay = bytes })
		}
	})
	held := widget.NewBanner(widget.Waiting, nil, "", t.T("settings.photos.wifi_note"))
	noted := widget.VStack(0)
	note := func() {
		noted.Objects = nil
		if m.HoldsPhotos() {
			noted.Objects = []fyne.CanvasObject{held}
		}
		noted.Refresh()
		v.root.Refresh()
	}
	wifi := widget.NewToggle(t.T("settings.photos.wifi"), m.Photos().WiFiOnly, func(on bool) {
		m.ChangePhotos(func(r *PhotoRules) { r.WiFiOnly = on })
		note()
	})
	where := widget.NewToggle(t.T("settings.photos.place"), m.Photos().Place, func(on bool) {
		m.ChangePhotos(func(r *PhotoRules) { r.Place = on })
	})
	if m.HoldsPhotos() {
		noted.Add(held)
	}
	byHandNote := widget.NewBanner(widget.Waiting, nil, "", t.T("settings.sync.note"))
	byHandNoted := widget.VStack(0)
	byHand := widget.NewToggle(t.T("settings.sync.by_hand"), m.Sync().ByHand, func(on bool) {
		m.SetByHand(on)
		byHandNoted.Objects = nil
		if m.HoldsSync() {
			byHandNoted.Objects = []fyne.CanvasObject{byHandNote}
		}
		byHandNoted.Refresh()
		v.root.Refresh()
	})
	if m.HoldsSync() {
		byHandNoted.Add(byHandNote)
	}
	words := widget.NewText(t.T("settings.photos.note"), theme.SizeText, false, theme.Ink2)
	words.Wrap = true
	return card(t.T("settings.sending"), widget.VStack(0, byHand, byHandNoted), words, budget, widget.VStack(0, wifi, noted), where)
}

// safety is the lock.
func (v *View) safety(cfg Config) fyne.CanvasObject {
	t := v.env.Text
	lock := widget.NewMediumButton(t.T("settings.lock"), widget.Secondary, assets.Icon("lock"), cfg.Lock)
	note := widget.NewText(t.T("settings.lock_note"), theme.SizeText, false, theme.Ink2)
	note.Wrap = true
	rows := []fyne.CanvasObject{widget.Spread(note, lock)}
	if cfg.ChangeSecret != nil {
		word := t.T("settings.pin")
		if cfg.Passphrase {
			word = t.T("settings.passphrase")
		}
		rows = append(rows, widget.WrapRow(12, widget.NewMediumButton(word, widget.Secondary, nil, cfg.ChangeSecret)))
	}
	return card(t.T("settings.safety"), rows...)
}

// learn leads to the practice group, the help and the cards for somebody new.
func (v *View) learn() fyne.CanvasObject {
	t := v.env.Text
	note := widget.NewText(t.T("settings.learn_note"), theme.SizeText, false, theme.Ink2)
	note.Wrap = true
	try := widget.NewMediumButton(t.T("settings.practice"), widget.Secondary, assets.Icon("student"), func() {
		v.env.Open(screen.Route{Name: screen.Practice})
	})
	help := widget.NewMediumButton(t.T("settings.help"), widget.Secondary, assets.Icon("question"), func() {
		v.env.Open(screen.Route{Name: screen.Help})
	})
	tour := widget.NewMediumButton(t.T("settings.tour"), widget.Secondary, assets.Icon("info"), func() {
		v.env.Open(screen.Route{Name: screen.Tour})
	})
	return card(t.T("settings.learn"), note, widget.WrapRow(12, try, help, tour))
}

// draw lists what the device is and holds.
func (v *View) draw() {
	t, about := v.env.Text, v.model.About()
	var rows []fyne.CanvasObject
	for _, line := range [][2]string{
		{t.T("settings.person"), about.Person},
		{t.T("settings.device"), about.Device},
		{t.T("settings.used"), t.Bytes(about.Used)},
		{t.T("settings.version"), about.Version},
	} {
		value := widget.Strong(line[1])
		value.Align, value.Wrap = fyne.TextAlignTrailing, true
		words := widget.NewText(line[0], theme.SizeText, false, theme.Ink2)
		rows = append(rows, widget.Rule(), widget.Pad(widget.HStack(12, words, widget.Grow(value)), 12, 0, 12, 0))
	}
	v.about.Objects = rows[1:]
	v.about.Refresh()
	if v.copy != nil {
		v.copy.draw()
	}
	if v.key != nil {
		v.key.draw()
	}
	v.root.Refresh()
}
