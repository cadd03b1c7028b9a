package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"pendamping/app/theme"
	"pendamping/assets"
)

// remark is a text whose beginning is strong, wrapped as one: what is wrong first,
// the way out after it.
type remark struct{ strong, text string }

// piece is a run of one weight on a line, from x dp.
type piece struct {
	text string
	bold bool
	line int
	x    float32
}

// remarkPen is the pen of one of the two weights.
func remarkPen(w themed, p *piece) pen {
	if p.bold {
		return penOf(w, fontSemibold, theme.SizeText)
	}
	return penOf(w, fontSans, theme.SizeText)
}

// pieces sets the remark in a width; it always gives at least one line.
func (r remark) pieces(w themed, width float32) []piece {
	var out []piece
	var x float32
	line := 0
	space := penOf(w, fontSans, theme.SizeText).width("n") / 2
	add := func(words []string, bold bool) {
		for _, word := range words {
			p := piece{text: word, bold: bold, line: line, x: x}
			need := remarkPen(w, &p).width(word)
			if x > 0 && x+need > width {
				line, x = line+1, 0
				p.line, p.x = line, 0
			}
			last := len(out) - 1
			if last >= 0 && out[last].bold == bold && out[last].line == line {
				out[last].text += " " + word
				x = out[last].x + remarkPen(w, &p).width(out[last].text) + space
				continue
			}
			out = append(out, p)
			x = p.x + need + space
		}
	}
	measure := func(bold bool) func(string) float32 { return remarkPen(w, &piece{bold: bold}).width }
	add(words(r.strong, width, measure(true)), true)
	add(words(r.text, width, measure(false)), false)
	return out
}

// lines counts the lines the remark takes in a width.
func (r remark) lines(w themed, width float32) int {
	pieces := r.pieces(w, width)
	if len(pieces) == 0 {
		return 0
	}
	return pieces[len(pieces)-1].line + 1
}

// height is the room of the remark in a width, 0 when it says nothing.
func (r remark) height(w themed, width float32) float32 {
	return float32(r.lines(w, width)) * penOf(w, fontSans, theme.SizeText).line()
}

// draw makes the canvas texts of a remark at a place.
func (r remark) draw(w themed, at fyne.Position, width float32, ink fyne.ThemeColorName) []fyne.CanvasObject {
	pieces := r.pieces(w, width)
	out := make([]fyne.CanvasObject, len(pieces))
	step := penOf(w, fontSans, theme.SizeText).line()
	for i := range pieces {
		run := &canvas.Text{}
		p := remarkPen(w, &pieces[i])
		setRun(run, pieces[i].text, p, tint(w, ink))
		placeRun(run, at.X+pieces[i].x, at.Y+float32(pieces[i].line)*step, p.width(pieces[i].text), step)
		out[i] = run
	}
	return out
}

// toneIcon is the filled icon in front of a message.
func toneIcon(t Tone) fyne.Resource {
	switch t {
	case Good:
		return assets.IconFill("check-circle")
	case Waiting:
		return assets.IconFill("warning")
	case Urgent:
		return assets.IconFill("warning-circle")
	default:
		return assets.IconFill("info")
	}
}
