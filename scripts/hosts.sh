#!/bin/sh
# Brings the programs that tests use as hosts: LibreOffice runs the workbook, poppler and chromium draw what came out,
# what tests/hosts/node names checks it, Wine runs the Windows part (tests/hosts/wine builds the rest with mingw).
# What cannot be installed here is named; its tests are then skipped, except in CI, where a skipped test fails.
set -eu
cd "$(dirname "$0")"

missing=
need() { # PACKAGES COMMAND...: the command fails where the packages are missing
    packages=$1
    shift
    "$@" > /dev/null 2>&1 || missing="$missing $packages"
}

install() { # PACKAGE...
    if command -v apt-get > /dev/null; then
        ./apt.sh "$@" || echo "Until then, tests that need one of these are skipped: $*" >&2
    else
        echo "Tests that need one of these are skipped: $*" >&2
        echo "On macOS:  brew install node poppler && brew install --cask libreoffice chromium" >&2
    fi
}

need "libreoffice-calc libreoffice-writer fonts-dejavu-core fonts-liberation fonts-crosextra-carlito" command -v soffice
need poppler-utils command -v pdftoppm
need chromium command -v chromium
need "nodejs npm" command -v npm
need "gcc libc6-dev" command -v cc
[ "$(uname)" = Darwin ] || need python3-uno /usr/bin/python3 -c 'import uno'
if [ "$(uname -sm)" = "Linux x86_64" ]; then
    need "wine wine64" command -v wine
    need gcc-mingw-w64-x86-64 command -v x86_64-w64-mingw32-gcc
fi
# shellcheck disable=SC2086 # a list of words
[ -z "$missing" ] || install $missing

./exim.sh

# Kept beside the other caches, so that git and `make clean` know it; installed anew only when the lock changed.
node=../.cache/node
if command -v npm > /dev/null && ! cmp -s ../tests/hosts/node/package-lock.json "$node/installed"; then
    mkdir -p "$node"
    cp ../tests/hosts/node/package.json ../tests/hosts/node/package-lock.json "$node"
    if (cd "$node" && npm ci --ignore-scripts --no-audit --no-fund --silent); then
        cp "$node/package-lock.json" "$node/installed"
    else
        echo "npm could not fetch what tests/hosts/node names; tests that need it are skipped." >&2
    fi
fi
