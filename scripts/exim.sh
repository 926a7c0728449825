#!/bin/sh
# Unpacks the mail server exim4 with the libraries it lacks here into .cache/exim4; tests/hosts/exim_host.py runs it.
# It is not installed: that would start a mail server, and push out one that is there.
set -eu
cd "$(dirname "$0")"
root=../.cache/exim4
[ ! -x "$root/usr/sbin/exim4" ] && [ ! -x /usr/sbin/exim4 ] || exit 0

stop() {
    echo "exim4 $1; the tests with a second mail server are skipped." >&2
    exit 0
}
command -v unshare > /dev/null && command -v apt-get > /dev/null || stop "runs on Debian and Ubuntu"
if [ "$(id -u)" -eq 0 ]; then as_root=; else as_root='sudo -n'; fi
$as_root unshare -m true 2> /dev/null || stop "needs root with mounts of its own (unshare -m)"

packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
mkdir "$packages/partial"
download() { # its libraries too, as far as they are not installed
    apt-get install -qq -y --no-install-recommends --download-only -o Debug::NoLocking=1 -o APT::Sandbox::User="$(id -un)" \
        -o Dir::Cache::archives="$packages" exim4-daemon-light > /dev/null 2>&1
}
download || { $as_root apt-get update -qq && download; } || stop "could not be downloaded"
for package in "$packages"/*.deb; do
    dpkg -x "$package" "$packages/root"
done
chmod u-s "$packages/root/usr/sbin/exim4" # the tests start it as root; nobody else shall
mkdir -p ../.cache
rm -rf "$root"
mv "$packages/root" "$root"
