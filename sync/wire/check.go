package wire

import "pendamping/sync/merge"

const (
	briefSize = len(merge.Brief{})
	checkSize = idSize + briefSize
)

// joinChecks lays checks end to end.
func joinChecks(checks []merge.Check) []byte {
	var out []byte
	for _, c := range checks {
		out = append(append(out, c.Subject[:]...), c.Digest[:]...)
	}
	return out
}

// splitChecks reads what joinChecks wrote.
func splitChecks(raw []byte) ([]merge.Check, error) {
	if len(raw)%checkSize != 0 || len(raw) > MaxChecks*checkSize {
		return nil, errShort
	}
	var out []merge.Check
	for ; len(raw) > 0; raw = raw[checkSize:] {
		out = append(out, merge.Check{Subject: merge.ID(raw), Digest: merge.Brief(raw[idSize:])})
	}
	return out, nil
}

// joinChecked gives the answers as one byte each, and the digests of those that differ.
func joinChecked(checked []merge.Checked) (agreements, digests []byte) {
	for _, c := range checked {
		agreements = append(agreements, byte(c.Agreement))
		if c.Agreement == merge.CheckDiffers {
			digests = append(digests, c.Digest[:]...)
		}
	}
	return agreements, digests
}

// splitChecked reads what joinChecked gave.
func splitChecked(agreements, digests []byte) ([]merge.Checked, error) {
	if len(agreements) > MaxChecks {
		return nil, errShort
	}
	var out []merge.Checked
	for _, a := range agreements {
		c := merge.Checked{Agreement: merge.Agreement(a)}
		if c.Agreement == merge.CheckDiffers {
			if len(digests) < briefSize {
				return nil, errShort
			}
			c.Digest, digests = merge.Brief(digests), digests[briefSize:]
		}
		out = append(out, c)
	}
	if len(digests) > 0 {
		return nil, errShort
	}
	return out, nil
}
