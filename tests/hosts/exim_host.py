"""The mail server exim4 on a port of this machine; scripts/exim.sh unpacks it, nothing of it is installed."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from kam_xl.sharing.transports.smtp import MailServer
from tests.hosts.certificates import write_certificate
from tests.hosts.mail_host import password
from tests.hosts.smtp_server import PASSWORD, USER

UNPACKED = Path(__file__).parents[2] / ".cache" / "exim4"
NOT_ROOT = 60_123
"""Who takes mail in where the tests run as root: exim4 delivers to nobody as root."""

_PATIENCE_SECONDS = 10

# It looks up its own user and group by name, so they must be there before it starts; nobody else sees these mounts.
_START = """
mount --bind "$1/passwd" /etc/passwd && mount --bind "$1/group" /etc/group || exit 1
LD_LIBRARY_PATH=$2 "$3" -C "$1/conf" -bdf -oX "$4" &
read _ # until the test ends
kill $!
"""

_CONF = """
primary_hostname = localhost
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
tls_advertise_hosts = *
tls_certificate = {certificate}
tls_privatekey = {key}
auth_advertise_hosts = ${{if eq{{$tls_in_cipher}}{{}}{{}}{{*}}}}
smtputf8_advertise_hosts = *
message_size_limit = 50M
acl_smtp_rcpt = rcpt
acl_smtp_data = accept_all
deliver_drop_privilege
host_lookup =
rfc1413_hosts =
keep_environment =

begin acl
rcpt:
  deny    message = no such person
          local_parts = never
  accept  authenticated = *
  deny    message = sign in first
accept_all:
  accept

begin routers
everybody:
  driver = accept
  transport = mailbox

begin transports
mailbox:
  driver = appendfile
  maildir_format
  directory = {folder}/mail
  create_directory
  user = Debian-exim
  group = Debian-exim

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{user}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
"""


@dataclass(frozen=True)
class EximHost:
    """A running exim4.

    Attributes:
        folder: Where it keeps its log, its queue and what it has received.
        server: How to reach it.
    """

    folder: Path
    server: MailServer

    def received(self, count: int) -> list[bytes]:
        """Give the files of the mailbox as soon as there are so many, or as many as there are after a while."""
        last = time.monotonic() + _PATIENCE_SECONDS
        while len(files := sorted(self.folder.glob("mail/new/*"))) < count and time.monotonic() < last:
            time.sleep(0.02)
        return [file.read_bytes() for file in files]

    def log(self) -> str:
        return (self.folder / "log" / "mainlog").read_text(encoding="utf-8")


def program() -> Path:
    """Find exim4, or skip the test and say why."""
    for found in (UNPACKED / "usr" / "sbin" / "exim4", Path("/usr/sbin/exim4")):
        if found.exists():
            return found
    pytest.skip("exim4 is not there; scripts/exim.sh brings it where it may, which is on Debian and Ubuntu as root")


def as_root() -> list[str]:
    """Give the words before a command that needs mounts of its own, or skip the test and say why."""
    words = [*([] if os.getuid() == 0 else ["sudo", "-n"]), "unshare", "-m"]
    if shutil.which(words[0]) is None or subprocess.run([*words, "true"], capture_output=True, check=False).returncode:
        pytest.skip("exim4 needs root with mounts of its own (unshare -m)")
    return words


@contextmanager
def exim_host() -> Iterator[EximHost]:
    """Run exim4 until the block ends, in a folder into which it may go whoever it runs as."""
    exim, words = program(), as_root()
    with tempfile.TemporaryDirectory(prefix="kam-exim-") as name:
        folder = Path(name)
        port = _free_port()
        certificate = _prepare(folder)
        libraries = ":".join(str(each) for each in sorted(UNPACKED.glob("usr/lib/*-linux-gnu")))
        command = [*words, "sh", "-c", _START, "sh", str(folder), libraries, str(exim), f"127.0.0.1.{port}"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            try:
                _wait_until_open(port, process)
                yield EximHost(folder, MailServer("localhost", port, "starttls", USER, password, str(certificate)))
            finally:
                process.communicate()


def _prepare(folder: Path) -> Path:
    user = os.getuid() or NOT_ROOT
    certificate, key = write_certificate(folder, "localhost")
    for kind, line in (("passwd", f"Debian-exim:x:{user}:{user}::/:/bin/false"), ("group", f"Debian-exim:x:{user}:")):
        # Ours first, as it counts before one that is there.
        (folder / kind).write_text(f"{line}\n{Path('/etc', kind).read_text(encoding='utf-8')}", encoding="utf-8")
    conf = _CONF.format(folder=folder, certificate=certificate, key=key, user=USER, password=PASSWORD)
    (folder / "conf").write_text(conf, encoding="utf-8")
    inners = ("spool", "log", "mail")
    for inner in inners:
        (folder / inner).mkdir()
    if os.getuid() == 0:
        folder.chmod(0o755)
        for mine in (key, *(folder / inner for inner in inners)):
            os.chown(mine, user, user)
    return certificate


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def _wait_until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    last = time.monotonic() + _PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < last:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    said = process.communicate()[1].decode()
    raise RuntimeError(f"exim4 did not start: {said}")
