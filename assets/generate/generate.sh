#!/bin/sh
# Regenerates every derived file under assets/ from npm packages pinned in package-lock.json
# (name, version, hash). Needs node, npm and Go; a second run leaves no difference.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
assets=$(dirname "$here")
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT

cp "$here/package.json" "$here/package-lock.json" "$here/icons.mjs" "$temp/"
cd "$temp"
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

# Fonts are copied unchanged: "Plex" is a reserved name, so a subset would have to be renamed.
plex=node_modules/@expo-google-fonts/ibm-plex-sans
literata=node_modules/@expo-google-fonts/literata
mkdir -p "$assets/font"
cp "$plex/400Regular/IBMPlexSans_400Regular.ttf" "$plex/600SemiBold/IBMPlexSans_600SemiBold.ttf" \
	"$literata/600SemiBold/Literata_600SemiBold.ttf" "$literata/700Bold/Literata_700Bold.ttf" "$assets/font/"
cp "$plex/LICENSE_FONT" "$assets/font/LICENSE-IBMPlexSans.txt"
cp "$literata/LICENSE_FONT" "$assets/font/LICENSE-Literata.txt"
chmod 644 "$assets"/font/*

mkdir -p "$assets/area"
cp node_modules/idn-area-data/data/LICENSE.md "$assets/area/LICENSE"
chmod 644 "$assets/area/LICENSE"

node icons.mjs "$here/icons.txt" "$assets/icon"
cp node_modules/@phosphor-icons/core/LICENSE "$assets/icon/LICENSE"
chmod 644 "$assets/icon/LICENSE"

cd "$assets/.."
CGO_ENABLED=0 go run ./assets/generate \
	-areas "$temp/node_modules/idn-area-data/data" -out "$assets"
