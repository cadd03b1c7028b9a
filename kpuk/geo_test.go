package kpuk_test

import (
	"testing"

	"pgregory.net/rapid"

	"pendamping/kpuk"
)

func TestParseGeoPoint(t *testing.T) {
	for name, tt := range map[string]struct {
		lat, lon string
		want     kpuk.GeoPoint
		ok       bool
	}{
		"Praya":          {"-8.705", "116.27", kpuk.GeoPoint{LatE6: -8_705_000, LonE6: 116_270_000}, true},
		"commas":         {" -8,7051234 ", "116,2", kpuk.GeoPoint{LatE6: -8_705_123, LonE6: 116_200_000}, true},
		"none":           {"", " ", kpuk.GeoPoint{}, true},
		"one missing":    {"-8.7", "", kpuk.GeoPoint{}, false},
		"words":          {"selatan", "116", kpuk.GeoPoint{}, false},
		"beyond a pole":  {"-90.1", "116", kpuk.GeoPoint{}, false},
		"no number":      {"NaN", "116", kpuk.GeoPoint{}, false},
		"beyond the sea": {"0", "180.5", kpuk.GeoPoint{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := kpuk.ParseGeoPoint(tt.lat, tt.lon)
			if ok != tt.ok || (ok && got != tt.want) {
				t.Errorf("%+v, %v", got, ok)
			}
		})
	}
}

func TestGeoPointRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := kpuk.GeoPoint{
			LatE6: rapid.Int32Range(-90_000_000, 90_000_000).Draw(t, "lat"), LonE6: rapid.Int32Range(-180_000_000, 180_000_000).Draw(t, "lon"),
		}
		lat, lon := p.Texts()
		if got, ok := kpuk.ParseGeoPoint(lat, lon); !ok || got != p {
			t.Fatalf("%+v became %+v by %q, %q", p, got, lat, lon)
		}
	})
}
