#!/bin/sh
# Brings the programs that tests use as hosts: LibreOffice runs the workbook, poppler and chromium draw what came out.
# What cannot be installed here is named; its tests are then skipped, except in CI, where a skipped test fails.
set -eu
cd "$(dirname "$0")"

missing=
need() { # PACKAGES COMMAND...: the command fails where the packages are missing
    packages=$1
    shift
    "$@" > /dev/null 2>&1 || missing="$missing $packages"
}

need "libreoffice-calc libreoffice-writer fonts-dejavu-core fonts-liberation fonts-crosextra-carlito" command -v soffice
need poppler-utils command -v pdftoppm
need chromium command -v chromium
[ "$(uname)" = Darwin ] || need python3-uno /usr/bin/python3 -c 'import uno'
[ -n "$missing" ] || exit 0

if command -v apt-get > /dev/null; then
    # shellcheck disable=SC2086 # a list of words
    ./apt.sh $missing || echo "Until then, tests that need one of these are skipped:$missing" >&2
else
    echo "Tests that need one of these are skipped:$missing" >&2
    echo "On macOS:  brew install poppler && brew install --cask libreoffice chromium" >&2
fi
