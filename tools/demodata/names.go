package demodata

import (
	"math/rand/v2"
	"strconv"
)

// Words from which names are put together. Nobody in particular is meant.

func titles() []string {
	return []string{"Inaq", "Inaq", "Inaq", "Baiq", "Baiq", "Hj.", "Lale", "", "", ""}
}

func firstNames() []string {
	return []string{
		"Sahnim", "Rohani", "Nurhayati", "Marni", "Sumiati", "Suhartini", "Rohayati", "Murni", "Halimah", "Yuliana", "Raehan",
		"Suharni", "Kartini", "Saknah", "Zubaidah", "Mariani", "Aminah", "Sapiah", "Rabiah", "Maesarah", "Hurniati", "Jumenah",
		"Sumarni", "Nurjanah", "Hasanah", "Fatimah", "Ruminah", "Seniwati", "Mulyani", "Rusnah", "Kalsum", "Marhamah", "Mastiah",
		"Nuraini", "Salmah", "Sakinah", "Wardah", "Zaenab", "Hartati", "Ernawati", "Budiarti", "Lestari", "Wahyuni", "Anggraini",
		"Purnama", "Karyani", "Sulastri", "Handini", "Mardiana", "Rosdiana", "Ratnasari", "Aluh", "Mahnim", "Ginep", "Semin",
	}
}

func secondNames() []string {
	return []string{"", "", "", "", "Sari", "Dewi", "Wati", "Astuti", "Ningsih", "Utami", "Hidayah", "Rahayu", "Puspita", "Laela"}
}

func groupNames() []string {
	return []string{
		"Harapan", "Sejahtera", "Mekar", "Bunga", "Tunas", "Karya", "Sinar", "Cahaya", "Usaha", "Maju", "Rukun", "Setia", "Mandiri",
		"Bina", "Suka", "Pelita", "Putri", "Bangkit",
	}
}

func groupSecond() []string {
	return []string{"Bersama", "Jaya", "Ibu", "Baru", "Lestari", "Makmur", "Sepakat", "Mufakat", "Rinjani", "Mandalika", "Tenun", "Sasak", "Indah"}
}

// business is an enterprise with its kind.
type business struct{ name, kind string }

func businesses() []business {
	return []business{
		{"Tenun songket", "weaving"},
		{"Tenun ikat", "weaving"},
		{"Keripik singkong", "food"},
		{"Kue basah", "food"},
		{"Jajan pasar", "food"},
		{"Warung", "trade"},
		{"Dagang kain", "trade"},
		{"Sayur keliling", "trade"},
		{"Dagang beras", "trade"},
		{"Ternak ayam", "livestock"},
		{"Ternak kambing", "livestock"},
		{"Kebun cabai", "farming"},
		{"Bawang merah", "farming"},
		{"Anyaman ketak", "craft"},
		{"Gerabah", "craft"},
		{"Jahit", "services"},
		{"Salon", "services"},
	}
}

// facilitatorNames are those of the people with tablets; the first has the known groups.
func facilitatorNames() []string {
	return []string{
		"Nurlaela", "Sumarni", "Lale Aini", "Aisyah", "Baiq Mulyana", "Hidayati", "Sri Rahayu", "Nuraini", "Khadijah", "Maemunah",
		"Baiq Susilawati", "Ernawati", "Zulaikha", "Fitriani", "Marlina", "Husniati", "Rina Astuti", "Dewi Sartika", "Lale Yuningsih", "Munawarah",
	}
}

func coordinatorNames() []string { return []string{"Baiq Handayani", "Siti Rahmah"} }

func topics() []string {
	return []string{"business", "gender", "rights", "public_services", "health", "literacy", "advocacy"}
}

func discussions() []string {
	return []string{
		"Harga benang naik; anggota penenun sepakat membeli bersama.", "Cara mengurus BPJS dan kartu keluarga.",
		"Pembukuan sederhana untuk warung.", "Pemasaran lewat telepon genggam.", "Jadwal imunisasi di posyandu.",
		"Hak perempuan atas tanah warisan.", "Persiapan pameran di kabupaten.", "Cara mengemas keripik agar tahan lama.",
	}
}

func promises() []string {
	return []string{"Urus BPJS", "Urus PIRT", "Antar berkas KK", "Cari pembeli kain", "Tanya harga benang", "Daftar NIB"}
}

func pickOne[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// fresh draws names until one is new.
func fresh(taken map[string]bool, draw func() string) string {
	for i := 0; ; i++ {
		name := draw()
		if i > 40 {
			name += " " + strconv.Itoa(i-39)
		}
		if !taken[name] {
			taken[name] = true
			return name
		}
	}
}
