package hub

import "sync"

const (
	// maxPages bounds the pages that are made at once, in bytes of records before
	// compression. In memory a packed page takes less than that.
	maxPages = 16 << 20
	// minPage is what a device gets however many others pull.
	minPage = 256 << 10
)

// share divides what pages may take among the pulls at work: whoever comes alone gets a
// large page and is soon done, many at once get small ones.
type share struct {
	mu   sync.Mutex
	left int
}

// take reserves up to want bytes and says how many; they must be given back.
func (s *share) take(want int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := min(want, max(s.left/2, minPage))
	s.left -= n
	return n
}

func (s *share) giveBack(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left += n
}
