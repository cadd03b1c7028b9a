// Package month lets a whole month of one group happen through the real widgets: a group
// is formed, two officers are chosen and a sixth woman joins, three meetings are held, one
// of them with a loan, a line is corrected, a meeting is returned and mended, the village
// is visited, and the year's members' meeting shares out what was earned.
//
// The apps are those that users have, with their stores, sessions and hub; only the window
// is Fyne's software driver, the clock is moved by the script, and the photo comes from a
// file that lies ready instead of the system's picker. Whatever is touched is found by the
// words that show. What the month comes to is reckoned apart from the program, see
// [Expected], and compared with the records of both devices and with the hub's export.
package month
