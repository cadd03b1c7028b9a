package main

import "strings"

// The lists below are of common words and names; no person is meant by any combination.

func firstNames() []string {
	return strings.Split("Siti,Sri,Dewi,Nur,Ani,Wati,Rina,Yuni,Endang,Lestari,Ratna,Maria,Yohana,Kartini,Mega,Fitri,Indah,"+
		"Suryani,Aminah,Halimah,Rahma,Murni,Tuti,Ningsih,Sulastri,Marlina,Rosa,Agustina,Veronika,Martha", ",")
}

func lastNames() []string {
	return strings.Split("Rahayu,Wulandari,Handayani,Susanti,Lestari,Hidayah,Astuti,Purnama,Kusuma,Sari,Pertiwi,Anggraini,Utami,"+
		"Safitri,Maharani,Puspita,Yuliana,Hartati,Mulyani,Setiawati,Nabu,Tefa,Banunaek,Lopo,Sinaga", ",")
}

func trades() []string {
	return strings.Split("kios sembako,ternak babi,ternak ayam kampung,tenun ikat,jualan kue,sayur keliling,warung makan,jahit,"+
		"keripik pisang,pengeringan ikan,kebun sayur,gula lempeng", ",")
}

func places() []string {
	return strings.Split("Balai desa,Rumah ketua kelompok,Posyandu,Berugak,Rumah Ibu bendahara,Kantor dusun,Sekolah dasar", ",")
}

func notes() []string {
	return strings.Split(",,,,,titip lewat ketua,kurang bayar minggu lalu,bayar dua kali,tunai,dibayar suami", ",")
}

// sentences are what minutes are made of: {b} is a trade, {v} a place, {f} a name, {h} a
// small and {n} a larger number.
func sentences() []string {
	return []string{
		"Rapat dibuka oleh ketua kelompok dengan doa bersama.",
		"Bendahara membacakan laporan kas bulan lalu dan disetujui semua anggota.",
		"Anggota membahas rencana pembelian bahan baku secara bersama untuk usaha {b}.",
		"Dua anggota belum membayar angsuran karena panen mundur, akan dibayar minggu depan.",
		"Pendamping menjelaskan cara mencatat pengeluaran rumah tangga dan usaha secara terpisah.",
		"Disepakati simpanan sukarela minimal Rp{n}.000 setiap pertemuan.",
		"Kelompok mengusulkan pelatihan {b} pada bulan depan di {v}.",
		"Ibu {f} menyampaikan bahwa penjualan {b} naik sekitar {n} persen.",
		"Pertemuan berikutnya direncanakan di rumah Ibu {f} pukul {h}.00.",
		"Anggota sepakat denda keterlambatan Rp{n}00 masuk ke kas sosial.",
		"Ibu {f} mengajukan pinjaman Rp{n}0.000 untuk modal {b}, disetujui dengan angsuran {h} kali.",
		"Cuaca hujan sehingga beberapa anggota dari dusun {v} terlambat hadir.",
		"Rapat ditutup dengan arisan, yang menerima bulan ini Ibu {f}.",
	}
}
