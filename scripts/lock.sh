#!/bin/sh
# Chooses the newest versions that pyproject.toml allows, locks them by hash without naming a place to fetch them from,
# and checks that every system and Python version we promise finds each of them ready built.
set -eu
cd "$(dirname "$0")/.."
uv=.venv/bin/uv

lock() { # FILE OPTION...
    file=$1
    shift
    "$uv" pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --all-extras "$@" --output-file "$file" pyproject.toml
}

find_wheels() { # PYTHON PLATFORM
    "$uv" pip install --quiet --dry-run --target .cache/nowhere --only-binary :all: --require-hashes \
        --python-version "$1" --python-platform "$2" --requirement requirements-dev.lock
}

lock requirements.lock
lock requirements-dev.lock --group dev --constraint requirements.lock

for python in 3.11 3.12 3.13; do
    for platform in x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu \
        x86_64-apple-darwin aarch64-apple-darwin x86_64-pc-windows-msvc; do
        find_wheels "$python" "$platform" || { echo "No wheels for Python $python on $platform" >&2; exit 1; }
    done
done
