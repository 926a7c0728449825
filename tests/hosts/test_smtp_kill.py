"""A share that is killed forgets nobody, and writes to nobody twice."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kam_xl.sharing.outbox import Outbox, State, read_outbox
from tests.hosts.killed_share import MANAGERS, addresses, share
from tests.hosts.mail_host import NOON, MailHost, mail_host

ROOT = Path(__file__).parents[2]
TIMES_REACHED = {"connect": 2} | dict.fromkeys(("prepare", "begin", "data", "dot", "commit"), MANAGERS)
POINTS_OF_SOAK = tuple(f"{place}:{count}" for place, times in TIMES_REACHED.items() for count in range(times))
POINTS_OF_TEST = ("connect:1", "prepare:3", "begin:2", "data:4", "dot:1", "commit:5")
POINTS = POINTS_OF_SOAK if os.environ.get("KAM_SOAK") else POINTS_OF_TEST

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*is not supported and will be removed"),
    pytest.mark.xdist_group("smtp"),
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL"),
]


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailHost]:
    with mail_host(tmp_path_factory.mktemp("starttls"), "starttls") as running:
        yield running


@pytest.mark.parametrize("point", POINTS)
def test_who_received_and_who_is_unknown_are_all_and_nobody_received_twice(
    point: str, tmp_path: Path, host: MailHost
) -> None:
    place = (tmp_path, str(host.server.port), host.server.certificates, point)
    killed = subprocess.run([sys.executable, "-m", "tests.hosts.killed_share", *place], cwd=ROOT, check=False)
    domain = point.replace(":", "-") + ".example"
    before = host.received(domain)
    assert killed.returncode == -signal.SIGKILL

    report = share(tmp_path, host.server, point)
    received = Counter(host.received(domain))
    entries = read_outbox(tmp_path / "outbox.sqlite")
    unknown = {entry.address for entry in entries if entry.state is State.UNKNOWN}
    print(f"killed at {point}: {len(before)} had arrived, {len(unknown)} unknown")  # noqa: T201 - the places are to be seen
    assert set(received) | unknown == set(addresses(point))
    assert [address for address, times in received.items() if times > 1] == []
    assert {entry.state for entry in entries} <= {State.SENT, State.UNKNOWN}
    assert len(unknown) == len(report.unknown) == (point.partition(":")[0] in {"data", "dot", "commit"})

    with Outbox(tmp_path / "outbox.sqlite", lambda: NOON) as outbox:
        outbox.retry([entry.id for entry in entries if entry.address in unknown])
    share(tmp_path, host.server, point)
    twice = {address for address, times in Counter(host.received(domain)).items() if times > 1}
    assert set(host.received(domain)) == set(addresses(point))
    assert twice <= unknown
    assert len(entries) == MANAGERS
