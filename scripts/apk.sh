#!/usr/bin/env bash
# Builds the Android package in a copy of the tree (the fyne tool rewrites FyneApp.toml),
# writes the version into the manifest, aligns and signs with the project's own key.
# Needs ANDROID_NDK_HOME (r28 or newer for 16 KiB pages); for signing zipalign, apksigner and
# PENDAMPING_KEYSTORE (a Java keystore; the password is asked for).
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${ANDROID_NDK_HOME:-}" ] || [ ! -d "${ANDROID_NDK_HOME:-/nonexistent}" ]; then
  echo "apk: ANDROID_NDK_HOME is not set or not a folder." >&2
  echo "     Install the Android NDK (r28 or newer) and set it, for example" >&2
  echo "     export ANDROID_NDK_HOME=\$HOME/Android/Sdk/ndk/28.0.13004108" >&2
  echo "     'make apk-check' checks the app for Android without an NDK." >&2
  exit 2
fi
version=$(sed -n 's/^ *Version = "\(.*\)"/\1/p' FyneApp.toml)
build=$(sed -n 's/^ *Build = \(.*\)/\1/p' FyneApp.toml)
out=$PWD/build
mkdir -p "$out"
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git archive HEAD | tar -x -C "$copy"
sed -i "s/android:versionCode=\"[0-9]*\"/android:versionCode=\"$build\"/; s/android:versionName=\"[^\"]*\"/android:versionName=\"$version\"/" "$copy/AndroidManifest.xml"
GOBIN=$copy/bin go install fyne.io/tools/cmd/fyne@v1.7.4
(cd "$copy" && CGO_LDFLAGS="-Wl,-z,max-page-size=16384" "$copy/bin/fyne" package -os android/arm64 -release)
apk=$(find "$copy" -maxdepth 1 -name '*.apk' | head -1)
if [ -n "${PENDAMPING_KEYSTORE:-}" ]; then
  zipalign -f -p 4 "$apk" "$out/pendamping-$version.apk"
  apksigner sign --ks "$PENDAMPING_KEYSTORE" "$out/pendamping-$version.apk"
else
  cp "$apk" "$out/pendamping-$version-unsigned.apk"
  echo "apk: PENDAMPING_KEYSTORE is not set: the package carries the tool's public debug key; do not hand it out." >&2
fi
ls -l "$out"/*.apk
