#!/usr/bin/env bash
# Draws every screen and widget anew, takes the new pictures over and writes the gallery
# docs/screens/README.md. Look at what `git diff` shows before you commit it.
set -euo pipefail
cd "$(dirname "$0")/.."
export CGO_ENABLED=0
go test ./app/widget -run . -update >/dev/null
go test ./app/screen/... ./app/practice >/dev/null 2>&1 || true # pictures that differ are in testdata/failed
for new in app/screen/*/testdata/failed/*.png app/practice/testdata/failed/*.png; do
  [ -e "$new" ] || continue
  mv "$new" "${new/failed\//}"
  echo "new: ${new/failed\//}"
done
mkdir -p docs/screens
{
  echo "# Screens"
  echo
  echo "Drawn by Fyne's software painter in the tests, which compare them (\`make screens\` draws them anew). All people are invented."
  for dir in app/screen/*/testdata app/practice/testdata app/widget/testdata/golden; do
    name=${dir#app/}; name=${name#screen/}; name=${name%%/testdata*}
    ls "$dir"/*.png >/dev/null 2>&1 || continue
    echo; echo "## $name"; echo
    for picture in "$dir"/*.png; do
      echo "[![$(basename "$picture" .png)](../../$picture)](../../$picture)"
    done
  done
} > docs/screens/README.md
