// Package widget is the kit every screen is built from: text, buttons, chips, the
// songket diamond, fields, bars and the layouts that hold them.
//
// Vocabulary: a tone says how urgent a thing is (never how it is colored), a
// diamond is the one mark of state, a stack is the trail of pages behind the
// current one. Measures are in dp and follow the visual target; text sizes come
// from the theme and grow with it.
//
// The kit knows no domain and no language: constructors take translated strings.
// Every tappable widget answers a slow press (which Fyne reports as a secondary
// tap) exactly like a quick one, because slow fingers are the rule here. Nothing
// in the package is safe for use from more than the UI goroutine.
//
// Borders are drawn as two nested filled shapes rather than as strokes: the
// software painter centers a stroke on the edge and the GL painter draws it
// inside, so only fills look the same on both.
package widget
