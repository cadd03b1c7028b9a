#!/usr/bin/env bash
# Installs what is missing on a Debian or Ubuntu machine: the C compiler and the X11/OpenGL
# headers to build the app, and Xvfb to show it where there is no display. Says what it does.
# For tests also PostgreSQL, which they run privately.
# Usage: scripts/setup.sh build|run|test
set -euo pipefail

need=()
want() { # want PACKAGE TEST...
  local package=$1
  shift
  if ! "$@" >/dev/null 2>&1; then need+=("$package"); fi
}
header() { [ -e "/usr/include/$1" ] || [ -e "/usr/include/$(uname -m)-linux-gnu/$1" ]; }

want gcc command -v gcc
want libc6-dev header stdlib.h
want pkg-config command -v pkg-config
want libgl1-mesa-dev header GL/gl.h
want libx11-dev header X11/Xlib.h
want libxcursor-dev header X11/Xcursor/Xcursor.h
want libxrandr-dev header X11/extensions/Xrandr.h
want libxinerama-dev header X11/extensions/Xinerama.h
want libxi-dev header X11/extensions/XInput2.h
want libxxf86vm-dev header X11/extensions/xf86vmode.h
want libxkbcommon-dev header xkbcommon/xkbcommon.h
if [ "${1:-build}" != build ]; then
  want xvfb command -v Xvfb
  want xauth command -v xauth
  want xdotool command -v xdotool
  want imagemagick command -v import
  want libgl1-mesa-dri sh -c 'ls /usr/lib/*/dri/swrast_dri.so /usr/lib/*/libgallium*.so | grep -q .'
fi
if [ "${1:-build}" = test ] && [ -z "${PENDAMPING_SKIP_POSTGRES:-}" ]; then
  want postgresql sh -c 'ls /usr/lib/postgresql/*/bin/postgres'
fi
[ ${#need[@]} -eq 0 ] && exit 0

echo "setup: installing with apt: ${need[*]}" >&2
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null 2>&1; then
    echo "setup: these packages are missing and neither root nor sudo is at hand: ${need[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
if ! "${as_root[@]}" apt-get install -y --no-install-recommends "${need[@]}" >/dev/null 2>&1; then
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -y --no-install-recommends "${need[@]}"
fi
