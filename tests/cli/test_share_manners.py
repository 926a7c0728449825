"""`kam share` in every manner but the plainest, and `kam outbox`."""

import email
import email.policy
import json
from pathlib import Path

import pytest

from kam_xl.sharing.folder import MANIFEST
from kam_xl.sharing.outbox import Outbox, State
from tests.cli.desk import AS_OF, KEY, files_in, kam, write_book
from tests.hosts.mail_host import NOON, mail_host
from tests.hosts.smtp_server import PASSWORD, USER

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*is not supported and will be removed"),
    pytest.mark.xdist_group("smtp"),
]

SAM, ASA = "Sam 2026-03-31", "Åsa 2026-03-31"


def outbox(book: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(kam("outbox", "list", book, "--json").stdout)
    return found


def test_a_dry_run_prints_every_message_and_writes_nothing(book: Path, tmp_path: Path) -> None:
    before = files_in(tmp_path)
    result = kam("share", book, "-o", tmp_path / "out", "--dry-run", *AS_OF)
    assert files_in(tmp_path) == before
    assert result.stdout.count("Subject: Your accounts as of Mar 31, 2026") == 2
    assert "To: Åsa <asa@example.com>" in result.stdout
    assert "WHAT NEEDS YOU" in result.stdout
    assert result.stderr.splitlines()[1:] == ["2 messages would leave.", "Nothing has left."]


def test_a_preview_is_a_page_beside_the_copies(book: Path, tmp_path: Path) -> None:
    result = kam("share", book, "-o", tmp_path / "out", "--dry-run", "--preview", *AS_OF)
    shown = tmp_path / "out" / "preview"
    assert [*files_in(tmp_path / "out")] == [
        f"preview/{name}" for name in (MANIFEST, f"{SAM}.xlsx", "preview.html", f"{ASA}.xlsx")
    ]
    page = (shown / "preview.html").read_text(encoding="utf-8")
    assert (result.exit_code, page.count("<iframe sandbox=")) == (0, 2)
    assert "<script" not in page
    assert kam("share", book, "-o", tmp_path / "out", "--preview", *AS_OF).exit_code == 2


def test_a_preview_that_leads_elsewhere_is_refused_before_anything_is_written(book: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "preview").symlink_to(elsewhere)
    result = kam("share", book, "-o", tmp_path / "out", "--dry-run", "--preview", *AS_OF)
    assert (result.exit_code, list(elsewhere.iterdir())) == (2, [])
    assert "is a link, and nothing is written through it. Remove it." in result.stderr


def test_a_dry_run_changes_nothing_that_stood_there(book: Path, tmp_path: Path) -> None:
    kam("share", book, "-o", tmp_path / "out", *AS_OF)
    (tmp_path / "out" / f"{ASA}.xlsx").write_bytes(b"typed words")
    before = files_in(tmp_path)
    book.write_text(book.read_text(encoding="utf-8").replace(",20,2", ",30,2"), encoding="utf-8")
    result = kam("share", book, "-o", tmp_path / "out", "--dry-run", "--preview", *AS_OF)
    after = files_in(tmp_path)
    assert (result.exit_code, {name: after[name] for name in before if name != book.name}) == (
        0,
        {name: content for name, content in before.items() if name != book.name},
    )
    assert {name.partition("preview/")[0] for name in after.keys() - before.keys()} == {"out/"}


def test_who_asks_for_everything_is_told_what_leaves(tmp_path: Path, book: Path) -> None:
    kam("score", book, "-o", tmp_path / "all.xlsm", *AS_OF)
    wanted = ("share", tmp_path / "all.xlsm", "-o", tmp_path / "out", "--everyone-sees-all", "--attach-workbook")
    told = [
        "! Every copy holds all 4 accounts, whoever receives it.",
        (
            "! all.xlsm goes with 2 messages and holds all 4 accounts, whoever receives it. Many mail gateways refuse "
            ".xlsm, and macros are blocked where it arrives."
        ),
    ]
    rehearsed = kam(*wanted, "--dry-run", "--preview", *AS_OF)
    page = (tmp_path / "out" / "preview" / "preview.html").read_text(encoding="utf-8")
    assert (rehearsed.exit_code, rehearsed.stderr.splitlines()[1:3]) == (0, told)
    assert [line.removeprefix("! ") in page for line in told] == [True, True]
    assert rehearsed.stdout.count("all.xlsm is the workbook itself, with the accounts of all managers;") == 2
    result = kam(*wanted, *AS_OF)
    assert (result.exit_code, result.stderr.splitlines()[1:3]) == (0, told)


def test_the_outbox_beside_the_book_knows_the_drafts(book: Path, tmp_path: Path) -> None:
    kam("share", book, "-o", tmp_path / "out", *AS_OF)
    assert [(entry["manager"], entry["state"], entry["way"], entry["tries"]) for entry in outbox(book)] == [
        ("Sam", "drafted", "eml", 1),
        ("Åsa", "drafted", "eml", 1),
    ]
    shown = kam("outbox", "list", book)
    assert (shown.exit_code, shown.stdout.count("drafted")) == (0, 2)
    assert [line[:12] for line in shown.stdout.splitlines()[1:]] == [entry["id"] for entry in outbox(book)]
    assert "asa@example.com" in shown.stdout.splitlines()[2]
    (tmp_path / "fresh.csv").write_bytes(book.read_bytes())
    assert "there is no outbox" in kam("outbox", "list", tmp_path / "fresh.csv").stderr


def test_sending_needs_the_word_and_each_message_leaves_once(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAM_SMTP_PASSWORD", PASSWORD)
    with mail_host(tmp_path / "server", "starttls") as host:
        server = f"localhost:{host.server.port}"
        by_smtp = (
            "share", book, "-o", tmp_path / "out", "--by", "smtp", "--smtp-server", server, "--smtp-user", USER,
            "--smtp-password-from", "env", "--smtp-certificates", host.server.certificates, *AS_OF,
        )  # fmt: skip
        refused = kam(*by_smtp)
        assert (refused.exit_code, "add --send" in refused.stderr, host.received()) == (2, True, [])
        unsigned = kam(*by_smtp, "--send")
        assert (unsigned.exit_code, "name it with --from" in unsigned.stderr, host.received()) == (1, True, [])
        sender = "Jörg Öller <ops@example.com>"
        for said in ("Messages: 2 sent.", "Messages: 2 sent earlier."):
            result = kam(*by_smtp, "--send", "--from", sender)
            assert (result.exit_code, said in result.stderr) == (0, True)
        assert host.received() == ["asa@example.com", "sam@example.com"]
        arrived = email.message_from_bytes(host.message_to("sam@example.com"), policy=email.policy.default)
        assert arrived["From"] == sender


def test_whom_messages_are_from_is_shown_in_a_dry_run(book: Path, tmp_path: Path) -> None:
    result = kam("share", book, "-o", tmp_path / "out", "--dry-run", "--from", "Sales Ops <ops@example.com>", *AS_OF)
    assert result.stdout.count("From: Sales Ops <ops@example.com>\n") == 2


def test_an_unknown_message_is_tried_again_only_when_a_person_says_so(book: Path, tmp_path: Path) -> None:
    kam("share", book, "-o", tmp_path / "out", *AS_OF)
    known_by = str(outbox(book)[0]["id"])
    refused = kam("outbox", "retry", book, known_by)
    assert (refused.exit_code, "is drafted; only failed and unknown" in refused.stderr) == (2, True)
    with Outbox(tmp_path / "accounts.outbox.sqlite", lambda: NOON) as file:
        file.settle(known_by, State.UNKNOWN, reason="Nobody knows.")
    listed = kam("outbox", "list", book)
    assert (listed.exit_code, f"! {known_by} to Sam is unknown: Nobody knows." in listed.stderr) == (1, True)
    assert kam("outbox", "retry", book, known_by).exit_code == 0
    assert outbox(book)[0]["state"] == "prepared"
    assert kam("outbox", "forget", book, known_by).exit_code == 0
    assert [entry["manager"] for entry in outbox(book)] == ["Åsa"]
    assert "No message" in kam("outbox", "forget", book, known_by).stderr


def test_copies_open_with_the_password_only(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from io import BytesIO

    from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

    kam("share", book, "-o", tmp_path / "open", *AS_OF)
    plain = [entry["id"] for entry in outbox(book)]
    monkeypatch.setenv("KAM_COPY_PASSWORD", "a long password")
    result = kam("share", book, "-o", tmp_path / "out", "--password-from", "env", *AS_OF)
    sealed = OOXMLFile(BytesIO((tmp_path / "out" / f"{ASA}.xlsx").read_bytes()))
    opened = BytesIO()
    sealed.load_key(password="a long password")  # noqa: S106 - the test's own
    sealed.decrypt(opened)
    assert opened.getvalue() == (tmp_path / "open" / f"{ASA}.xlsx").read_bytes()
    everything = b"".join(files_in(tmp_path).values()) + result.output.encode()
    assert b"a long password" not in everything
    again = kam("share", book, "-o", tmp_path / "out", "--password-from", "env", *AS_OF)
    assert (again.exit_code, len(outbox(book)) - len(plain)) == (0, 2)
    monkeypatch.setenv("KAM_COPY_PASSWORD", "short")
    short = kam("share", book, "-o", tmp_path / "short", "--password-from", "env", *AS_OF)
    assert (short.exit_code, (tmp_path / "short").exists()) == (2, False)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--send",), "sent by a person"),
        (("--by", "smtp", "--send"), "--smtp-server"),
        (("--by", "graph"), "--graph-client-id"),
        (("--attach-workbook",), "needs a workbook"),
        (("--allow", "ann"), "--allow ann"),
        (("--from", "ops"), "--from ops: "),
        (("--from", ""), "--from : "),
        (("--from", "ops@example.com\r\nBcc: eve@example.org"), "--from ops@example.com"),
        (("--by", "smtp", "--smtp-server", "host:x"), "--smtp-server"),
        (("--password-from", "env"), "KAM_COPY_PASSWORD"),
        (("--password-from", "prompt", "--plans", "pdf"), "Plans cannot be encrypted"),
    ],
)
def test_what_does_not_fit_together_is_refused_before_anything_is_written(
    book: Path, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    before = files_in(tmp_path)
    result = kam("share", book, "-o", tmp_path / "out", *options, *AS_OF)
    assert (result.exit_code, said in result.stderr) == (2, True)
    assert files_in(tmp_path) == before


def test_plans_go_with_the_copy_and_stand_in_the_preview(book: Path, tmp_path: Path) -> None:
    result = kam("share", book, "-o", tmp_path / "out", "--plans", "pdf", "--dry-run", "--preview", *AS_OF)
    shown = tmp_path / "out" / "preview"
    page = (shown / "preview.html").read_text(encoding="utf-8")
    plan = shown / f"{ASA} plans" / "Zoë & Co (K1).pdf"
    assert (result.exit_code, page.count(plan.as_uri()), page.count("%20plans/")) == (0, 1, 2)
    assert [path.name for path in shown.iterdir() if path.is_dir()] == [f"{ASA} plans"]
    assert plan.read_bytes().startswith(b"%PDF-")
    assert f"Attached: {ASA}.xlsx, Zoë & Co (K1).pdf, Nearly Ltd (K2).pdf\n" in result.stdout
    assert f"Attached: {SAM}.xlsx\n" in result.stdout
    before = files_in(tmp_path)
    assert kam("share", book, "-o", tmp_path / "other", "--plans", "pdf", "--dry-run", *AS_OF).exit_code == 0
    assert files_in(tmp_path) == before


def test_plans_count_towards_the_largest_message(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_SMTP_PASSWORD", PASSWORD)
    with mail_host(tmp_path / "server", "starttls") as host:
        result = kam(
            "share", book, "-o", tmp_path / "out", "--by", "smtp", "--send", "--plans", "docx", "--largest-mb", "0.1",
            "--from", "ops@example.com", "--smtp-server", f"localhost:{host.server.port}", "--smtp-user", USER,
            "--smtp-password-from", "env", "--smtp-certificates", host.server.certificates, *AS_OF,
        )  # fmt: skip
        assert host.received() == ["sam@example.com"]
    assert (result.exit_code, "! Åsa: The message would have 0." in result.stderr) == (1, True)


def test_a_plan_template_that_cannot_be_used_is_named_before_anything_is_written(book: Path, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "plan-key.html").write_text("{% if %}", encoding="utf-8")
    result = kam("share", book, "-o", tmp_path / "out", "--plans", "html", *AS_OF)
    assert (result.exit_code, "plan-key.html" in result.stderr, (tmp_path / "out").exists()) == (2, True, False)


def test_cells_do_not_steer_the_terminal(tmp_path: Path) -> None:
    steering = "\x1b]0;mine\x07\x1b[2J\u202e"
    book = write_book(tmp_path, [(*KEY[:1], f"Zoë{steering}", f"Jo{steering}", f"Åsa{steering}", *KEY[4:])])
    for command in (("share", book, "-o", tmp_path / "out", "--dry-run"), ("explain", book, "K1")):
        shown = kam(*command, *AS_OF, terminal=True).output
        assert "Zoë" in shown
        assert [sign for sign in ("\x1b]", "\x1b[2J", "\x07", "\u202e") if sign in shown] == []
    kam("share", book, "-o", tmp_path / "out", *AS_OF)
    listed = kam("outbox", "list", book, terminal=True).output
    assert ("Åsa" in listed, "\x1b]" in listed, "\x1b[2J" in listed) == (True, False, False)


def test_everyone_sees_all_only_if_asked_for(book: Path, tmp_path: Path) -> None:
    from tests.workbook.libreoffice import values

    kam("share", book, "-o", tmp_path / "out", "--everyone-sees-all", *AS_OF)
    ids = {row[0] for row in values(tmp_path / "out" / f"{SAM}.xlsx", "Accounts")[5:]}
    assert ids == {"K1", "K2", "K3", "K4"}
    draft = (tmp_path / "out" / f"{SAM}.eml").read_text(encoding="utf-8")
    assert "It holds the accounts of all managers" in draft


def test_a_message_says_who_moved_and_why_among_ones_own_accounts(book: Path, tmp_path: Path) -> None:
    kam("snapshot", book, "-o", tmp_path / "history.csv", "--as-of", "2026-02-28")
    text = book.read_text(encoding="utf-8")
    assert (",69,4\n" in text, ",20,2\n" in text) == (True, True)
    book.write_text(text.replace(",69,4\n", ",89,4\n").replace(",20,2\n", ",20,3\n"), encoding="utf-8")
    previous = ("--previous", tmp_path / "history.csv")
    result = kam("share", book, "-o", tmp_path / "out", "--dry-run", *previous, *AS_OF)
    sam, asa, _ = result.stdout.split("—" * 40)
    assert "WHAT CHANGED SINCE Feb 28, 2026\n* Small Shop: " in sam
    assert "WHAT CHANGED SINCE Feb 28, 2026\n* Nearly Ltd: score 72.0 → 82.0: Revenue +10.0" in asa
    assert ("Nearly" in sam, "Small Shop" in asa) == (False, False)
