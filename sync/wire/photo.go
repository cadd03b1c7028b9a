package wire

import (
	"encoding/hex"
	"strings"

	"pendamping/sync/merge"
)

// PathPhoto is under what files of photos are uploaded (tus 1.0: POST, HEAD, PATCH) and
// fetched (GET with ranges): PathPhoto, the digest in hexadecimal, and the record that
// names the file in the query.
const PathPhoto = "/v1/photo/"

// Headers of an upload beside those of HTTP.
const (
	TusVersion       = "1.0.0"
	TusHeader        = "Tus-Resumable"
	UploadOffset     = "Upload-Offset"
	UploadLength     = "Upload-Length"
	UploadChecksum   = "Upload-Checksum" // "sha256 " and the base64 of the piece's digest
	ChallengeHeader  = "Pdp-Challenge"   // base64url without padding; on 401
	CounterHeader    = "Pdp-Counter"     // base 36; on 401
	StatusDigest     = 422               // the file is not the one of its digest; it begins anew
	StatusChecksum   = 460               // a piece arrived altered
	MaxPhotoPiece    = 256 << 10         // bytes of one PATCH
	photoRecordParam = "?record="
)

// PhotoTarget is where a file of a photo is on the hub, as requested.
func PhotoTarget(digest [32]byte, record merge.ID) string {
	return PathPhoto + hex.EncodeToString(digest[:]) + photoRecordParam + hex.EncodeToString(record[:])
}

// PhotoSubject is what a request about a photo signs in the place of a path, with an
// empty body: the target, the method and the headers that say what happens. The bytes of
// a piece are signed by way of UploadChecksum, so that a peer is known before its body
// is read, and what arrived of a piece that was cut off can be kept.
func PhotoSubject(method, target string, header func(string) string) string {
	return strings.Join([]string{target, method, header(UploadOffset), header(UploadLength), header(UploadChecksum)}, "\n")
}
