package main

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/csv"
	"fmt"
	"os"
	"strconv"
	"strings"

	"pendamping/assets/area"
)

// areaFile is where the packed areas go, under the assets folder.
const areaFile = "area/areas.bin"

// node is an area with those inside it, in the order of their codes.
type node struct {
	number uint64
	name   string
	inside []*node
}

// count returns the number of areas a given number of levels below n.
func (n *node) count(levels int) int {
	if levels == 0 {
		return 1
	}
	total := 0
	for _, child := range n.inside {
		total += child.count(levels - 1)
	}
	return total
}

// writeAreas packs the CSV files, checks that every area can be read back, and replaces the old
// file when the areas in it differ.
func writeAreas(source string, root *os.Root) error {
	country, err := readAreas(source)
	if err != nil {
		return err
	}
	packed, err := packAreas(country)
	if err != nil {
		return err
	}
	want := listNodes(country, "", nil)
	got, err := listAreas(packed)
	if err != nil {
		return fmt.Errorf("read back: %w", err)
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		return fmt.Errorf("read back: %d areas differ from the %d of the source", len(got), len(want))
	}
	if old, err := root.ReadFile(areaFile); err == nil {
		if before, err := listAreas(old); err == nil && strings.Join(before, "\n") == strings.Join(want, "\n") {
			return nil
		}
	}
	if err := root.WriteFile(areaFile, packed, 0o644); err != nil {
		return fmt.Errorf("write areas: %w", err)
	}
	return nil
}

// readAreas builds the tree of the four CSV files; an area whose parent is unknown is an error.
func readAreas(source string) (*node, error) {
	folder, err := os.OpenRoot(source)
	if err != nil {
		return nil, fmt.Errorf("areas: %w", err)
	}
	defer folder.Close() //nolint:errcheck // only read
	country := &node{name: "Indonesia"}
	known := map[string]*node{"": country}
	for _, file := range []string{"provinces.csv", "regencies.csv", "districts.csv", "villages.csv"} {
		content, err := folder.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("areas: %w", err)
		}
		rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for _, row := range rows[1:] {
			if err := addArea(known, row[0], row[len(row)-1]); err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
		}
	}
	return country, nil
}

// addArea hangs an area below the one its code names.
func addArea(known map[string]*node, code, name string) error {
	parentCode, last := "", code
	if dot := strings.LastIndexByte(code, '.'); dot >= 0 {
		parentCode, last = code[:dot], code[dot+1:]
	}
	parent, ok := known[parentCode]
	if !ok {
		return fmt.Errorf("%s: no area %s", code, parentCode)
	}
	number, err := strconv.ParseUint(last, 10, 16)
	if err != nil {
		return fmt.Errorf("%s: %w", code, err)
	}
	if n := len(parent.inside); n > 0 && parent.inside[n-1].number >= number {
		return fmt.Errorf("%s: out of order", code)
	}
	if known[code] != nil || name == "" {
		return fmt.Errorf("%s: named twice or not at all", code)
	}
	known[code] = &node{number: number, name: name}
	parent.inside = append(parent.inside, known[code])
	return nil
}

// packAreas writes the format described in package area.
func packAreas(country *node) ([]byte, error) {
	var index, blocks []byte
	index = binary.AppendUvarint(index, uint64(len(country.inside)))
	for _, province := range country.inside {
		index = appendNode(index, province.number, province)
		for _, regency := range province.inside {
			raw := packRegency(regency)
			block, err := deflate(raw)
			if err != nil {
				return nil, err
			}
			index = binary.AppendUvarint(index, regency.number)
			index = appendString(index, regency.name)
			for _, n := range []int{regency.count(1), regency.count(2), len(raw), len(block)} {
				index = binary.AppendUvarint(index, uint64(n)) //nolint:gosec // a length is not negative
			}
			blocks = append(blocks, block...)
		}
	}
	packedIndex, err := deflate(index)
	if err != nil {
		return nil, err
	}
	out := []byte(area.Magic)
	out = binary.AppendUvarint(out, uint64(len(index)))
	out = binary.AppendUvarint(out, uint64(len(packedIndex)))
	out = append(out, packedIndex...)
	return append(out, blocks...), nil
}

// packRegency lists the sub-districts of a regency and their villages. Villages are numbered with
// few gaps, so that the step from the one before is mostly a single byte.
func packRegency(regency *node) []byte {
	var raw []byte
	for _, district := range regency.inside {
		raw = appendNode(raw, district.number, district)
		before := uint64(0)
		for _, village := range district.inside {
			raw = binary.AppendUvarint(raw, village.number-before)
			raw = appendString(raw, village.name)
			before = village.number
		}
	}
	return raw
}

// appendNode appends a number, a name and the count of areas inside.
func appendNode(b []byte, number uint64, n *node) []byte {
	with := appendString(binary.AppendUvarint(b, number), n.name)
	return binary.AppendUvarint(with, uint64(len(n.inside)))
}

// appendString appends a length and the bytes.
func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// deflate compresses as tightly as it can.
func deflate(raw []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	if _, err := w.Write(raw); err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	return out.Bytes(), nil
}

// listNodes lists "code name" of everything below n, as listAreas does.
func listNodes(n *node, prefix string, list []string) []string {
	all := list
	for _, child := range n.inside {
		code := fmt.Sprintf("%s%02d", prefix, child.number)
		all = append(all, code+" "+child.name)
		all = listNodes(child, code+".", all)
	}
	return all
}

// listAreas lists "code name" of every area in a packed file.
func listAreas(packed []byte) ([]string, error) {
	ix, err := area.Read(packed)
	if err != nil {
		return nil, fmt.Errorf("areas: %w", err)
	}
	var list []string
	var walk func(code string)
	walk = func(code string) {
		for _, child := range ix.Children(code) {
			list = append(list, child.Code+" "+child.Name)
			walk(child.Code)
		}
	}
	walk("")
	return list, nil
}
