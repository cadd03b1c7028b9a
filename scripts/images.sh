#!/usr/bin/env bash
# Takes the pictures of README and guides anew: from those that `make demo` left in
# build/demo, and from golden pictures of the screens that the demo does not visit.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -e build/demo/20-kembali-disetujui.png ] || { echo "images: run make demo first" >&2; exit 1; }

take() { # take FROM NAME WIDTH
  convert "$1" -resize "$3" -strip -define png:exclude-chunks=date "docs/images/$2.png"
}
demo() { take "build/demo/$1.png" "$2" "$3"; }

demo 01-buka-kunci buka-kunci 400
demo 03-hari-ini hari-ini 400
demo 05-kelompok-rinci kelompok 400
demo 07-rapat-2-hadir rapat-hadir 400
demo 10-rapat-4-uang-cocok rapat-uang 800
demo 11-rapat-5-kas rapat-kas 400
demo 13-rapat-7-tutup rapat-tutup 400
demo 15-sinkron sinkron 400
demo 17-tinjauan tinjauan 1092
demo 18-disetujui disetujui 683
take app/screen/recorder/testdata/dikembalikan.png dikembalikan 400
take app/screen/recorder/testdata/tanya.png tanya 480
take app/screen/correct/testdata/instalment.png koreksi 480
