"""Every button of the ribbon, pressed in LibreOffice: the shipped VBA calls its Python macro, and its work is seen."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import platformdirs
import pytest
import xlwings

from kam_xl.excel.macros import BUTTONS, WITHOUT_PYTHON
from kam_xl.jobs import plan
from kam_xl.jobs.shipped_models import shipped_model
from kam_xl.plans.writing import Edition
from kam_xl.scoring.model import model_plain
from kam_xl.workbook.builder import Macros, build_workbook
from kam_xl.workbook.content import WorkbookContent
from tests.excel.conftest import ACCOUNTS, AS_OF, TEAM
from tests.hosts.libreoffice import LibreOffice, started
from tests.hosts.libreoffice_book import LibreOfficeBook

pytestmark = pytest.mark.xdist_group("ribbon")

MACROS = "kam_xl.excel.macros"
OTHERS: Mapping[tuple[str, str], Callable[..., object]] = {
    ("kam_xl.excel.udfs", "versions"): lambda *_: "kam-xl, xlwings and the workbook fit together"
}
"""What the workbook asks besides."""

DRIVER = Path(__file__).with_name("ribbon_driver.py")


class Desk:
    """A person before the workbook: presses buttons, looks at sheets."""

    def __init__(self, office: LibreOffice, book: LibreOfficeBook, folder: Path) -> None:
        self.office = office
        self.book = book
        self.folder = folder
        self.shown_folders: list[str] = []

    def press(self, button: str) -> None:
        self.office.press(f"KamMacros.{button}")

    def lose_python(self) -> None:
        self.office.run("xlwings.DisconnectPython")
        self.office.run("KamPython.TryPythonAgain")
        self.office.calls.clear()

    def said(self, name: str) -> str:
        return str(self.book.said(name) or "")

    def rows(self, sheet: str, width: int = 5, depth: int = 120) -> list[list[Any]]:
        return self.book.values(sheet, (1, 1), (depth, width))

    def forget(self, name: str) -> None:
        place = self.book.place(name)
        self.book.write(place.sheet.name, place.row, place.column, None)

    def accounts(self) -> list[list[Any]]:
        return self.book.values("Accounts", (1, 1), (12, 45))

    def table(self, name: str) -> list[dict[str, Any]]:
        headers, *rows = self.book.table(name).range.rows
        return [dict(zip(headers, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def office(
    require_host: Callable[[str], Path], python_with_uno: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LibreOffice]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.hosts.libreoffice.DRIVER", DRIVER)
        with started(require_host("soffice"), python_with_uno, tmp_path_factory.mktemp("ribbon")) as host:
            yield host


@pytest.fixture(scope="module")
def book_path(tmp_path_factory: pytest.TempPathFactory, macros: Macros) -> Path:
    target = tmp_path_factory.mktemp("book") / "Our accounts.xlsm"
    content = WorkbookContent(
        model=model_plain(shipped_model("default")),
        tables={"Accounts": ACCOUNTS, "Team": TEAM},
        settings={"as_of": AS_OF, "home_utc_offset": 1.0, "company": "Nordwind"},
    )
    build_workbook(target, content, macros)
    return target


@pytest.fixture(scope="module")
def opened(office: LibreOffice, book_path: Path) -> LibreOffice:
    """Open the workbook once, since that takes a second or two; no test needs what another has changed."""
    office.open(book_path)
    return office


@pytest.fixture
def desk(opened: LibreOffice, book_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Let buttons find Python, and Python the workbook."""
    opened.functions = {**{(MACROS, macro.__name__): macro for macro in BUTTONS.values()}, **OTHERS}
    opened.calls.clear()
    opened.connect()
    book = LibreOfficeBook(Path(shutil.copy(book_path, tmp_path)), opened)
    desk = Desk(opened, book, tmp_path)
    monkeypatch.setattr(xlwings.Book, "caller", lambda: book)
    monkeypatch.setattr(click, "launch", desk.shown_folders.append)
    monkeypatch.setattr(platformdirs, "user_state_path", lambda *_, **__: tmp_path / "state")
    monkeypatch.setattr(plan, "DEFAULT_EDITION", Edition(("html",)))
    return desk


def test_score_writes_tiers_into_the_sheet(desk: Desk) -> None:
    desk.press("ScoreAccounts")

    assert [row["Tier"] for row in desk.table("Accounts")] == ["Key", "Standard", "Unscored"]
    assert desk.said("KamResult") == "3 accounts: 1 Key, 0 Major, 1 Standard, 1 Unscored."
    assert next(call[:2] for call in desk.office.calls) == (MACROS, "score_accounts")


def test_explain_fills_a_sheet(desk: Desk) -> None:
    desk.book.select("Accounts", 7)

    desk.press("ExplainAccount")

    assert desk.rows("Explanation")[0][0] == "Explanation: Casa Verde (A2)"


def test_calibrate_says_why_there_is_nothing_to_propose(desk: Desk) -> None:
    desk.press("CalibrateModel")

    assert desk.said("KamResult") == "The curves stay as they are: none would change."


def test_a_snapshot_stands_on_history(desk: Desk) -> None:
    desk.press("TakeSnapshot")

    assert [row["Account ID"] for row in desk.table("History")] == ["A1", "A2", "A3"]


@pytest.mark.parametrize(
    ("button", "accounts"),
    [
        ("PlansForSelected", {"A2"}),
        ("PlansForKey", {"A1"}),
        ("PlansForKeyAndMajor", {"A1"}),
        ("PlansForAll", {"A1", "A2", "A3"}),
    ],
)
def test_plans_stand_in_the_folder(desk: Desk, button: str, accounts: set[str]) -> None:
    desk.book.select("Accounts", 7)

    desk.press(button)

    assert {path.stem[-3:-1] for path in (desk.folder / "plans").glob("[!.]*")} == accounts


def test_the_folder_is_shown(desk: Desk) -> None:
    desk.press("OpenPlans")

    assert desk.shown_folders == [str(desk.folder)]


def test_templates_are_checked(desk: Desk) -> None:
    (desk.folder / "templates").mkdir()
    (desk.folder / "templates" / "plan-key.html").write_text("{{ no_such_name }}", encoding="utf-8")

    desk.press("CheckTemplates")

    assert "no_such_name" in desk.said("KamProblem")


def test_messages_are_shown_drafted_and_their_copy_saved(desk: Desk) -> None:
    desk.press("PreviewMessages")
    (page,) = desk.shown_folders
    desk.book.select("Accounts", 6)
    desk.press("SaveManagerCopy")
    saved = {path.suffix for path in (desk.folder / "managers").glob("[!.]*.*")}
    desk.press("DraftMessages")

    assert "kim.lee@example.com" in Path(page).read_text(encoding="utf-8")
    assert saved == {".xlsx"}
    assert ".eml" in {path.suffix for path in (desk.folder / "managers").iterdir()}


def test_an_import_adds_an_account(desk: Desk) -> None:
    files = {
        "shop.toml": '[mapping]\nname = "Shop"\n[customers]\nfile = "customers.csv"\nid = "No"\naccount = "Name"\n'
        '[orders]\nfile = "orders.csv"\ncustomer = "No"\ndate = "Day"\nrevenue = "Amount"\n',
        "customers.csv": "No,Name\nB1,Bond & Co\n",
        "orders.csv": "No,Day,Amount\nB1,2024-04-01,5\nB1,2026-03-31,7\n",
    }
    for name, text in files.items():
        (desk.folder / name).write_text(text, encoding="utf-8")
    desk.book.app.chosen = tuple(str(desk.folder / name) for name in files)

    desk.press("ImportAccounts")

    assert "Shop: 1 customers; 1 accounts added" in desk.said("KamResult")
    assert "Bond & Co" in [row["Account"] for row in desk.table("Accounts")]


def test_issues_are_listed(desk: Desk) -> None:
    desk.book.type("Gross Margin", 6, "about half")

    desk.press("CheckData")

    assert "“about half”" in [row[4] for row in desk.rows("Issues")]


def test_help_is_given(desk: Desk) -> None:
    desk.press("ShowGuide")
    desk.press("RunDoctor")
    desk.press("ShowAbout")

    doctor, about = desk.book.app.alerts
    assert "Guide to the buttons and functions" in desk.rows("Guide")[0]
    assert "Output folder: " in doctor
    assert "Log file: " in about


def test_settings_are_shown_without_python(desk: Desk) -> None:
    desk.lose_python()

    for button in WITHOUT_PYTHON:
        desk.press(button)

    assert desk.office.ask("active_sheet") == "Settings"
    assert desk.office.calls == []


def test_every_button_was_pressed() -> None:
    pressed = Path(__file__).read_text(encoding="utf-8")

    assert [name for name in BUTTONS if f'"{name}"' not in pressed] == []


def test_a_server_that_dies_while_a_button_works_leaves_the_workbook_as_it_was(desk: Desk) -> None:
    during: list[bool] = []

    def die() -> None:
        during.append(desk.office.ask("calculates"))
        raise ConnectionError("the server is gone")

    desk.office.functions = {**OTHERS, (MACROS, "score_accounts"): die}
    before = desk.accounts()

    desk.press("ScoreAccounts")

    assert (during, desk.office.ask("calculates")) == ([False], True)
    assert desk.said("KamProblem").startswith("The button needs Python with kam-xl, which could not be reached: ")
    assert desk.accounts() == before


def test_without_python_every_button_says_what_to_do_and_changes_nothing(desk: Desk) -> None:
    desk.lose_python()
    before = desk.accounts()
    said = {}

    for button in BUTTONS:
        desk.forget("KamProblem")
        desk.press(button)
        said[button] = desk.said("KamProblem")

    told = "The button needs Python with kam-xl, which could not be reached: "
    assert [button for button, problem in said.items() if not problem.startswith(told)] == []
    assert desk.accounts() == before
    assert desk.office.calls == []
