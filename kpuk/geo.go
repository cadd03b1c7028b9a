package kpuk

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// million is how many parts of a degree a [GeoPoint] counts.
const million = 1_000_000

// IsZero tells whether p means none.
func (p GeoPoint) IsZero() bool { return p == GeoPoint{} }

// Texts writes latitude and longitude in degrees with a decimal point, negative for south
// and west; two empty texts for none.
func (p GeoPoint) Texts() (lat, lon string) {
	if p.IsZero() {
		return "", ""
	}
	return degrees(p.LatE6), degrees(p.LonE6)
}

func degrees(e6 int32) string {
	sign, n := "", int64(e6)
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%06d", sign, n/million, n%million)
}

// ParseGeoPoint reads latitude and longitude in degrees, with a point or a comma; more
// than six decimals are rounded. Two empty texts are the zero point. False when one is
// no number, is missing, or lies beyond the poles or the date line.
func ParseGeoPoint(lat, lon string) (GeoPoint, bool) {
	if strings.TrimSpace(lat) == "" && strings.TrimSpace(lon) == "" {
		return GeoPoint{}, true
	}
	y, okY := parseDegrees(lat, 90)
	x, okX := parseDegrees(lon, 180)
	return GeoPoint{LatE6: y, LonE6: x}, okX && okY
}

func parseDegrees(text string, most float64) (int32, bool) {
	v, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(text), ",", "."), 64)
	if err != nil || math.IsNaN(v) || v < -most || v > most {
		return 0, false
	}
	return int32(math.Round(v * million)), true
}
