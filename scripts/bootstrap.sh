#!/bin/sh
# Makes .venv from a bare Python (3.11 or later): everything in requirements-dev.lock and this checkout itself.
# Nothing is fetched that the lock does not name by its hash; without uv on PATH, uv itself comes out of the lock too.
set -eu
cd "$(dirname "$0")/.."

# Companies look into encrypted traffic with a certificate that only the system knows: trust what the system trusts.
# The second name is what older versions of uv listen to.
export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1
lock=requirements-dev.lock

find_python() {
    for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    echo "kam-xl needs Python 3.11 or later and found none. Install it, or name it: make setup PYTHON=/path/to/python3" >&2
    return 1
}

# Debian and Ubuntu ship Python without the part that creates environments with pip.
need_ensurepip() {
    if ! "$1" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        scripts/apt.sh "python$version-venv"
    fi
}

install_uv() {
    need_ensurepip "$1"
    "$1" -m venv --clear .venv
    awk '/^[^ #]/ { wanted = /^uv==/ } wanted' "$lock" > .venv/uv.lock
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement .venv/uv.lock
}

python=$(find_python)
if uv=$(command -v uv); then
    [ -x .venv/bin/python ] || "$uv" venv --quiet --python "$python" .venv
else
    [ -x .venv/bin/uv ] || install_uv "$python"
    uv=.venv/bin/uv
fi
"$uv" pip sync --quiet --python .venv/bin/python --require-hashes "$lock"
"$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
