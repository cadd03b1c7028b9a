package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pendamping/assets/area"
)

// source writes CSV files like those of idn-area-data into a new folder.
func source(t *testing.T, villages string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"provinces.csv": "code,name\n51,Bali\n52,Nusa Tenggara Barat\n",
		"regencies.csv": "code,province_code,name\n52.02,52,Kabupaten Lombok Tengah\n52.71,52,Kota Mataram\n",
		"districts.csv": "code,regency_code,name\n52.02.01,52.02,Praya\n52.02.02,52.02,Jonggat\n",
		"villages.csv":  "code,district_code,name\n" + villages,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// folder makes an empty assets folder.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, inside := range []string{"area", "appicon"} {
		if err := os.Mkdir(filepath.Join(dir, inside), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestAreasAreReadBack(t *testing.T) {
	out := folder(t)
	from := source(t, "52.02.01.1001,52.02.01,Praya\n52.02.02.2002,52.02.02,\"Ubung, I\"\n")
	if err := run([]string{"-areas", from, "-out", out}, io.Discard); err != nil {
		t.Fatal(err)
	}
	packed, err := os.ReadFile(filepath.Join(out, areaFile))
	if err != nil {
		t.Fatal(err)
	}
	ix, err := area.Read(packed)
	if err != nil {
		t.Fatal(err)
	}
	want := area.Counts{Provinces: 2, Regencies: 2, Districts: 2, Villages: 2}
	if got := ix.Counts(); got != want {
		t.Errorf("counts %+v, want %+v", got, want)
	}
	if name, _ := ix.Name("52.02.02.2002"); name != "Ubung, I" {
		t.Errorf("village %q", name)
	}
}

func TestSecondRunChangesNothing(t *testing.T) {
	out := folder(t)
	args := []string{"-areas", source(t, "52.02.01.1001,52.02.01,Praya\n"), "-out", out}
	before := map[string][]byte{}
	for round := range 2 {
		if err := run(args, io.Discard); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{areaFile, "appicon/Icon.png", "appicon/Icon.svg", "appicon/foreground.png"} {
			content, err := os.ReadFile(filepath.Join(out, name))
			if err != nil {
				t.Fatal(err)
			}
			if round == 1 && !bytes.Equal(content, before[name]) {
				t.Errorf("%s differs after a second run", name)
			}
			before[name] = content
		}
	}
}

func TestFalseSourcesAreRefused(t *testing.T) {
	tests := map[string]struct{ villages, says string }{
		"unknown sub-district": {"52.02.03.1001,52.02.03,X\n", "no area 52.02.03"},
		"twice":                {"52.02.01.1001,52.02.01,X\n52.02.01.1001,52.02.01,Y\n", "out of order"},
		"out of order":         {"52.02.01.1002,52.02.01,X\n52.02.01.1001,52.02.01,Y\n", "out of order"},
		"no name":              {"52.02.01.1001,52.02.01,\n", "not at all"},
		"no number":            {"52.02.01.x,52.02.01,X\n", "invalid syntax"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			out := folder(t)
			err := run([]string{"-areas", source(t, tc.villages), "-out", out}, io.Discard)
			if err == nil || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("error %v, want one with %q", err, tc.says)
			}
			if _, err := os.Stat(filepath.Join(out, areaFile)); err == nil {
				t.Error("a file was written all the same")
			}
		})
	}
}

// TestCommittedIconIsDrawnHere fails when the drawing changes and generate.sh is not run.
func TestCommittedIconIsDrawnHere(t *testing.T) {
	for name, p := range map[string]struct {
		pixels int
		shape  func(point) int
	}{
		"Icon.png":       {iconPixels, square},
		"foreground.png": {adaptive, foreground},
		"background.png": {adaptive, background},
	} {
		content, err := os.ReadFile("../appicon/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if !samePixels(content, draw(p.pixels, p.shape)) {
			t.Errorf("%s is not what is drawn now", name)
		}
	}
	svg, err := os.ReadFile("../appicon/Icon.svg")
	if err != nil {
		t.Fatal(err)
	}
	if string(svg) != iconSVG() {
		t.Error("Icon.svg is not what is drawn now")
	}
}

func TestAdaptiveForegroundKeepsToTheSafeZone(t *testing.T) {
	picture := draw(adaptive, foreground)
	const margin = adaptive * 17 / 100 // outside the middle 66 %
	for y := range adaptive {
		for x := range adaptive {
			outside := x < margin || y < margin || x >= adaptive-margin || y >= adaptive-margin
			if outside && picture.NRGBAAt(x, y).A != 0 {
				t.Fatalf("ink at %d, %d", x, y)
			}
		}
	}
}
