"""Input that cannot be used: each time a sentence that says what, where, found, allowed, and what to do."""

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

from kam_xl.errors import KamError, ModelError, SourceError, TableError
from kam_xl.workbook import excel_package
from kam_xl.workbook.reading import read_book, read_table
from tests.workbook.workbooks import ACCOUNTS, repack, save_workbook


def _problems(path: Path, error: type[KamError], sheet: str | None = None) -> list[str]:
    with pytest.raises(error) as caught:
        read_book(path, sheet=sheet)
    return list(caught.value.problems)


def _saved(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


# --- files -----------------------------------------------------------------------------------------------------------


def test_a_missing_file_names_the_nearest_one(tmp_path: Path) -> None:
    _saved(tmp_path / "crm_export.csv", b"")
    path = tmp_path / "crm_exprt.csv"
    assert _problems(path, SourceError) == [
        f"{path} does not exist: {tmp_path} holds no such file. Did you mean crm_export.csv?"
    ]


def test_a_missing_file_with_no_other_like_it(tmp_path: Path) -> None:
    path = tmp_path / "crm.xlsx"
    assert _problems(path, SourceError) == [
        f"{path} does not exist: {tmp_path} holds no such file. Correct the name or the folder."
    ]


def test_a_missing_folder(tmp_path: Path) -> None:
    path = tmp_path / "exports" / "crm.csv"
    assert _problems(path, SourceError) == [
        f"{path} does not exist: there is no folder {tmp_path / 'exports'}. Correct the path."
    ]


def test_a_folder_names_one_of_its_files(tmp_path: Path) -> None:
    assert _problems(tmp_path, SourceError) == [
        f"{tmp_path} is a folder; a file is needed. It holds no file that can be read."
    ]
    _saved(tmp_path / "crm.csv", b"")
    assert _problems(tmp_path, SourceError) == [
        f"{tmp_path} is a folder; a file is needed. Name one of its files, such as {tmp_path / 'crm.csv'}."
    ]


class _Locked(type(Path())):  # type: ignore[misc]
    """A file that another program keeps to itself, or that belongs to somebody else."""

    def open(self, *_: object, **__: object) -> BinaryIO:
        raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize("name", ["crm.csv", "crm.xlsx", "crm.parquet"])
def test_a_file_that_may_not_be_read(tmp_path: Path, name: str) -> None:
    _saved(tmp_path / name, b"x")
    assert _problems(_Locked(tmp_path / name), SourceError) == [
        (
            f"{tmp_path / name} may not be read (Permission denied). "
            "Close it if another program has locked it, or ask its owner."
        )
    ]


def test_what_else_the_system_says_is_handed_on(tmp_path: Path) -> None:
    loop = tmp_path / "loop.csv"
    loop.symlink_to(loop)
    (problem,) = _problems(loop, SourceError)
    assert problem.startswith(f"{loop} could not be read: ")
    assert problem.endswith(". Copy it to another place.")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (
            "crm.txt",
            (
                "crm.txt has the ending .txt; files that can be read end in .csv, .xlsx, .xlsm, .parquet. "
                "Rename or export it as such."
            ),
        ),
        (
            "crm",
            (
                "crm has no ending; files that can be read end in .csv, .xlsx, .xlsm, .parquet. "
                "Rename or export it as such."
            ),
        ),
        ("crm.XLS", "crm.XLS: .XLS files cannot be read. Open it in its program and save it as .xlsx."),
    ],
)
def test_an_ending_that_is_not_read(tmp_path: Path, name: str, problem: str) -> None:
    assert _problems(_saved(tmp_path / name, b"x"), SourceError) == [problem]


def test_a_sheet_of_a_file_without_sheets(tmp_path: Path) -> None:
    path = _saved(tmp_path / "crm.csv", b"Account ID\nA1\n")
    assert _problems(path, SourceError, sheet="Accounts") == [
        "crm.csv is no workbook and has no sheet “Accounts”. Leave out the sheet, or name a workbook."
    ]


# --- workbooks that are none -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "a.xlsx is empty (0 bytes); a workbook is needed. Save or export it again."),
        (
            b"Account ID,Account\n",
            (
                "a.xlsx is no Excel workbook: it begins like text. "
                "If it is a csv, give it the ending .csv; else export it again."
            ),
        ),
        (
            b"\xef\xbb\xbf <html><table>",
            "a.xlsx is no Excel workbook: it begins like a web page or XML. Open it in Excel and save it as .xlsx.",
        ),
        (
            b"\x89PNG\r\n\x1a\n",
            (
                "a.xlsx is no Excel workbook: it is no zip archive, as every .xlsx and .xlsm is. "
                "Export it again, or open it in Excel and save it as .xlsx."
            ),
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "Workbook".encode("utf-16-le"),
            "a.xlsx is an old Excel workbook (.xls) by its content. Open it in Excel and save it as .xlsx.",
        ),
        (
            b"PK\x03\x04 and then nothing that a zip archive has",
            (
                "a.xlsx is damaged and cannot be read (File is not a zip file). "
                "Copy or export it again, or let Excel repair and save it."
            ),
        ),
    ],
)
def test_a_file_that_is_no_workbook(tmp_path: Path, content: bytes, problem: str) -> None:
    assert _problems(_saved(tmp_path / "a.xlsx", content), SourceError) == [problem]


def test_a_password_protected_workbook(tmp_path: Path) -> None:
    plain = save_workbook(tmp_path / "plain.xlsx", {"Accounts": ACCOUNTS})
    with plain.open("rb") as file, (tmp_path / "a.xlsx").open("wb") as encrypted:
        OOXMLFile(file).encrypt("secret", encrypted)
    assert _problems(tmp_path / "a.xlsx", SourceError) == [
        (
            "a.xlsx is password-protected and cannot be read. "
            "Open it in Excel, choose File > Info > Protect Workbook, remove the password and save it."
        )
    ]


@pytest.mark.parametrize(
    ("member", "problem"),
    [
        (
            "word/document.xml",
            "a.xlsx is a zip archive, but holds no workbook. Choose the workbook, or unpack the archive first.",
        ),
        (
            "xl/workbook.bin",
            "a.xlsx is a binary workbook (.xlsb) by its content. Open it in Excel and save it as .xlsx.",
        ),
    ],
)
def test_a_zip_archive_without_a_workbook(tmp_path: Path, member: str, problem: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr(member, b"")
    assert _problems(tmp_path / "a.xlsx", SourceError) == [problem]


def test_a_workbook_cut_off_or_altered_on_its_way_is_damaged(tmp_path: Path) -> None:
    path = save_workbook(tmp_path / "a.xlsx", {"Accounts": ACCOUNTS})
    whole = path.read_bytes()
    for damaged in (whole[:-100], whole[:2000] + bytes(200) + whole[2200:]):
        path.write_bytes(damaged)
        (problem,) = _problems(path, SourceError)
        assert problem.startswith("a.xlsx is damaged and cannot be read (")


@pytest.mark.parametrize(
    ("part", "damage", "source"),
    [
        ("xl/worksheets/sheet1.xml", {b"</row>": b"</"}, "a.xlsx, sheet Accounts"),
        ("xl/sharedStrings.xml", {b"</si>": b"<"}, "a.xlsx"),
        ("xl/workbook.xml", {b"</sheets>": b""}, "a.xlsx, part xl/workbook.xml"),
        ("xl/workbook.xml", {b'encoding="UTF-8"': b'encoding="WTF-8"'}, "a.xlsx, part xl/workbook.xml"),
    ],
)
def test_a_workbook_whose_parts_make_no_sense_is_damaged(
    tmp_path: Path, part: str, damage: dict[bytes, bytes], source: str
) -> None:
    path = save_workbook(tmp_path / "a.xlsx", {"Accounts": ACCOUNTS})
    repack(path, part, damage)
    (problem,) = _problems(path, SourceError)
    assert problem.startswith(f"{source} is damaged and cannot be read (")


def test_a_duration_longer_than_any_calendar_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Accounts").write_number("A1", 1e15, book.add_format({"num_format": "[h]:mm"}))
    (problem,) = _problems(path, SourceError)
    assert problem.startswith("a.xlsx, sheet Accounts is damaged and cannot be read (")


def test_xml_that_declares_entities_is_refused(tmp_path: Path) -> None:
    path = save_workbook(tmp_path / "a.xlsx", {"Accounts": ACCOUNTS})
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook'
    repack(path, "xl/workbook.xml", {b"<workbook": bomb})
    (problem,) = _problems(path, SourceError)
    assert problem.startswith("a.xlsx, part xl/workbook.xml is damaged and cannot be read (DTDForbidden")


# --- bombs -----------------------------------------------------------------------------------------------------------


def _with_blanks(path: Path, megabytes: int) -> Path:
    """Hide many blanks in a small workbook."""
    save_workbook(path, {"Accounts": ACCOUNTS})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/blanks.xml", "w") as part:
        for _ in range(megabytes):
            part.write(bytes(1 << 20))
    return path


def test_a_workbook_that_unpacks_to_hundreds_of_times_its_size_is_refused(tmp_path: Path) -> None:
    assert _problems(_with_blanks(tmp_path / "a.xlsx", 101), SourceError) == [
        (
            "a.xlsx unpacks to 101 MB, more than 200 times its size, as no workbook does that people made. "
            "Do not open it, or let Excel save it anew if you trust its sender."
        )
    ]


def test_a_workbook_that_unpacks_to_more_than_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel_package, "LARGEST_UNPACKED_BYTES", 2 << 20)
    assert _problems(_with_blanks(tmp_path / "a.xlsx", 3), SourceError) == [
        "a.xlsx unpacks to 3 MB; at most 2 MB are read. Keep fewer rows or sheets, or export the table as .csv."
    ]


def test_a_part_that_lies_about_its_size_is_not_unpacked_beyond_it(tmp_path: Path) -> None:
    path = _with_blanks(tmp_path / "a.xlsx", 3)
    told, true = (1000).to_bytes(4, "little"), (3 << 20).to_bytes(4, "little")
    checksums = zlib.crc32(bytes(1000)).to_bytes(4, "little"), zlib.crc32(bytes(3 << 20)).to_bytes(4, "little")
    content = path.read_bytes().replace(true, told)
    path.write_bytes(content.replace(checksums[1], checksums[0]))
    assert len(excel_package.open_package(path).content.getbuffer()) < 1 << 20


def _with_cell_at(path: Path, cell: str) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Accounts")
        sheet.write("A1", "Account ID")
        sheet.write(cell, " ")
    return path


def test_a_stray_cell_far_away_is_named(tmp_path: Path) -> None:
    assert _problems(_with_cell_at(tmp_path / "a.xlsx", "XFD1048576"), SourceError) == [
        (
            "a.xlsx, sheet Accounts: the cells reach to XFD1048576; at most 60,000,000 cells from A1 are read. "
            "Delete the stray cells far right or far down (Ctrl+End goes to the last one), or export the table as .csv."
        )
    ]


@pytest.mark.parametrize(
    ("usual", "hostile", "reach"),
    [
        (b'<c r="B2"', b"<c r='XFD2'", "XFD9000"),
        (b'<c r="B2"', b'<c s="0" r = "ZZZ9"', "ZZZ9000"),
        (b'<c r="B2" t="s"><v>1</v></c>', b"<c><v>1</v></c>" * 20_000, "ACOF9000"),
        (b'<row r="2"', b'<row r="99999999"><c/></row><row r="2"', "B99999999"),
        (b'<c r="B2" t="s"><v>1</v></c></row>', b'<x:c r="ZZZZ2"/></row>', "ZZZZ9000"),
    ],
)
def test_no_way_of_writing_a_cell_hides_how_far_it_reaches(
    tmp_path: Path, usual: bytes, hostile: bytes, reach: str
) -> None:
    path = _with_cell_at(tmp_path / "a.xlsx", "B2")
    repack(path, "xl/worksheets/sheet1.xml", {b"</sheetData>": b'<row r="9000"/></sheetData>', usual: hostile})
    (problem,) = _problems(path, SourceError)
    assert f"the cells reach to {reach};" in problem


def test_a_workbook_that_boasts_of_its_texts_costs_no_memory(tmp_path: Path) -> None:
    path = save_workbook(tmp_path / "a.xlsx", {"Accounts": ACCOUNTS})
    repack(path, "xl/sharedStrings.xml", {b'uniqueCount="6"': b'uniqueCount="99999999999"'})
    assert read_book(path).accounts.frame["Account"].tolist() == ["Alder", "Birch"]


def test_a_wide_sheet_is_no_bomb(tmp_path: Path) -> None:
    path = _with_cell_at(tmp_path / "a.xlsx", "XFD3")
    assert _problems(path, TableError) == [
        "a.xlsx, sheet Accounts holds no account: nothing stands below the headers. Fill in at least one row."
    ]


# --- sheets and headers ----------------------------------------------------------------------------------------------


def test_a_wrong_sheet_lists_the_sheets(tmp_path: Path) -> None:
    path = save_workbook(tmp_path / "a.xlsx", {"Start": [["Hi"]], "Accounts": ACCOUNTS})
    assert _problems(path, SourceError, sheet="Acounts") == [
        "a.xlsx: no sheet “Acounts”; its sheets are Start and Accounts. Did you mean “Accounts”?"
    ]
    assert _problems(path, SourceError, sheet="2024") == [
        "a.xlsx: no sheet “2024”; its sheets are Start and Accounts. Name one of them."
    ]


def test_no_sheet_with_accounts_says_what_each_sheet_has(tmp_path: Path) -> None:
    sheets = {"Cover": [["Hello"]], "CRM": [["Acct ID", "Account", "Country"], ["A1", "Alder", "DE"]]}
    assert _problems(save_workbook(tmp_path / "a.xlsx", sheets), SourceError) == [
        (
            "a.xlsx: no sheet holds accounts: none of Cover and CRM is named Accounts or has the header Account ID. "
            "Name the sheet of the accounts Accounts."
        ),
        (
            "a.xlsx, sheet Cover: no header row: none of the first 20 rows holds the header Account ID. "
            "Put the headers into one row above the data, Account ID among them."
        ),
        (
            "a.xlsx, sheet CRM, row 1: no column Account ID; the headers are Acct ID, Account and Country. "
            "Nearest to it is “Acct ID” in row 1, column A. Add the column, or rename the one that holds it."
        ),
    ]


@pytest.mark.parametrize("read", [read_book, read_table])
def test_a_workbook_with_charts_alone(tmp_path: Path, read: Callable[[Path], object]) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "={1,2}"})
        book.add_chartsheet("Chart").set_chart(chart)
    with pytest.raises(SourceError) as caught:
        read(path)
    assert str(caught.value) == ("a.xlsx holds no worksheet; a sheet of accounts is needed. Choose another workbook.")


def test_no_header_row(tmp_path: Path) -> None:
    path = _saved(tmp_path / "crm.csv", b"A1;Alder\nA2;Birch\n")
    assert _problems(path, TableError) == [
        (
            "crm.csv: no header row: none of the first 20 rows holds the header Account ID. "
            "Put the headers into one row above the data, Account ID among them."
        )
    ]


def test_no_header_row_in_the_sheet_that_must_hold_the_accounts(tmp_path: Path) -> None:
    path = save_workbook(tmp_path / "a.xlsx", {"Accounts": [["A1", "Alder"]], "Other": ACCOUNTS})
    for sheet in (None, "Accounts"):
        assert _problems(path, TableError, sheet) == [
            (
                "a.xlsx, sheet Accounts: no header row: none of the first 20 rows holds the header Account ID. "
                "Put the headers into one row above the data, Account ID among them."
            )
        ]


def test_a_header_row_without_account_id_names_the_nearest_header(tmp_path: Path) -> None:
    path = _saved(tmp_path / "crm.csv", b"Export of May\n\nName,Acount-Id,Country\nAlder,A1,DE\n")
    assert _problems(path, TableError) == [
        (
            "crm.csv, row 3: no column Account ID; the headers are Name, Acount-Id and Country. "
            "Nearest to it is “Acount-Id” in row 3, column B. Add the column, or rename the one that holds it."
        )
    ]


def test_every_doubled_header_is_named_by_its_letters_together_with_broken_rows(tmp_path: Path) -> None:
    path = _saved(
        tmp_path / "crm.csv",
        b"Account ID,Region,Revenue 12m,region_,revenue_12m,Region,c\nA1,x,1,,,,\nA2,x,1,,,,,y\nA3,Nord, West,1,,,,,\n"
        b"A4,,,,,,,,z\n",
    )
    assert _problems(path, TableError) == [
        (
            "crm.csv: 2 columns stand for Region: B (“Region”) and F (“Region”); one is allowed. "
            "Rename or remove the others."
        ),
        (
            "crm.csv: 2 columns stand for Revenue 12m: C (“Revenue 12m”) and E (“revenue_12m”); one is allowed. "
            "Rename or remove the others."
        ),
        (
            "crm.csv, rows 3 and 5: more cells than the 7 headers. "
            "A text that contains “,” must stand in quotes: correct the rows, or export as .xlsx."
        ),
    ]


def test_many_broken_rows_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"A{i},Müller, Söhne\n" for i in range(20))
    path = _saved(tmp_path / "crm.csv", f"Account ID,Account\n{rows}".encode())
    assert _problems(path, TableError) == [
        (
            "crm.csv, rows 2, 3, 4, 5, 6, 7, 8, 9 and 12 more: more cells than the 2 headers. "
            "A text that contains “,” must stand in quotes: correct the rows, or export as .xlsx."
        )
    ]


@pytest.mark.parametrize("rows_after", [0, 1, 20_000])
def test_a_quote_that_nothing_closes_is_told_together_with_the_other_problems(tmp_path: Path, rows_after: int) -> None:
    content = b'The "title"\nAccount ID,Account\nA1,"two\nlines"\nA2,a,b\nA3,"Birch\n' + b"A4,Cedar\n" * rows_after
    assert _problems(_saved(tmp_path / "crm.csv", content), TableError) == [
        (
            "crm.csv, row 4: more cells than the 2 headers. "
            "A text that contains “,” must stand in quotes: correct the rows, or export as .xlsx."
        ),
        'crm.csv, row 5: a quote (") opens a text and nothing closes it. Close or remove it, or export as .xlsx.',
    ]


def test_all_problems_of_a_workbook_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Accounts").write_row("B2", ["Account ID", "Account", "account"])
        book.add_worksheet("Team").write_row("A1", ["Account Manager", "Email", "E-Mail"])
        book.add_worksheet("Model").add_table(
            "A1:B2", {"name": "Gates", "columns": [{"header": "ID"}, {"header": "?"}]}
        )
    problems = _problems(path, TableError)
    assert problems[:2] == [
        (
            "a.xlsx, sheet Accounts: 2 columns stand for Account: C (“Account”) and D (“account”); one is allowed. "
            "Rename or remove the others."
        ),
        (
            "a.xlsx, sheet Team: 2 columns stand for Email: B (“Email”) and C (“E-Mail”); one is allowed. "
            "Rename or remove the others."
        ),
    ]
    assert len(problems) > 2


def test_a_model_sheet_as_the_only_problem_is_a_model_error(tmp_path: Path) -> None:
    path = save_workbook(
        tmp_path / "a.xlsx",
        {"Accounts": ACCOUNTS, "Model": [["ID", "Label"], ["g", "G"]]},
        tables={"Gates": "Model!A1:B2"},
    )
    assert all("a.xlsx, sheet Model" in problem for problem in _problems(path, ModelError))


# --- nothing inside --------------------------------------------------------------------------------------------------


def test_an_empty_csv(tmp_path: Path) -> None:
    assert _problems(_saved(tmp_path / "crm.csv", b""), SourceError) == [
        "crm.csv is empty (0 bytes); a table with a header row is needed. Export it again."
    ]


@pytest.mark.parametrize("content", [b"\n\n", b"\xef\xbb\xbf", b",,\n,,\n"])
def test_a_csv_of_blank_rows(tmp_path: Path, content: bytes) -> None:
    assert _problems(_saved(tmp_path / "crm.csv", content), TableError) == [
        "crm.csv holds only blank rows; a table with a header row is needed. Export it again."
    ]


def test_a_table_of_unknown_columns_that_begins_too_late(tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        read_table(_saved(tmp_path / "orders.csv", b"\n" * 20 + b"order\n1\n"))
    assert str(caught.value) == (
        "orders.csv: the first 20 rows are blank, and the headers must be among them. Delete blank rows."
    )


def test_a_blank_sheet_of_unknown_columns(tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        read_table(save_workbook(tmp_path / "a.xlsx", {"Orders": []}))
    assert str(caught.value) == (
        "a.xlsx, sheet Orders is blank; a table with a header row is needed. Choose another sheet."
    )


@pytest.mark.parametrize("name", ["crm.csv", "crm.xlsx"])
def test_a_table_without_accounts(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if path.suffix == ".csv":
        _saved(path, b"Account ID,Account\n,\n")
    else:
        save_workbook(path, {"Accounts": [["Account ID", "Account"], [" "]]})
    source = "crm.csv" if path.suffix == ".csv" else "crm.xlsx, sheet Accounts"
    assert _problems(path, TableError) == [
        f"{source} holds no account: nothing stands below the headers. Fill in at least one row."
    ]


# --- no text ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"PK\x03\x04\x00\x00", "Account ID\n".encode("utf-16-le")])
def test_a_csv_that_is_no_text(tmp_path: Path, content: bytes) -> None:
    assert _problems(_saved(tmp_path / "crm.csv", content), SourceError) == [
        (
            "crm.csv is no text file: it holds NUL characters; csv in UTF-8, UTF-16 with mark or Windows-1252 is read. "
            "Export it again as csv, or give it the ending of what it is, such as .xlsx."
        )
    ]


@pytest.mark.parametrize("content", [b"Account ID\n\x81\n", b"\xff\xfeA"])
def test_a_csv_in_an_unknown_encoding(tmp_path: Path, content: bytes) -> None:
    assert _problems(_saved(tmp_path / "crm.csv", content), SourceError) == [
        (
            "crm.csv is in an unknown encoding; UTF-8, UTF-16 with mark and Windows-1252 are read. "
            "Save it as “CSV UTF-8”."
        )
    ]
