package main

import (
	"context"
	"flag"
	"io"
	"log/slog"
	"strings"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/hub"
	"pendamping/sync/wire"
)

// terms are what an invitation says beside whom it is for.
type terms struct {
	expires    time.Duration
	url, label string
	pin        []byte // SHA-256 of the certificate's public key; nil: the usual authorities
}

// invited is an invitation as it is printed. The code is shown once and kept nowhere.
type invited struct {
	Person  kpuk.ID   `json:"person"`
	Name    string    `json:"name"`
	Office  string    `json:"office"`
	Groups  int       `json:"groups"`
	Link    string    `json:"link"`
	Code    string    `json:"code"`
	Expires time.Time `json:"expires"`
}

// write prints the invitation for people.
func (v *invited) write(w *page) {
	w.printf("Invitation for %s (%s, %d groups), for one device, until %s:\n  link: %s\n  code: %s\n",
		v.Name, v.Office, v.Groups, v.Expires.Format("2006-01-02 15:04 MST"), v.Link, v.Code)
}

// guestFlags say whom to invite.
type guestFlags struct {
	data, person, name, office, phone, groups, villages, label, url, pin, people string
	expires                                                                      time.Duration
}

func inviteCommand() command {
	return command{
		name: "invite", level: slog.LevelWarn, brief: "let a person enrol a device: makes her account if needed and prints the link",
		examples: []string{
			`invite --data ./hub --name "Nurlaela" --office facilitator --groups M-001,M-002`,
			`invite --data ./hub --name "Lale Aini" --office facilitator --villages 52.02.02.2003`,
			`invite --data ./hub --name "Baiq Handayani" --office coordinator --label "Laptop kantor" --json`,
			`invite --data ./hub --people people.csv --json   (columns: name, office, groups, villages, phone)`,
		},
		flags: func(fs *flag.FlagSet) action {
			var o guestFlags
			fs.StringVar(&o.data, "data", "", "the hub's data `folder`")
			fs.StringVar(&o.person, "person", "", "`ID` of somebody who has an account")
			fs.StringVar(&o.name, "name", "", "`name`; the account is made if there is none of this name and office")
			fs.StringVar(&o.office, "office", "facilitator", "`office`: facilitator, coordinator, network_admin or viewer")
			fs.StringVar(&o.phone, "phone", "", "her `phone`")
			fs.StringVar(&o.groups, "groups", "", "`codes` of the groups she accompanies")
			fs.StringVar(&o.villages, "villages", "", "area `codes` of villages all of whose groups she accompanies")
			fs.StringVar(&o.label, "label", "", "what the device is `called`")
			fs.StringVar(&o.url, "url", "", "`URL` of the hub, if other than at init")
			fs.StringVar(&o.pin, "pin", "auto", "`pin` of the certificate: auto, none, a certificate file, or base64")
			fs.StringVar(&o.people, "people", "", "CSV `file` of many people")
			fs.DurationVar(&o.expires, "expires", defaultExpiry, "how long the invitation holds")
			return func(ctx context.Context, c *console) error {
				return c.online(ctx, o.data, func(f *folder) error { return c.invite(ctx, f, &o) })
			}
		},
	}
}

// invite invites one person, or all of a file.
func (c *console) invite(ctx context.Context, f *folder, o *guestFlags) error {
	guests := []guest{{person: o.person, name: o.name, office: o.office, phone: o.phone, groups: list(o.groups), villages: list(o.villages)}}
	if o.people != "" {
		text, err := c.disk().read(o.people)
		if err != nil {
			return fault.E("invite", fault.Other, err)
		}
		if guests, err = readGuests(text); err != nil {
			return err
		}
	}
	t := terms{expires: o.expires, url: strings.TrimRight(o.url, "/"), label: o.label}
	if t.url == "" {
		t.url = f.set.URL
	}
	var err error
	if t.pin, err = f.pin(o.pin); err != nil {
		return err
	}
	desk, err := newDesk(ctx, f)
	if err != nil {
		return err
	}
	all, err := desk.inviteAll(ctx, c.rand, guests, t)
	if err != nil {
		return err
	}
	if o.people == "" {
		return c.print(all[0], all[0].write)
	}
	return c.print(all, func(w *page) {
		for i := range all {
			all[i].write(w)
		}
	})
}

// draw makes an invitation of a person: the record to keep and what to print.
func (f *folder) draw(random io.Reader, p *kpuk.Person, t terms) (*kpuk.Invite, invited, error) {
	const op fault.Op = "draw"
	code, err := hub.NewCode(random)
	if err != nil {
		return nil, invited{}, fault.E(op, fault.Other, err)
	}
	h, err := f.admin()
	if err != nil {
		return nil, invited{}, err
	}
	hash, until := wire.CodeHash(code), f.now().Add(t.expires)
	inv := &kpuk.Invite{Header: h, CodeHash: hash[:], Person: p.ID, Expires: until.UnixMilli(), Label: t.label}
	link := wire.Invitation{Hub: t.url, Code: code, Pin: t.pin, Project: project}
	return inv, invited{
		Person: p.ID, Name: p.Name, Office: p.Office.String(), Link: link.String(),
		Code: wire.FormatCode(code), Expires: until.In(location(f.set.Zone)).Truncate(time.Second),
	}, nil
}
