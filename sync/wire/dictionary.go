package wire

// dictID names the dictionary in zstd frames. Another text needs another number.
const dictID = 1

// dictionary is what messages have in common before the first byte is sent: words of
// minutes and remarks as facilitators write them. zstd finds matches nearest to the
// end cheapest, so the most frequent come last.
const dictionary = "Musyawarah Pelatihan pemasaran produk olahan pangan dan kemasan. Kesehatan reproduksi dan gizi balita. " +
	"Pembagian SHU tahun buku. Advokasi ke pemerintah desa untuk anggaran perempuan. Koperasi Lembaga Keuangan Perempuan. " +
	"Bantuan modal usaha. Kartu keluarga dan NIK. Posyandu. Jaminan kesehatan. Tindak lanjut: pendamping akan datang. " +
	"Kecamatan Kabupaten Lombok Tengah Nusa Tenggara Barat Dusun Gang Jalan RT RW Desa Kelurahan " +
	"tenun ikat anyaman kue kering keripik warung sembako ternak ayam kambing sapi jahit bumbu sayur ikan kerupuk kopi " +
	"Kelompok sepakat menambah simpanan sukarela. Kas kelompok dihitung dan cocok dengan buku. Selisih kas karena " +
	"Rapat dibuka oleh ketua, dihadiri anggota. Notulen rapat bulan lalu dibacakan. Rapat ditutup dengan doa. " +
	"Anggota membahas rencana usaha bersama. Bendahara melaporkan tunggakan angsuran. Pinjaman baru disetujui untuk Ibu " +
	"menyampaikan bahwa penjualan naik turun sekitar persen. belum membayar angsuran karena panen mundur, akan dibayar minggu depan. " +
	"denda keterlambatan masuk ke kas sosial. mengusulkan pelatihan pada bulan depan di Balai desa rumah ketua " +
	"sakit izin acara keluarga pergi ke pasar anak sakit hujan titip uang dibayar suami titip lewat ketua bayar dua kali kurang bayar tunai"
