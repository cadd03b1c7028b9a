package wire

// Plain decompresses a body, for the published examples.
func (c *Codec) Plain(body []byte) ([]byte, error) { return c.unzip.DecodeAll(body, nil) }
