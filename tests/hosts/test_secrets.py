"""Passwords and tokens stand nowhere: not in what `kam --debug` tells of a failure, nor in the outbox or any file."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kam_xl.sharing.sealing import sealing
from tests.cli.desk import AS_OF, KEY, STANDARD, workbook, write_book
from tests.hosts.graph_service import UPLOAD_SECRET
from tests.hosts.kam_at_graph import NOBODY
from tests.hosts.key_store import HELD
from tests.hosts.mail_host import MailHost, mail_host
from tests.hosts.smtp_server import PASSWORD, USER
from tests.hosts.test_graph import graph_host
from tests.hosts.traces import traces, traces_below, traces_in

pytestmark = pytest.mark.filterwarnings("ignore:.*is not supported and will be removed")
ROOT = Path(__file__).parents[2]
WRONG = "wrong=Horse & /battery+"


def run(folder: Path, *arguments: object, typed: str = "", **variables: str) -> tuple[int, str]:
    """Run a program of Python as a person does, without a terminal; give its exit code and all that it told."""
    variables |= {"PYTHON_KEYRING_BACKEND": "tests.hosts.key_store.KeyStore", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=folder,
        env=os.environ | variables,
        input=typed,
        capture_output=True,
        check=False,
        text=True,
        start_new_session=True,  # otherwise a password would be asked for at the terminal of who runs the tests
    )
    return done.returncode, done.stdout + done.stderr


def share(folder: Path, address: str, *options: object, program: tuple[object, ...] = ("-m", "kam_xl")) -> list[object]:
    """Give the command that shares a book of two managers, of whom one has this address."""
    write_book(folder, [(*KEY[:4], address, *KEY[5:]), STANDARD])
    return [*program, "--debug", "share", "accounts.csv", "-o", "out", "--from", "ops@example.com", *AS_OF, *options]


def by_smtp(host: MailHost, source: str) -> list[object]:
    server = f"localhost:{host.server.port}"
    return [
        "--by", "smtp", "--send", "--smtp-server", server, "--smtp-user", USER, "--smtp-password-from", source,
        "--smtp-certificates", host.server.certificates,
    ]  # fmt: skip


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailHost]:
    with mail_host(tmp_path_factory.mktemp("starttls"), "starttls") as running:
        yield running


def test_the_search_finds_a_secret_in_whatever_form() -> None:
    for name, form in traces(WRONG).items():
        assert name in traces_in(b"before " + form + b" after", WRONG)
    assert traces_in(b"another text", WRONG) == []


@pytest.mark.parametrize(
    ("source", "secret", "said"),
    [
        ("keyring", WRONG, "refused the name or the password (535)"),
        ("prompt", WRONG, "refused the name or the password (535)"),
        ("env", "geheimes Paßwort", "cannot be told a name or password with letters beyond"),
    ],
)
def test_a_password_that_is_refused_stands_nowhere(
    source: str, secret: str, said: str, host: MailHost, tmp_path: Path
) -> None:
    typed = f"{secret}\n" if source == "prompt" else ""
    held = {"env": {"KAM_SMTP_PASSWORD": secret}, "keyring": {HELD: secret}, "prompt": {}}[source]
    code, told = run(tmp_path, *share(tmp_path, "asa@example.com", *by_smtp(host, source)), typed=typed, **held)
    assert (code, said in told, "Traceback" in told, "connected to localhost" in told) == (2, True, True, True), told
    assert (traces_in(told.encode(), secret), traces_below(tmp_path, secret)) == ([], {})


def test_nor_does_one_that_a_server_without_encryption_never_got(tmp_path: Path) -> None:
    with mail_host(tmp_path / "server", "plain") as plain:
        options = by_smtp(plain, "env")[:-2]
        code, told = run(tmp_path, *share(tmp_path, "asa@example.com", *options), KAM_SMTP_PASSWORD=PASSWORD)
    assert (code, "offers no encryption" in told, "Traceback" in told) == (2, True, True), told
    assert (traces_in(told.encode(), PASSWORD), traces_below(tmp_path, PASSWORD)) == ([], {})


def test_nor_does_one_that_was_right(host: MailHost, tmp_path: Path) -> None:
    command = share(tmp_path, "never@q.example", *by_smtp(host, "keyring"))
    code, told = run(tmp_path, *command, **{HELD: PASSWORD})
    assert (code, "550 5.1.1 No such person" in told, "signed in to localhost" in told) == (1, True, True), told
    assert (tmp_path / "accounts.outbox.sqlite").is_file()
    assert (traces_in(told.encode(), PASSWORD), traces_below(tmp_path, PASSWORD)) == ([], {})


@pytest.mark.parametrize(
    ("token", "address", "code", "said"),
    [
        (f"{NOBODY}-knows-this-token", "asa@example.com", 2, "cannot be reached to sign in (ConnectionError)"),
        ("stale-token/of+yesterday==", "asa@example.com", 1, "answered 401: who signed in may not do this"),
        ("fresh-token/of+today==", "torn@example.com", 1, "cannot be reached (ConnectionError)"),
    ],
)
def test_a_token_and_the_address_of_an_upload_stand_nowhere(
    token: str, address: str, code: int, said: str, tmp_path: Path
) -> None:
    desk = tmp_path / "desk"
    desk.mkdir()
    with graph_host(tmp_path / "service") as service:
        program = ("-m", "tests.hosts.kam_at_graph", service.service, token)
        options = ("--by", "graph", "--graph-client-id", "id", "--send")
        ended, told = run(desk, *share(desk, address, *options, program=program))
    assert (ended, said in told, "Traceback" in told) == (code, True, code == 2), told
    assert ("PUT" in [way for way, _ in service.requests()]) == address.startswith("torn")
    for secret in (token, UPLOAD_SECRET):
        assert (traces_in(told.encode(), secret), traces_below(desk, secret)) == ([], {})


@pytest.mark.parametrize(
    ("source", "secret", "outbox", "said"),
    [
        ("prompt", "2 short", "outbox.sqlite", "is shorter than 8"),
        ("env", "long enough=&", "accounts.csv/outbox.sqlite", "cannot be used as an outbox"),
    ],
)
def test_the_password_of_copies_stands_nowhere(
    source: str, secret: str, outbox: str, said: str, tmp_path: Path
) -> None:
    command = share(tmp_path, "asa@example.com", "--password-from", source, "--outbox", outbox)
    code, told = run(tmp_path, *command, typed=f"{secret}\n" * 2, KAM_COPY_PASSWORD=secret)
    assert (code, said in told, "Traceback" in told) == (2, True, True), told
    assert (traces_in(told.encode(), secret), traces_below(tmp_path, secret)) == ([], {})


def test_nor_does_one_that_does_not_open_a_copy_on_its_way_home(tmp_path: Path) -> None:
    book, copy = write_book(tmp_path), tmp_path / "Sam.xlsx"
    copy.write_bytes(sealing("another password")(workbook(tmp_path / "open.xlsx", Accounts=[[*KEY]]).read_bytes()))
    collect = ("-m", "kam_xl", "--debug", "collect", copy, "--into", book, "--password-from", "keyring", *AS_OF)
    code, told = run(tmp_path, *collect, **{HELD: WRONG})
    assert (code, "Sam.xlsx" in told, "Traceback" in told) == (2, True, True), told
    assert (traces_in(told.encode(), WRONG), traces_below(tmp_path, WRONG)) == ([], {})
