"""Importing an export into files: tests/fixtures/northwind_like."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from kam_xl.errors import KamError, SourceError, TableError, TargetError
from kam_xl.jobs.export_files import load_mapping, preset_text, presets
from kam_xl.jobs.gather import Request
from kam_xl.jobs.import_accounts import ImportRequest, ImportResult, import_export
from kam_xl.jobs.score import score
from kam_xl.workbook.reading import read_book
from kam_xl.workbook.writing import write_tables

FIXTURE = Path(__file__).parents[1] / "fixtures" / "northwind_like"
AS_OF = date(2025, 3, 31)


def run(**asked: object) -> ImportResult:
    known: dict[str, Any] = {"sources": (FIXTURE,), "today": AS_OF, "preset": "northwind", **asked}
    return import_export(ImportRequest(**known))


def problems(error: type[KamError], **asked: object) -> tuple[str, ...]:
    with pytest.raises(error) as caught:
        run(**asked)
    return caught.value.problems


def cells(path: Path, sheet: str = "Accounts") -> pd.DataFrame:
    book = read_book(path)
    table = book.accounts if sheet == "Accounts" else book.tables[sheet]
    return table.frame.set_index(table.frame.columns[0])


def typed(source: Path, target: Path, changes: dict[tuple[str, str], str]) -> Path:
    """Copy accounts as a person who types in some cells would save them, with what lies beside them."""
    frame = pd.read_csv(source, dtype=object, keep_default_na=False).set_index("Account ID")
    for (account_id, header), value in changes.items():
        frame.loc[account_id, header] = value
    frame.to_csv(target)
    for ending in ("team.csv", "model.toml"):
        shutil.copy(source.with_suffix(f".{ending}"), target.with_suffix(f".{ending}"))
    return target


def test_both_windows_report_customers_buying_total_and_head() -> None:
    last, ever = run(), run(window="all")
    assert (len(last.imported.accounts), last.system) == (8, "Northwind")
    assert (len(last.curve.revenues), round(last.curve.total, 2), last.curve.head()) == (6, 5434.98, 2)
    assert (len(ever.curve.revenues), round(ever.curve.total, 2), ever.curve.head()) == (7, 8234.98, 2)
    assert last.written is None


def test_encodings_are_recognised_so_that_accents_survive() -> None:
    assert run().imported.accounts[1]["account"] == "Bäckerei Öztürk GmbH"


def test_accounts_as_csv_have_team_and_model_beside_them(tmp_path: Path) -> None:
    out = tmp_path / "accounts.csv"
    written = run(out=out).written
    assert written
    assert [path.name for path in written.files] == ["accounts.csv", "accounts.team.csv", "accounts.model.toml"]
    assert written.model == ("The starter model, Revenue calibrated to the accounts imported as of 2025-03-31.")
    assert cells(out)["Revenue 12m"].to_dict()["K08"] == "184.9815"
    assert cells(out, "Team")["Manager"].to_dict()["José García"] == "Åsa Lindqvist"


def test_a_later_run_scores_with_the_model_and_team_beside_the_accounts(tmp_path: Path) -> None:
    run(out=tmp_path / "accounts.csv")
    scored = score(Request(source=tmp_path / "accounts.csv", today=AS_OF))
    assert scored.gathered.chosen.why == "from accounts.model.toml, beside the accounts"
    managed = [scored.book.recipient_of(account) for account in scored.book.accounts]
    assert [manager and manager.name for manager in managed] == [
        "Åsa Lindqvist", "Åsa Lindqvist", None, None,
        "Åsa Lindqvist", "Zoë Meyer (4)", "Zoë Meyer (4)", "Åsa Lindqvist",
    ]  # fmt: skip


def test_a_workbook_of_tables_holds_accounts_and_team(tmp_path: Path) -> None:
    out = tmp_path / "accounts.xlsx"
    written = run(out=out).written
    assert written
    assert [path.name for path in written.files] == ["accounts.xlsx", "accounts.model.toml"]
    assert cells(out)["Revenue 12m"].to_dict()["K01"] == 4000
    assert list(cells(out, "Team").index) == ["Zoë Meyer (1)", "José García", "Zoë Meyer (4)"]


def test_a_key_account_workbook_holds_the_calibrated_model_too(tmp_path: Path) -> None:
    out = tmp_path / "book.xlsm"
    written = run(out=out, served="CH,DE").written
    assert written
    assert written.files == (out,)
    book = read_book(out)
    assert book.model
    curve = next(part["curve"] for part in book.model["criteria"] if part["id"] == "revenue")  # type: ignore[attr-defined]
    assert curve[1] == [300, 25]
    assert set(book.tables) >= {"Team", "Stakeholders"}
    assert str(book.settings["served_countries"]) == "CH, DE"


def test_the_same_export_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        run(out=tmp_path / folder / "a.csv")
        run(out=tmp_path / folder / "b.xlsx")
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / folder).iterdir()} for folder in ("one", "two"))
    assert one == two


def test_importing_again_brings_figures_up_to_date_and_leaves_what_was_typed(tmp_path: Path) -> None:
    run(out=tmp_path / "march.csv")
    book = typed(
        tmp_path / "march.csv",
        tmp_path / "typed.csv",
        {("K02", "Status"): "Partner", ("K02", "Strategic Fit"): "4", ("K09", "Account"): "Own prospect"},
    )
    before = book.read_bytes()
    result = run(as_of=date(2025, 4, 30), into=book, out=tmp_path / "april.csv")
    after = cells(tmp_path / "april.csv")
    assert (after.loc["K02", "Revenue 12m"], after.loc["K02", "Status"]) == ("480", "Partner")
    assert (after.loc["K02", "Strategic Fit"], after.loc["K09", "Account"]) == ("4", "Own prospect")
    assert [(cell.row, cell.header, cell.export) for cell in result.accounts.kept] == [("K02", "Status", "Active")]
    assert (result.accounts.added, result.accounts.vanished) == ((), ("K09",))
    assert book.read_bytes() == before


def test_importing_again_keeps_the_model_so_that_scores_stay_comparable(tmp_path: Path) -> None:
    run(out=tmp_path / "march.csv")
    model = tmp_path / "march.model.toml"
    model.write_text(model.read_text(encoding="utf-8").replace("key_score = 75", "key_score = 60"), encoding="utf-8")
    result = run(as_of=date(2025, 4, 30), into=tmp_path / "march.csv", out=tmp_path / "april.csv")
    assert result.written
    assert result.written.model == "The model is the one of march.model.toml."
    assert "key_score = 60" in (tmp_path / "april.model.toml").read_text(encoding="utf-8")


def test_a_workbook_stays_a_workbook_with_its_model(tmp_path: Path) -> None:
    run(out=tmp_path / "march.xlsm")
    result = run(as_of=date(2025, 4, 30), into=tmp_path / "march.xlsm", out=tmp_path / "april.xlsm")
    assert result.written
    assert result.written.model == "The model is the book's own."
    assert read_book(tmp_path / "april.xlsm").model == read_book(tmp_path / "march.xlsm").model
    assert cells(tmp_path / "april.xlsm").loc["K02", "Revenue 12m"] == 480


def test_a_book_is_not_squeezed_into_a_file_that_cannot_hold_it(tmp_path: Path) -> None:
    run(out=tmp_path / "book.xlsm")
    tables = tmp_path / "tables.xlsx"
    risks = pd.DataFrame({"Account ID": ["K01"], "Risk": ["strike"]})
    write_tables(tables, {"Accounts": pd.DataFrame({"Account ID": ["K01"]}), "Risks": risks})
    assert problems(TargetError, into=tmp_path / "book.xlsm", out=tmp_path / "b.xlsx") == (
        f"{tmp_path / 'b.xlsx'}: the book has settings and a model, which only a .xlsm holds. Choose such a name.",
    )
    assert problems(TargetError, into=tables, out=tmp_path / "b.csv") == (
        f"{tmp_path / 'b.csv'}: the book has the sheets Risks, which no csv holds. Choose a .xlsx.",
    )
    run(into=tables, out=tmp_path / "b.xlsx")
    assert cells(tmp_path / "b.xlsx", "Risks").loc["K01", "Risk"] == "strike"


def test_too_few_buyers_leave_the_model_as_it_ships(tmp_path: Path) -> None:
    result = run(as_of=date(2024, 1, 31), accept_part_year=True, out=tmp_path / "a.csv")
    assert result.written
    assert result.written.model.startswith("The starter model as it ships: too few accounts bought")


@pytest.mark.parametrize("name", ["a.csv", "a.team.csv", "a.model.toml"])
def test_nothing_that_exists_is_written_over(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("typed", encoding="utf-8")
    out = tmp_path / "a.csv"
    assert problems(TargetError, out=out) == (
        (
            f"{tmp_path / name} exists, and people may have typed in it. Choose a new name; to bring {out} up to date, "
            f"say --into {out} and choose another name with -o."
        ),
    )
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_target_must_be_able_to_hold_accounts(tmp_path: Path) -> None:
    out = tmp_path / "accounts.txt"
    assert problems(TargetError, out=out) == (
        f"{out}: accounts are imported into files that end in .csv, .xlsx, .xlsm. Choose one.",
    )


def test_files_may_be_named_one_by_one() -> None:
    assert len(run(sources=sorted(FIXTURE.iterdir())).imported.accounts) == 8


def test_an_export_may_be_one_workbook_with_a_sheet_for_each_table(tmp_path: Path) -> None:
    customers = pd.DataFrame({"Nr": ["7", "8"], "Name": ["Åre Fjäll AB", "NULL"]})
    orders = pd.DataFrame({"Kund": ["7", "7"], "Dag": [date(2024, 5, 1), date(2025, 3, 30)], "Summa": [100.5, 20]})
    write_tables(tmp_path / "erp.xlsx", {"Kunder": customers, "Order": orders})
    own = tmp_path / "own.toml"
    own.write_text(
        '[customers]\nfile = "ERP.xlsx"\nsheet = "Kunder"\nid = "Nr"\naccount = "Name"\n'
        '[orders]\nfile = "erp.xlsx"\nsheet = "Order"\ncustomer = "Kund"\ndate = "Dag"\nrevenue = "Summa"\n',
        encoding="utf-8",
    )
    result = run(preset=None, mapping=own, sources=(tmp_path,), window="all")
    assert ([row["account"] for row in result.imported.accounts], result.curve.total) == (
        ["Åre Fjäll AB", "NULL"],
        120.5,
    )
    assert result.issues == ()


def test_every_missing_or_broken_file_is_named_at_once(tmp_path: Path) -> None:
    for name in ("customers.csv", "orders.csv"):
        shutil.copy(FIXTURE / name, tmp_path)
    (tmp_path / "employees.csv").write_bytes(b"")
    found = problems(SourceError, sources=(tmp_path,))
    assert found == (
        (
            "order_details.csv is missing: the mapping names it; found customers.csv, employees.csv, orders.csv. "
            "Correct the mapping, or name its folder."
        ),
        "employees.csv is empty (0 bytes); a table with a header row is needed. Export it again.",
    )


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    assert problems(SourceError, sources=(tmp_path,))[0] == (
        "customers.csv is missing: the mapping names it; found no file that can be read. Correct the mapping, or name "
        "its folder."
    )


def test_a_file_that_stands_in_two_folders_is_not_guessed(tmp_path: Path) -> None:
    shutil.copy(FIXTURE / "orders.csv", tmp_path)
    twice = f"{FIXTURE / 'orders.csv'} and {tmp_path / 'orders.csv'}"
    assert problems(SourceError, sources=(FIXTURE, tmp_path)) == (
        f"orders.csv stands twice: {twice}. Name one of them.",
    )


def test_an_export_with_wrong_columns_names_them(tmp_path: Path) -> None:
    for path in FIXTURE.iterdir():
        text = path.read_bytes().replace(b"customerID", b"Kunde")
        (tmp_path / path.name).write_bytes(text)
    assert [problem.partition(";")[0] for problem in problems(TableError, sources=(tmp_path,))] == [
        "customers.csv: there is no column “customerID”",
        "orders.csv: there is no column “customerID”",
    ]


def test_the_presets_are_those_that_ship() -> None:
    assert presets() == ["northwind"]
    assert preset_text("northwind").startswith("# Northwind Traders")


def test_exactly_one_mapping_must_be_named(tmp_path: Path) -> None:
    for asked in ({"preset": None}, {"mapping": tmp_path / "own.toml"}):
        assert problems(SourceError, **asked)[0].startswith(
            "Say how to read the export: either --mapping FILE.toml, or"
        )
    assert problems(SourceError, preset="sap") == (
        "There is no preset “sap”; allowed: northwind. Or name a --mapping FILE.toml.",
    )


def test_a_mapping_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text("\ufeff" + preset_text("northwind"), encoding="utf-8")
    assert load_mapping(None, own) == load_mapping("northwind", None)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "the mapping cannot be read"),
        (b"\xff\xfe", "the mapping is not UTF-8 text"),
        (b"[orders", "the mapping is not valid TOML"),
        (b"", "own.toml: the section [customers] is missing"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_explained(tmp_path: Path, content: bytes | None, said: str) -> None:
    own = tmp_path / "own.toml"
    if content is not None:
        own.write_bytes(content)
    assert said in problems(SourceError, preset=None, mapping=own)[0]


def test_the_locale_of_a_mapping_decides_how_texts_are_read_and_the_option_over_it(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("Nr\n1\n", encoding="utf-8")
    (tmp_path / "o.csv").write_text('Kunde;Datum;Netto\n1;01.03.2025;"1.234,50"\n', encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text(
        '[mapping]\nlocale = "de_DE"\n[customers]\nfile = "c.csv"\nid = "Nr"\n'
        '[orders]\nfile = "o.csv"\ncustomer = "Kunde"\ndate = "Datum"\nrevenue = "Netto"\n'
        "complete_from = 2024-01-01\ncomplete_to = 2025-03-31\n",
        encoding="utf-8",
    )
    german = run(preset=None, mapping=own, sources=(tmp_path,))
    assert (german.curve.total, german.issues) == (1234.5, ())
    english = run(preset=None, mapping=own, sources=(tmp_path,), locale="en_US")
    assert [issue.kind for issue in english.issues] == ["unreadable number"]


def test_served_countries_may_be_listed_in_a_file(tmp_path: Path) -> None:
    listed = tmp_path / "served.txt"
    listed.write_text("Switzerland\nGermany\n", encoding="utf-8")
    served = [row["region_served"] for row in run(served=str(listed)).imported.accounts]
    assert served == [True, True, False, False, False, None, False, False]
