//go:build cgo && drive

package main

import (
	"bufio"
	"encoding/json"
	"image/png"
	"net"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// seen is a piece of text on screen, in pixels of the window.
type seen struct {
	Text string  `json:"text"`
	X    float32 `json:"x"`
	Y    float32 `json:"y"`
	W    float32 `json:"w"`
	H    float32 `json:"h"`
}

type request struct {
	Cmd  string `json:"cmd"`
	Path string `json:"path,omitempty"`
}

type reply struct {
	Texts []seen `json:"texts,omitempty"`
	Err   string `json:"err,omitempty"`
}

// drive answers, on the socket named by PENDAMPING_DRIVE, where texts stand in the
// window. It only looks: clicks and keys come from outside, through the X server, as a
// person's do. It exists in test builds alone (build tag drive).
func drive(w fyne.Window) {
	path := os.Getenv("PENDAMPING_DRIVE")
	if path == "" {
		return
	}
	listener, err := net.Listen("unix", path) //nolint:noctx // lives as long as the process
	if err != nil {
		return
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go serve(w, conn)
		}
	}()
}

func serve(w fyne.Window, conn net.Conn) {
	defer conn.Close()
	in := bufio.NewScanner(conn)
	out := json.NewEncoder(conn)
	for in.Scan() {
		var req request
		var rep reply
		if err := json.Unmarshal(in.Bytes(), &req); err != nil {
			rep.Err = err.Error()
		} else {
			fyne.DoAndWait(func() { rep = answer(w, req) })
		}
		if out.Encode(rep) != nil {
			return
		}
	}
}

func answer(w fyne.Window, req request) reply {
	switch req.Cmd {
	case "texts":
		var found []seen
		collect(w.Canvas().Content(), fyne.NewPos(0, 0), box{0, 0, w.Canvas().Size().Width, w.Canvas().Size().Height}, w.Canvas().Scale(), &found)
		for _, o := range w.Canvas().Overlays().List() {
			collect(o, fyne.NewPos(0, 0), box{0, 0, w.Canvas().Size().Width, w.Canvas().Size().Height}, w.Canvas().Scale(), &found)
		}
		return reply{Texts: found}
	case "shot":
		f, err := os.Create(req.Path)
		if err != nil {
			return reply{Err: err.Error()}
		}
		defer f.Close()
		if err := png.Encode(f, w.Canvas().Capture()); err != nil {
			return reply{Err: err.Error()}
		}
		return reply{}
	default:
		return reply{Err: "unknown command " + req.Cmd}
	}
}

// box is what can be seen: left, top, right, bottom.
type box struct{ l, t, r, b float32 }

func collect(o fyne.CanvasObject, at fyne.Position, clip box, scale float32, found *[]seen) {
	if o == nil || !o.Visible() {
		return
	}
	pos := at.Add(o.Position())
	size := o.Size()
	switch x := o.(type) {
	case *canvas.Text:
		add(x.Text, pos, size, clip, scale, found)
		return
	case *widget.RichText:
		add(x.String(), pos, size, clip, scale, found)
		return
	case *fyne.Container:
		for _, c := range x.Objects {
			collect(c, pos, clip, scale, found)
		}
		return
	case fyne.Widget:
		inner := clip
		if clips(o) {
			inner = box{max(clip.l, pos.X), max(clip.t, pos.Y), min(clip.r, pos.X+size.Width), min(clip.b, pos.Y+size.Height)}
		}
		for _, c := range test.WidgetRenderer(x).Objects() {
			collect(c, pos, inner, scale, found)
		}
	}
}

// clips tells whether a widget hides what reaches beyond its edges.
func clips(o fyne.CanvasObject) bool {
	_, scrollable := o.(fyne.Scrollable)
	return scrollable
}

func add(text string, pos fyne.Position, size fyne.Size, clip box, scale float32, found *[]seen) {
	mid := fyne.NewPos(pos.X+size.Width/2, pos.Y+size.Height/2)
	if text == "" || mid.X < clip.l || mid.X > clip.r || mid.Y < clip.t || mid.Y > clip.b {
		return
	}
	*found = append(*found, seen{Text: text, X: pos.X * scale, Y: pos.Y * scale, W: size.Width * scale, H: size.Height * scale})
}
