// Package blob brings the files that records name, such as photos, from a device to its
// hub and back.
//
// A file is named by the SHA-256 of its bytes and asked for together with a record that
// names it: whoever may read the record may fetch the file, whoever may write it may
// upload it. Uploads speak tus 1.0 (core and creation): HEAD asks how many bytes the hub
// has, POST begins, PATCH sends a piece. Pieces are signed with their digest; what
// arrived of a piece that was cut off stays, and the next one goes on at that byte. The
// hub verifies the whole before it holds the file; a file that it holds already is not
// sent again, whoever brought it. A digest is as good as a key: it is in no log, and
// only in records that those hold who may see the file.
//
// A [Client] talks to the hub; [Client.Run] works off what a [Queue] has waiting, within
// a budget of bytes for a day and, where that is wished, on Wi-Fi only. Records go
// first: the hub takes no file that no record names.
package blob
