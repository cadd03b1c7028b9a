package area

import (
	_ "embed" // for the areas
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"sync"
)

// Magic begins a file of packed areas and names its version.
const Magic = "AREA\x01"

// ErrDamaged is returned when packed areas cannot be read.
var ErrDamaged = errors.New("area: damaged data")

//go:embed areas.bin
var embedded []byte // embed: read-only

// keptBlocks is how many regencies stay unpacked: a facilitator works in one, and a coordinator
// rarely looks at more than a region's.
const keptBlocks = 12

// Area is one area with its Kemendagri code and its official name, such as "52.02" and
// "Kabupaten Lombok Tengah".
type Area struct {
	Code string
	Name string
}

// Short returns the name without "Kabupaten", as people say it. "Kota" stays, for there is often a
// kabupaten of the same name.
func (a Area) Short() string {
	return strings.TrimPrefix(a.Name, "Kabupaten ")
}

// Counts says how many areas there are of each level.
type Counts struct {
	Provinces, Regencies, Districts, Villages int
}

// Index looks areas up. It is safe for concurrent use.
type Index struct {
	provinces []province
	regencies []regency // of all provinces, in the order of their codes

	mu   sync.Mutex
	kept map[int][]district // by position in regencies
	age  []int              // positions in kept, the oldest first
}

// province has the regencies from first up to end in Index.regencies.
type province struct {
	code, name string
	first, end int
}

// regency has its villages packed.
type regency struct {
	code, name          string
	districts, villages int
	packed              []byte
	length              int // of the block unpacked, bytes
}

// district is an unpacked sub-district.
type district struct {
	number   int
	name     string
	villages []village
}

// village is an unpacked village.
type village struct {
	number int
	name   string
}

// Open reads the index of the embedded areas; villages stay packed. It fails only on a damaged
// build. An Index may be opened more than once; each keeps its own unpacked blocks.
func Open() (*Index, error) {
	return Read(embedded)
}

// Counts returns how many areas there are.
func (ix *Index) Counts() Counts {
	c := Counts{Provinces: len(ix.provinces), Regencies: len(ix.regencies)}
	for i := range ix.regencies {
		c.Districts += ix.regencies[i].districts
		c.Villages += ix.regencies[i].villages
	}
	return c
}

// Name returns the official name of the area with that code, and false if there is none.
func (ix *Index) Name(code string) (string, bool) {
	parts := strings.Split(code, ".")
	switch len(parts) {
	case 1:
		i, ok := ix.province(code)
		if !ok {
			return "", false
		}
		return ix.provinces[i].name, true
	case 2:
		i, ok := ix.regency(code)
		if !ok {
			return "", false
		}
		return ix.regencies[i].name, true
	case 3:
		d := ix.district(parts)
		if d == nil {
			return "", false
		}
		return d.name, true
	case 4:
		return ix.villageName(parts)
	default:
		return "", false
	}
}

// villageName finds a village among those of its sub-district.
func (ix *Index) villageName(parts []string) (string, bool) {
	d := ix.district(parts[:3])
	number, ok := parse(parts[3], 4)
	if d == nil || !ok {
		return "", false
	}
	i := sort.Search(len(d.villages), func(i int) bool { return d.villages[i].number >= number })
	if i == len(d.villages) || d.villages[i].number != number {
		return "", false
	}
	return d.villages[i].name, true
}

// Path returns the areas from the province down to the one with that code, or nil if there is none.
func (ix *Index) Path(code string) []Area {
	var path []Area
	for i := range len(code) + 1 {
		if i < len(code) && code[i] != '.' {
			continue
		}
		name, ok := ix.Name(code[:i])
		if !ok {
			return nil
		}
		path = append(path, Area{Code: code[:i], Name: name})
	}
	return path
}

// Children returns the areas just inside the one with that code, in the order of their codes: the
// provinces for "", nil for a village and for a code that does not exist.
func (ix *Index) Children(code string) []Area {
	parts := strings.Split(code, ".")
	switch {
	case code == "":
		return ix.provinceAreas()
	case len(parts) == 1:
		return ix.regencyAreas(code)
	case len(parts) == 2:
		at, ok := ix.regency(code)
		if !ok {
			return nil
		}
		return districtAreas(code, ix.unpacked(at))
	case len(parts) == 3:
		d := ix.district(parts)
		return villageAreas(code, d)
	default:
		return nil
	}
}

// provinceAreas lists the provinces.
func (ix *Index) provinceAreas() []Area {
	areas := make([]Area, len(ix.provinces))
	for i, p := range ix.provinces {
		areas[i] = Area{Code: p.code, Name: p.name}
	}
	return areas
}

// regencyAreas lists the regencies of a province.
func (ix *Index) regencyAreas(code string) []Area {
	at, ok := ix.province(code)
	if !ok {
		return nil
	}
	p := ix.provinces[at]
	areas := make([]Area, 0, p.end-p.first)
	for _, g := range ix.regencies[p.first:p.end] {
		areas = append(areas, Area{Code: g.code, Name: g.name})
	}
	return areas
}

// districtAreas lists sub-districts.
func districtAreas(code string, districts []district) []Area {
	areas := make([]Area, len(districts))
	for i := range districts {
		areas[i] = Area{Code: districtCode(code, districts[i].number), Name: districts[i].name}
	}
	return areas
}

// villageAreas lists the villages of a sub-district, nil if d is.
func villageAreas(code string, d *district) []Area {
	if d == nil {
		return nil
	}
	areas := make([]Area, len(d.villages))
	for i, v := range d.villages {
		areas[i] = Area{Code: villageCode(code, v.number), Name: v.name}
	}
	return areas
}

// districtCode and villageCode join a code with the number of an area inside it.
func districtCode(regencyCode string, number int) string {
	return fmt.Sprintf("%s.%02d", regencyCode, number)
}

func villageCode(districtCode string, number int) string {
	return fmt.Sprintf("%s.%04d", districtCode, number)
}

// province finds a province's position.
func (ix *Index) province(code string) (int, bool) {
	i := sort.Search(len(ix.provinces), func(i int) bool { return ix.provinces[i].code >= code })
	return i, i < len(ix.provinces) && ix.provinces[i].code == code
}

// regency finds a regency's position.
func (ix *Index) regency(code string) (int, bool) {
	i := sort.Search(len(ix.regencies), func(i int) bool { return ix.regencies[i].code >= code })
	return i, i < len(ix.regencies) && ix.regencies[i].code == code
}

// district finds a sub-district by the three parts of its code, nil if there is none.
func (ix *Index) district(parts []string) *district {
	at, ok := ix.regency(parts[0] + "." + parts[1])
	number, numeric := parse(parts[2], 2)
	if !ok || !numeric {
		return nil
	}
	districts := ix.unpacked(at)
	i := sort.Search(len(districts), func(i int) bool { return districts[i].number >= number })
	if i == len(districts) || districts[i].number != number {
		return nil
	}
	return &districts[i]
}

// parse reads exactly so many digits.
func parse(part string, digits int) (int, bool) {
	if len(part) != digits {
		return 0, false
	}
	n, err := strconv.ParseUint(part, 10, 16)
	return int(n), err == nil
}

// unpacked returns the sub-districts of a regency, keeping the last few regencies at hand.
func (ix *Index) unpacked(at int) []district {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if districts, ok := ix.kept[at]; ok {
		return districts
	}
	if len(ix.age) == keptBlocks {
		delete(ix.kept, ix.age[0])
		ix.age = ix.age[1:]
	}
	districts := ix.regencies[at].unpack()
	ix.kept[at] = districts
	ix.age = append(ix.age, at)
	return districts
}
