#!/bin/sh
# apt.sh PACKAGE...: install Debian or Ubuntu packages when that needs no password; otherwise say what to run.
set -eu
PATH=$PATH:/usr/sbin:/sbin # where dpkg finds its own programs

say_how() {
    echo "Please install, then run the same command again:  sudo apt-get install --no-install-recommends $*" >&2
    exit 1
}

if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root='sudo -n'
else
    say_how "$@"
fi
command -v apt-get > /dev/null || say_how "$@"
echo "Installing $*" >&2
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
$as_root apt-get install -y -qq --no-install-recommends "$@" > /dev/null
