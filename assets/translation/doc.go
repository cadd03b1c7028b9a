// Package translation gives texts, numbers and dates in the language the user chose: Indonesian or
// English. It does not link the toolkit, so a server and a command can use it too.
//
// Texts stand in pairs of files, <area>.id.json and <area>.en.json, one pair per screen or area.
// Each file is flat: a key, such as "today.title", leads to a text or, where a number decides the
// form, to {"one": …, "other": …}. Indonesian has no plural, so it needs "other" only. Texts are
// templates: {{.N}} stands for the value named N. Keys begin with their area and a dot.
//
// Numbers and dates are written as people in Indonesia write them; in English only the words and
// the decimal signs differ: 1.250.000 and 17,3 % become 1,250,000 and 17.3%.
package translation
