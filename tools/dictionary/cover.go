package main

import (
	"bytes"
	"encoding/binary"
	"slices"
)

const (
	gram    = 6  // bytes of what is counted: the shortest match that pays
	segment = 40 // bytes that are taken at a time
)

// cover chooses the content of a dictionary: those segments of the samples that hold most
// of what occurs in many of them and is not in the dictionary already. This is the
// algorithm COVER (Liao, Petri, Moffat, Wirth: Effective Construction of Relative
// Lempel-Ziv Dictionaries, 2016), as zstd's own trainer uses it: the samples are cut into
// as many stretches as segments are wanted, and each gives its best one. The best come
// last, where they are nearest to the message.
func cover(samples [][]byte, size int) []byte {
	counts := count(samples)
	all := bytes.Join(samples, nil)
	type part struct {
		text  []byte
		score int
	}
	var parts []part
	stretches := max(size/segment, 1)
	for round, got := 0, 0; got < size && round < 8; round++ {
		for i := range stretches {
			from, to := len(all)*i/stretches, len(all)*(i+1)/stretches
			text, score := best(all[from:to], counts)
			if score == 0 || got >= size {
				continue
			}
			for j := range grams(text) {
				delete(counts, at(text, j))
			}
			parts = append(parts, part{text, score})
			got += len(text)
		}
	}
	slices.SortStableFunc(parts, func(a, b part) int { return a.score - b.score })
	var out []byte
	for _, p := range parts {
		out = append(out, p.text...)
	}
	return out[max(len(out)-size, 0):]
}

// count tells in how many samples each gram occurs; those in one only are left out.
func count(samples [][]byte) map[uint64]int {
	counts, last := map[uint64]int{}, map[uint64]int{}
	for i, s := range samples {
		for j := range grams(s) {
			g := at(s, j)
			if last[g] != i+1 {
				last[g] = i + 1
				counts[g]++
			}
		}
	}
	for g, n := range counts {
		if n < 2 {
			delete(counts, g)
		}
	}
	return counts
}

// best finds the segment of a text whose different grams count most, without the ends
// that count nothing.
func best(text []byte, counts map[uint64]int) (part []byte, score int) {
	const wide = segment - gram + 1
	in := map[uint64]int{}
	sum, from := 0, -1
	for i := range grams(text) {
		g := at(text, i)
		in[g]++
		if in[g] == 1 {
			sum += counts[g]
		}
		if i >= wide {
			old := at(text, i-wide)
			in[old]--
			if in[old] == 0 {
				sum -= counts[old]
			}
		}
		if sum > score {
			score, from = sum, max(i-wide+1, 0)
		}
	}
	if from < 0 {
		return nil, 0
	}
	part = text[from:min(from+segment, len(text))]
	for len(part) > gram && counts[at(part, 0)] == 0 {
		part = part[1:]
	}
	for len(part) > gram && counts[at(part, len(part)-gram)] == 0 {
		part = part[:len(part)-1]
	}
	return part, score
}

// grams is how many begin in a text.
func grams(text []byte) int { return max(len(text)-gram+1, 0) }

// at is the gram that begins at i.
func at(text []byte, i int) uint64 {
	var b [8]byte
	copy(b[:], text[i:i+gram])
	return binary.LittleEndian.Uint64(b[:])
}
