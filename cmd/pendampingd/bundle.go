package main

import (
	"context"
	"encoding/hex"
	"errors"
	"flag"
	"io"
	"os"
	"strings"

	"pendamping/fault"
	"pendamping/store"
	"pendamping/sync/bundle"
	"pendamping/sync/hub"
)

func bundleCommand() command {
	return command{
		name: "bundle", args: " import FILE", brief: "take in a bundle of a device without network, and write the answer to carry back",
		examples: []string{
			"bundle import nurlaela.pendamping --data /var/lib/pendamping -o ack.pendamping",
			"bundle import nurlaela.pendamping --data ./hub --json   (the answer is nurlaela-ack.pendamping)",
			"serve --data ./hub   (a hub that serves takes bundles too: curl --data-binary @nurlaela.pendamping HUB/v1/bundle -o ack.pendamping)",
		},
		flags: func(fs *flag.FlagSet) action {
			data := dataFlag(fs)
			out := fs.String("o", "", "`file` for the answer")
			return func(ctx context.Context, c *console) error {
				if len(c.args) != 2 || c.args[0] != "import" {
					return misused("say: bundle import FILE")
				}
				file, answer := c.args[1], *out
				if answer == "" {
					answer = strings.TrimSuffix(file, bundle.Extension) + "-ack" + bundle.Extension
				}
				if answer == file {
					return misused("the answer would overwrite the bundle")
				}
				return c.within(ctx, *data, func(f *folder) error { return c.importBundle(ctx, f, file, answer) })
			}
		},
	}
}

// bundleImported is the result of importing one.
type bundleImported struct {
	Device   string `json:"device"`
	Changes  int    `json:"changes"`  // in the bundle
	Held     uint64 `json:"held"`     // of the device's changes, durably
	Verdicts int    `json:"verdicts"` // changes not simply accepted
	Records  int    `json:"records"`  // news in the answer
	Answer   string `json:"answer"`
}

// bundles makes the hub's side of bundles.
func (f *folder) bundles(h *hub.Hub) (*bundle.Hub, error) {
	b, err := bundle.NewHub(project, f.signingKey(), store.Derive, h)
	return b, fault.E("bundles", fault.Other, err)
}

// importBundle imports one file. The answer appears under its name only when it is
// whole.
func (c *console) importBundle(ctx context.Context, f *folder, file, answer string) error {
	const op fault.Op = "bundle"
	h, err := c.hub(ctx, f, &serving{})
	if err != nil {
		return err
	}
	b, err := f.bundles(h)
	if err != nil {
		return err
	}
	in, err := os.Open(file) //nolint:gosec // the operator's own words
	if err != nil {
		return fault.E(op, fault.Invalid, err)
	}
	out, err := writeAnswer(answer, func(w io.Writer) (bundle.Outcome, error) { return b.Import(ctx, in, w) })
	if err = errors.Join(err, in.Close()); err != nil {
		return fault.E(op, fault.Other, err)
	}
	result := bundleImported{
		Device: hex.EncodeToString(out.Device[:]), Changes: out.Changes, Held: out.Held.Seq, Verdicts: len(out.Verdicts),
		Records: out.Records, Answer: answer,
	}
	return c.print(result, func(w *page) {
		w.printf("%d changes of device %s taken in, %d not simply accepted; the hub holds %d of its changes.\n",
			result.Changes, result.Device, result.Verdicts, result.Held)
		w.printf("Carry %s back to it; it brings %d records.\n", answer, result.Records)
	})
}

// writeAnswer lets fill write a file aside and gives it its name afterwards.
func writeAnswer(path string, fill func(io.Writer) (bundle.Outcome, error)) (bundle.Outcome, error) {
	aside := path + ".new"
	w, err := os.OpenFile(aside, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // the operator's own words
	if err != nil {
		return bundle.Outcome{}, fault.E("answer", fault.Invalid, err)
	}
	out, err := fill(w)
	if err == nil {
		err = w.Sync()
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return bundle.Outcome{}, errors.Join(err, os.Remove(aside))
	}
	return out, fault.E("answer", fault.Other, os.Rename(aside, path))
}
