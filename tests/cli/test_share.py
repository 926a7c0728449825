"""`kam share`: a workbook and a draft for every manager; who reaches nobody is told."""

import email
import email.policy
import zipfile
from pathlib import Path

import pytest

from kam_xl.sharing.folder import MANIFEST
from tests.cli.desk import AS_OF, HEADER, KEY, NEAR, STANDARD, files_in, kam, write_book

SAM, ASA = "Sam 2026-03-31", "Åsa 2026-03-31"


def test_every_manager_gets_a_workbook_and_a_draft_that_brings_it(book: Path, tmp_path: Path) -> None:
    result = kam("share", book, "-o", tmp_path / "out", *AS_OF)
    assert [*files_in(tmp_path / "out")] == [MANIFEST, f"{SAM}.eml", f"{SAM}.xlsx", f"{ASA}.eml", f"{ASA}.xlsx"]
    assert (result.exit_code, result.stdout, result.stderr.splitlines()[1:]) == (
        0,
        "",
        [
            "Manager copies: 2 written. Messages: 2 drafted.",
            f"They are in {tmp_path / 'out'}. Nothing was sent.",
        ],
    )
    draft = email.message_from_bytes((tmp_path / "out" / f"{ASA}.eml").read_bytes(), policy=email.policy.default)
    (attachment,) = draft.iter_attachments()
    assert (draft["To"], draft["X-Unsent"]) == ("Åsa <asa@example.com>", "1")
    assert attachment.get_filename() == f"{ASA}.xlsx"
    assert attachment.get_content() == (tmp_path / "out" / f"{ASA}.xlsx").read_bytes()


def test_a_copy_holds_only_the_managers_own_accounts_and_no_macros(book: Path, tmp_path: Path) -> None:
    kam("share", book, "-o", tmp_path / "out", *AS_OF)
    with zipfile.ZipFile(tmp_path / "out" / f"{SAM}.xlsx") as package:
        content = b"".join(package.read(name) for name in package.namelist()).decode("utf-8", errors="replace")
        macros = [name for name in package.namelist() if "vba" in name.lower()]
    assert ("Small Shop" in content, "Nearly Ltd" in content, "asa@example.com" in content, macros) == (
        True, False, False, [],
    )  # fmt: skip


def test_who_reaches_nobody_is_told_with_the_remedy(tmp_path: Path) -> None:
    rows = [("K9", "Lost GmbH", "Jo", "", "", "5", "1"), (*STANDARD[:4], "", *STANDARD[5:]), KEY]
    result = kam("share", write_book(tmp_path, rows), "-o", tmp_path / "out", *AS_OF)
    assert (result.exit_code, result.stderr.splitlines()[1:4]) == (
        1,
        [
            "! Accounts without a manager: Lost GmbH (K9). Name one on Accounts or Team.",
            "! Managers without an address: Sam. Add Manager Email on Team.",
            "Manager copies: 2 written. Messages: 2 drafted.",
        ],
    )


def test_where_no_account_has_a_manager_there_is_nothing_to_share(tmp_path: Path) -> None:
    book = write_book(tmp_path, [row[:3] + row[5:] for row in (KEY, NEAR)], HEADER[:3] + HEADER[5:])
    result = kam("share", book, "-o", tmp_path / "out", *AS_OF)
    assert (result.exit_code, result.stderr.splitlines()[1:]) == (
        1,
        [
            "! Accounts without a manager: Zoë & Co (K1), Nearly Ltd (K2). Name one on Accounts or Team.",
            "Manager copies: 0 written. Messages: none.",
        ],
    )


def test_an_address_that_is_none_is_told_and_the_copy_written(tmp_path: Path) -> None:
    book = write_book(tmp_path, [(*KEY[:4], "not an address", *KEY[5:])])
    result = kam("share", book, "-o", tmp_path / "out", *AS_OF)
    assert (result.exit_code, (tmp_path / "out" / f"{ASA}.xlsx").exists()) == (1, True)
    assert "! Åsa: Manager Email: found 'not an address', which is no mail address: " in result.stderr


def test_the_team_beside_the_accounts_says_who_receives_them(tmp_path: Path) -> None:
    book = write_book(tmp_path, [row[:3] + row[5:] for row in (KEY, NEAR)], HEADER[:3] + HEADER[5:])
    (tmp_path / "accounts.team.csv").write_text(
        "Account Manager,Manager,Manager Email\nJo,Åsa,asa@example.com\n", encoding="utf-8"
    )
    result = kam("share", book, "-o", tmp_path / "out", *AS_OF)
    assert (result.exit_code, [*files_in(tmp_path / "out")]) == (0, [MANIFEST, f"{ASA}.eml", f"{ASA}.xlsx"])


@pytest.mark.parametrize("name", ["manager.txt", "manager.subject.txt", "manager.html"])
def test_a_message_template_that_cannot_be_used_is_refused_before_anything_is_written(
    book: Path, tmp_path: Path, name: str
) -> None:
    messages = tmp_path / "templates" / "messages"
    messages.mkdir(parents=True)
    (messages / name).write_text("{% if %}", encoding="utf-8")
    for command in ("share", "run"):
        result = kam(command, book, "-o", tmp_path / "out", *AS_OF)
        assert (result.exit_code, (tmp_path / "out").exists(), name in result.stderr) == (2, False, True)


def test_sharing_again_gives_the_same_bytes(book: Path, tmp_path: Path) -> None:
    kam("share", book, "-o", tmp_path / "one", *AS_OF)
    kam("share", book, "-o", tmp_path / "two", *AS_OF)
    assert files_in(tmp_path / "one") == files_in(tmp_path / "two")
