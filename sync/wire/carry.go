package wire

// PathCarry is where a colleague's device takes a bundle for the hub, and gives the hub's
// answer to an earlier one. The request is signed over [CarrySubject] with an empty body.
const PathCarry = "/v1/carry"

// DigestHeader names the SHA-256 of a bundle in hexadecimal, so that it is signed before
// it is read; it is empty when only an answer is asked for.
const DigestHeader = "Pdp-Digest"

// CarrySubject is what is signed in the place of a path.
func CarrySubject(digest string) string { return PathCarry + "\n" + digest }
