// Package assets embeds what the screens draw with: icons, fonts and the app icon.
//
// An icon is named as in Phosphor 2.1.1 and comes in two weights: bold for things at rest, fill for
// things active and for chips. The files under icon, font, appicon and area are derived; the lists
// and the script that make them are in assets/generate. Texts are in assets/translation and the
// areas of Indonesia in assets/area; neither links the toolkit, so that a server may use them.
package assets
