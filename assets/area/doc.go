// Package area looks up the areas of Indonesia: provinces, regencies (kabupaten and kota),
// sub-districts (kecamatan) and villages (desa and kelurahan).
//
// Areas are named by their Kemendagri code, whose parts are joined by dots: "52" is a province,
// "52.02" a regency, "52.02.01" a sub-district, "52.02.01.2001" a village.
//
// The data is that of idn-area-data 4.0.1 under the Open Database License, see NOTICE. It is packed
// into one file, so that the villages of a regency are unpacked only when they are asked for:
//
//	Magic, length of the index, packed length of the index, packed index, blocks
//	index:  count of provinces, then of each: number, name, count of regencies, then of each:
//	        number, name, counts of its sub-districts and villages, length of its block, packed length
//	block:  to the end, of each sub-district: number, name, count of villages, then of each:
//	        step from the number before, name
//
// Numbers, counts and lengths are unsigned varints, a name is its length and UTF-8 bytes, and
// packing is DEFLATE. Everything is in the order of the codes. assets/generate writes the file.
package area
