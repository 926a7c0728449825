import email
import email.policy
import io
import os
import zipfile
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Self

import pytest

from kam_xl.errors import HostError, TemplateError
from kam_xl.plans.templates import template_folders
from kam_xl.portfolio.book import ScoredBook
from kam_xl.portfolio.part import parts
from kam_xl.sharing.compose import MessageTemplates
from kam_xl.sharing.copies import CopyMaker, WantedCopy
from kam_xl.sharing.enclosed_plans import PlanMaker
from kam_xl.sharing.folder import MANIFEST, SharedFolder
from kam_xl.sharing.message import XLSX, Message, StoredFile
from kam_xl.sharing.report import ShareReport
from kam_xl.sharing.share import Manner, share_book
from kam_xl.sharing.transports import Delivery, EmlDrafts
from kam_xl.workbook.layout import FIRST_ROW
from tests.sharing.books import STRONG, account, scored_book
from tests.sharing.planted import OURS, THEIRS, planted_book
from tests.workbook.libreoffice import values
from tests.workbook.packages import found_in

pytestmark = pytest.mark.filterwarnings("ignore:.*is not supported and will be removed")
SHIPPED = MessageTemplates(template_folders())


def book(*rows: dict[str, object], **settings: str) -> ScoredBook:
    return scored_book(rows, settings=settings)


def share(scored: ScoredBook, folder: Path) -> ShareReport:
    return share_book(scored, folder, EmlDrafts(folder), SHIPPED)


def draft(path: Path) -> EmailMessage:
    read = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    return read


def test_every_manager_gets_a_copy_and_a_draft_that_brings_it(tmp_path: Path) -> None:
    report = share(
        book(
            account("A1", **STRONG, manager_email="mara@example.com"),
            account("A2", manager_email="mara@example.com"),
            account("B1", manager="Noah Kim", manager_email="noah@example.com"),
        ),
        tmp_path,
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        MANIFEST,
        "Mara Voss 2026-03-31.eml",
        "Mara Voss 2026-03-31.xlsx",
        "Noah Kim 2026-03-31.eml",
        "Noah Kim 2026-03-31.xlsx",
    ]
    assert [(copy.recipient.name, copy.accounts) for copy in report.copies] == [("Mara Voss", 2), ("Noah Kim", 1)]
    assert report.problems == ()
    assert report.lines() == ("Manager copies: 2 written. Messages: 2 drafted.",)
    (attached,) = draft(tmp_path / "Mara Voss 2026-03-31.eml").iter_attachments()
    assert attached.get_content() == (tmp_path / "Mara Voss 2026-03-31.xlsx").read_bytes()
    assert draft(tmp_path / "Noah Kim 2026-03-31.eml")["To"] == "Noah Kim <noah@example.com>"


def test_what_reaches_nobody_comes_first_and_the_draft_has_no_recipient(tmp_path: Path) -> None:
    report = share(book(account("A1"), account("A2", manager=None)), tmp_path)
    assert report.problems == (
        "Accounts without a manager: Account A2 (A2). Name one on Accounts or Team.",
        "Managers without an address: Mara Voss. Add Manager Email on Team.",
    )
    assert draft(tmp_path / "Mara Voss 2026-03-31.eml")["To"] is None


def test_an_address_that_is_none_is_named_and_the_draft_has_no_recipient(tmp_path: Path) -> None:
    report = share(book(account("A1", manager_email="mara@example"), mail_from="ops"), tmp_path)
    assert [trouble.manager for trouble in report.unusable] == ["", "Mara Voss"]
    assert "found 'mara@example', which is no mail address" in report.unusable[1].reason
    assert draft(tmp_path / "Mara Voss 2026-03-31.eml")["To"] is None


def test_a_manager_outside_the_allowed_domains_gets_no_message(tmp_path: Path) -> None:
    scored = book(
        account("A1", manager_email="mara@example.com"),
        account("B1", manager="Noah Kim", manager_email="noah@elsewhere.example.org"),
        allowed_mail_domains="example.com, example.net",
    )
    report = share(scored, tmp_path)
    assert [trouble.manager for trouble in report.refused] == ["Noah Kim"]
    assert sorted(path.name for path in tmp_path.glob("*.eml")) == ["Mara Voss 2026-03-31.eml"]
    assert len(list(tmp_path.glob("*.xlsx"))) == 2


def test_one_failure_stops_nobody_else(tmp_path: Path) -> None:
    (tmp_path / "Mara Voss 2026-03-31.xlsx").mkdir()
    (tmp_path / "Noah Kim 2026-03-31.eml").mkdir()
    report = share(book(account("A1"), account("B1", manager="Noah Kim"), account("C1", manager="Olga")), tmp_path)
    assert [trouble.manager for trouble in report.failed] == ["Mara Voss", "Noah Kim"]
    assert "stands where a document belongs" in report.failed[0].reason
    assert [copy.recipient.name for copy in report.copies if copy.delivery] == ["Olga"]
    assert (tmp_path / "Olga 2026-03-31.eml").is_file()


class BrokenTransport(EmlDrafts):
    """Fails in a way that nobody foresaw."""

    def deliver(self, message: Message, name: str) -> Delivery:
        raise ZeroDivisionError(f"{name} to {message.to}")


def test_a_failure_that_nobody_foresaw_is_reported_too(tmp_path: Path) -> None:
    report = share_book(book(account("A1")), tmp_path, BrokenTransport(tmp_path), SHIPPED)
    assert [str(trouble) for trouble in report.failed] == ["Mara Voss: ZeroDivisionError: Mara Voss 2026-03-31 to None"]
    assert report.lines()[-1] == "Manager copies: 1 written. Messages: none."


class ClosedTransport(EmlDrafts):
    """Cannot be used at all."""

    def __enter__(self) -> Self:
        raise HostError("no connection")


def test_nothing_is_written_if_no_message_could_leave_or_be_made(tmp_path: Path) -> None:
    target = tmp_path / "managers"
    with pytest.raises(HostError):
        share_book(book(account("A1")), target, ClosedTransport(target), SHIPPED)
    with pytest.raises(TemplateError):
        share_book(book(account("A1")), target, EmlDrafts(target), MessageTemplates((tmp_path,)))
    assert not target.exists()


def test_names_that_are_alike_as_files_do_not_overwrite_each_other(tmp_path: Path) -> None:
    scored = book(
        account("A1", manager="../Ann"),
        account("A2", manager="..\\ANN"),
        account("A3", manager="Ann", manager_email="a@example.com"),
        account("A4", manager="Ann", manager_email="b@example.com"),
    )
    report = share(scored, tmp_path / "managers")
    assert len({copy.path.name.casefold() for copy in report.copies}) == 4
    assert {copy.path.parent for copy in report.copies} == {tmp_path / "managers"}
    assert [path.name for path in tmp_path.iterdir()] == ["managers"]
    for copy, account_id in zip(report.copies, ["A1", "A2", "A3", "A4"], strict=True):
        assert [row[0] for row in values(copy.path, "Accounts")[FIRST_ROW:]] == [account_id]


def test_progress_adds_up_to_the_accounts_of_the_book(tmp_path: Path) -> None:
    steps: list[int] = []
    scored = book(account("A1"), account("A2"), account("B1", manager="Noah Kim"), account("C1", manager=None))
    share_book(scored, tmp_path, EmlDrafts(tmp_path), SHIPPED, steps.append)
    assert steps == [2, 1, 1]


def test_the_same_book_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        share(book(account("A1", **STRONG), account("B1", manager="Noah Kim")), tmp_path / folder)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert len(names) == 5
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_folder_that_cannot_be_made_is_reported_for_every_manager(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    report = share(book(account("A1"), account("B1", manager="Noah Kim")), tmp_path / "file")
    assert [trouble.manager for trouble in report.failed] == ["Mara Voss", "Noah Kim"]


def test_nothing_that_leaves_says_anything_of_anybody_else(tmp_path: Path) -> None:
    planted = planted_book([OURS, THEIRS, OURS, THEIRS], shared_owner=False)
    share(planted.book, tmp_path)
    (ours,) = tmp_path.glob("Mara Voss*.eml")
    parts = [part.get_payload(decode=True) for part in draft(ours).walk() if not part.is_multipart()]
    said = [ours.name.encode(), ours.read_bytes(), *(part for part in parts if isinstance(part, bytes))]
    assert [part.get_content_type() for part in draft(ours).walk() if not part.is_multipart()] == [
        "text/plain", "text/html", "image/png", XLSX,
    ]  # fmt: skip
    assert set().union(*(found_in(content, planted.tokens[THEIRS]) for content in said)) == set()
    assert [bool(found_in(part, planted.tokens[OURS])) for part in said[2:]] == [True, True, False, True]


@pytest.mark.parametrize("ending", ["docx", "html"])
def test_the_plans_of_a_manager_say_nothing_of_anybody_else(ending: str, tmp_path: Path) -> None:
    sides = [OURS, THEIRS] * 3
    planted = planted_book(sides, shared_owner=False)
    keys = tuple(replace(each, result=replace(each.result, tier="Key")) for each in planted.book.accounts)
    manner = Manner(plans=PlanMaker(ending, template_folders()))
    report = share_book(replace(planted.book, accounts=keys), tmp_path, EmlDrafts(tmp_path), SHIPPED, manner=manner)
    assert report.failed == ()
    (ours,) = tmp_path.glob("Mara Voss*.eml")
    copy, *plans = (part.get_content() for part in draft(ours).iter_attachments())
    assert len(plans) == (1 if ending == "html" else 3)
    for plan in plans:
        assert found_in(plan, as_written(planted.tokens[THEIRS])) == set()
        assert len(found_in(plan, as_written(planted.tokens[OURS]))) > 10
    assert found_in(copy, planted.tokens[THEIRS]) == set()


def as_written(tokens: set[str]) -> set[str]:
    """Give tokens with numbers as a plan may write them."""
    return tokens | {f"{int(token):,}" for token in tokens if token.isdigit()}


def test_everyone_sees_all_shows_every_token_and_the_message_says_so(tmp_path: Path) -> None:
    planted = planted_book([OURS, THEIRS, OURS], shared_owner=False)
    report = share_book(planted.book, tmp_path, EmlDrafts(tmp_path), SHIPPED, manner=Manner(everyone_sees_all=True))
    hidden = {str(planted.book.settings[name]).split(" ", maxsplit=1)[0] for name in HIDDEN_SETTINGS}
    everything = (planted.tokens[OURS] | planted.tokens[THEIRS]) - hidden
    assert len(report.copies) == 2
    for copy in report.copies:
        assert found_in(copy.path.read_bytes(), everything) == everything
        assert found_in(copy.path.read_bytes(), hidden) == set()
    body = draft(tmp_path / "Mara Voss 2026-03-31.eml").get_body(("plain",))
    assert body is not None
    assert "It holds the accounts of all managers" in body.get_content()


HIDDEN_SETTINGS = ("mail_from", "output_folder", "template_folder", "served_countries")


def test_copies_made_on_two_processors_are_the_same(tmp_path: Path) -> None:
    scored = book(*(account(f"A{i}", **STRONG, manager=f"Manager {i}") for i in range(3)))
    (tmp_path / "two" / "Manager 1 2026-03-31.xlsx").mkdir(parents=True)
    share(scored, tmp_path / "one")
    report = share_book(scored, tmp_path / "two", EmlDrafts(tmp_path / "two"), SHIPPED, manner=Manner(workers=2))
    assert [trouble.manager for trouble in report.failed] == ["Manager 1"]
    assert "stands where a document belongs" in report.failed[0].reason
    made = [
        {path.name: path.read_bytes() for path in (tmp_path / name).glob("Manager [02]*")} for name in ("one", "two")
    ]
    assert made[0] == made[1]
    assert len(made[0]) == 4


MARA = "Mara Voss 2026-03-31"


class _Deadly:
    """Leaves a copy open, and ends every other process that it is sent to."""

    def __call__(self, content: bytes) -> bytes:
        return content

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (1,)


def test_when_the_system_ends_the_processes_that_make_copies_this_one_goes_on_alone() -> None:
    wanted = [
        WantedCopy(part, recipient)
        for recipient, part in parts(book(account("A1"), account("B1", manager="Noah Kim"))).items()
    ]
    assert [*CopyMaker(_Deadly()).make_all(wanted, 2)] == [*CopyMaker().make_all(wanted, 1)]


def test_a_copy_that_somebody_has_edited_stays_and_the_message_brings_the_new_one_beside_it(tmp_path: Path) -> None:
    share(book(account("A1"), account("B1", manager="Noah Kim")), tmp_path)
    edited, beside = tmp_path / f"{MARA}.xlsx", tmp_path / f"{MARA} (new).xlsx"
    edited.write_bytes(b"typed words")
    report = share(book(account("A1", **STRONG), account("B1", manager="Noah Kim")), tmp_path)
    assert [str(trouble) for trouble in report.kept] == [
        (
            f"Mara Voss: {MARA}.xlsx was edited and stays as it is; the new version is {MARA} (new).xlsx. "
            "Bring home what was typed there with `kam collect`."
        )
    ]
    assert report.lines()[0] == f"! {report.kept[0]}"
    assert str(report.kept[0]) in report.problems
    assert [copy.path for copy in report.copies] == [beside, tmp_path / "Noah Kim 2026-03-31.xlsx"]
    assert edited.read_bytes() == b"typed words"
    (attached,) = draft(tmp_path / f"{MARA}.eml").iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == (f"{MARA}.xlsx", beside.read_bytes())
    assert values(beside, "Accounts")[FIRST_ROW][0] == "A1"


def test_where_the_new_version_was_edited_too_its_manager_gets_no_message(tmp_path: Path) -> None:
    scored = book(account("A1"), account("B1", manager="Noah Kim"))
    for name in (f"{MARA}.xlsx", f"{MARA} (new).xlsx"):
        (tmp_path / name).write_bytes(b"typed words")
    report = share(scored, tmp_path)
    assert [trouble.manager for trouble in report.failed] == ["Mara Voss"]
    assert "were edited and stay as they are. Move one of them away" in report.failed[0].reason
    assert [path.name for path in tmp_path.glob("*.eml")] == ["Noah Kim 2026-03-31.eml"]
    assert {path.read_bytes() for path in tmp_path.glob("Mara*")} == {b"typed words"}


def test_a_new_copy_that_is_open_in_excel_stays_and_everybody_gets_their_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored = book(account("A1"), account("B1", manager="Noah Kim"))
    share(scored, tmp_path)
    (tmp_path / f"{MARA}.xlsx").write_bytes(b"typed words")
    share(scored, tmp_path)
    (tmp_path / f"{MARA}.xlsx").unlink()

    def locked(path: Path) -> None:
        raise PermissionError(13, "It is used by another process", str(path))

    monkeypatch.setattr(Path, "unlink", locked)
    report = share(scored, tmp_path)
    assert (report.failed, report.kept) == ((), ())
    assert len(list(tmp_path.glob("*.eml"))) == len(report.copies) == 2
    assert (tmp_path / f"{MARA} (new).xlsx").exists()


def test_a_folder_that_goes_wrong_in_an_unforeseen_way_is_reported_for_its_manager(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanished(path: Path) -> bytes:
        raise OSError(5, "The network is gone", str(path))

    scored = book(account("A1"))
    share(scored, tmp_path)
    monkeypatch.setattr(SharedFolder, "put", lambda _folder, name, _content: vanished(Path(name)))
    assert [trouble.manager for trouble in share(scored, tmp_path).failed] == ["Mara Voss"]


def test_copies_that_nobody_has_edited_make_room_encrypted_or_not(tmp_path: Path) -> None:
    salts = iter(range(99))
    manner = Manner(seal=lambda content: bytes([next(salts)]) + content)
    for _ in range(2):
        report = share_book(book(account("A1")), tmp_path, EmlDrafts(tmp_path), SHIPPED, manner=manner)
        assert (report.kept, report.failed) == ((), ())
    assert [path.name for path in tmp_path.glob("*.xlsx")] == [f"{MARA}.xlsx"]
    assert (tmp_path / f"{MARA}.xlsx").read_bytes()[:1] == b"\1"


def test_edited_plans_stay_as_well(tmp_path: Path) -> None:
    with_plans(book(account("A1", **STRONG)), tmp_path)
    plan = tmp_path / f"{MARA} plans" / "Account A1 (A1).docx"
    plan.write_bytes(b"mine")
    report = with_plans(book(account("A1", **STRONG)), tmp_path)
    assert [trouble.reason for trouble in report.kept] == [
        "Account A1 (A1).docx was edited and stays as it is; the new version is Account A1 (A1) (new).docx."
    ]
    names = [part.get_filename() for part in draft(tmp_path / f"{MARA}.eml").iter_attachments()]
    assert (plan.read_bytes(), names) == (b"mine", [f"{MARA}.xlsx", "Account A1 (A1).docx"])


def with_plans(scored: ScoredBook, folder: Path) -> ShareReport:
    plans = PlanMaker("docx", template_folders())
    return share_book(scored, folder, EmlDrafts(folder), SHIPPED, manner=Manner(plans=plans))


def test_a_few_plans_go_as_they_are_and_many_as_one_file(tmp_path: Path) -> None:
    few = [account(f"A{i}", **STRONG) for i in range(5)] + [account("A5")]
    many = [account(f"B{i}", **STRONG, manager="Noah Kim") for i in range(6)]
    with_plans(book(*few, *many, account("C1", manager="Zoe")), tmp_path)
    attached = {
        name: [(part.get_filename(), part.get_content()) for part in draft(tmp_path / f"{name}.eml").iter_attachments()]
        for name in ("Mara Voss 2026-03-31", "Noah Kim 2026-03-31", "Zoe 2026-03-31")
    }
    assert [[name for name, _ in files] for files in attached.values()] == [
        ["Mara Voss 2026-03-31.xlsx", *(f"Account A{i} (A{i}).docx" for i in range(5))],
        ["Noah Kim 2026-03-31.xlsx", "Noah Kim 2026-03-31 plans.zip"],
        ["Zoe 2026-03-31.xlsx"],
    ]
    with zipfile.ZipFile(io.BytesIO(attached["Noah Kim 2026-03-31"][1][1])) as package:
        assert package.namelist() == [f"Account B{i} (B{i}).docx" for i in range(6)]
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with_plans(book(*few, *many, account("C1", manager="Zoe")), tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_plan_ranks_an_account_among_all_of_the_book(tmp_path: Path) -> None:
    rows = [account("A1", **STRONG), account("B1", **STRONG, manager="Noah Kim"), account("B2", **STRONG, manager="N")]
    scored = book(*rows)
    (part,) = (part for recipient, part in parts(scored).items() if recipient.name == "Mara Voss")
    maker = PlanMaker("html", template_folders())
    made: dict[str, bytes] = {}

    def put(name: str, content: bytes) -> StoredFile:
        made[name] = content
        return StoredFile(name, tmp_path / name)

    assert maker.make(part, scored, "Mara", put) == (StoredFile("Mara plans.zip", tmp_path / "Mara plans.zip"),)
    with zipfile.ZipFile(io.BytesIO(made["Mara plans.zip"])) as package:
        page = package.read("Account A1 (A1).html").decode()
    assert "of 3" in page


def test_a_plan_that_cannot_be_made_holds_back_its_managers_message_alone(tmp_path: Path) -> None:
    own = tmp_path / "templates"
    own.mkdir()
    (own / "plan-key.html").write_text("{{ 1 / (account.name | length - 3) }}", encoding="utf-8")
    scored = book(account("A1", **STRONG, account="Bad"), account("B1", **STRONG, manager="Noah Kim"))
    manner = Manner(plans=PlanMaker("html", template_folders((own,))))
    report = share_book(scored, tmp_path / "out", EmlDrafts(tmp_path / "out"), SHIPPED, manner=manner)
    (trouble,) = report.failed
    assert trouble.manager == "Mara Voss"
    assert trouble.reason.startswith("The plan of Bad (A1): ")
    assert "division by zero" in trouble.reason
    assert [path.name for path in (tmp_path / "out").glob("*.eml")] == ["Noah Kim 2026-03-31.eml"]
