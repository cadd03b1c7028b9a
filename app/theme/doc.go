// Package theme is the look of Pendamping: colors, text sizes and fonts.
//
// The idea is a buku kas, a cash book: warm paper, ink and ruled lines. Colors are named by what
// they are for. A plain name (Plum, Leaf, Amber, Brick) is a fill; On… is what is written on that
// fill; …Soft is a pale ground and …Ink the text on it. Amber as a fill is too pale for text or for
// a border that stands alone: AmberInk is used there.
//
// Meaning: Plum is the primary color and the focus, Leaf money in and done, Amber waiting and
// warning, Brick what needs a person. Being offline is never Brick.
package theme
