import quopri
import re
import zipfile
from base64 import b64encode, encodebytes, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from kam_xl.errors import TargetError
from kam_xl.portfolio.book import ScoredBook
from kam_xl.portfolio.part import parts
from kam_xl.portfolio.recipients import Recipient
from kam_xl.scoring.model import model_hash
from kam_xl.workbook.layout import FIRST_ROW, HEADER_ROW
from kam_xl.workbook.manager_copy import manager_copy, write_manager_copy
from tests.sharing.books import STRONG, account, scored_book
from tests.sharing.planted import MARA, OURS, THEIRS, planted_book
from tests.workbook.libreoffice import values
from tests.workbook.packages import found_in

pytestmark = pytest.mark.filterwarnings("ignore:.*is not supported and will be removed")


def copy_of(book: ScoredBook, folder: Path, recipient: Recipient = MARA) -> Path:
    target = folder / "copy.xlsx"
    write_manager_copy(target, parts(book)[recipient], recipient)
    return target


def own(account_id: str, **cells: object) -> dict[str, object]:
    return account(account_id, manager_email=MARA.email, **cells)


# --- nothing of anybody else -----------------------------------------------------------------------------------------


PORTFOLIOS = 1_000 if settings.get_current_profile_name() == "soak" else 8


@settings(max_examples=PORTFOLIOS)
@given(
    sides=st.lists(st.sampled_from([OURS, THEIRS]), max_size=5).map(lambda sides: [*sides, OURS]),
    shared_owner=st.booleans(),
    seed=st.integers(0, 2**32),
    gaps=st.sampled_from([0.0, 0.0, 0.3]),
)
def test_a_copy_holds_everything_of_its_manager_and_nothing_of_anybody_else(
    sides: list[str], seed: int, gaps: float, *, shared_owner: bool
) -> None:
    planted = planted_book(sides, shared_owner=shared_owner, seed=seed, gaps=gaps)
    ours, theirs = planted.tokens[OURS], planted.tokens[THEIRS]
    part = parts(planted.book)[MARA]
    whole = replace(planted.book, settings=part.settings)
    # What a search cannot find where it stands, it cannot miss where it must not stand.
    assert found_in(manager_copy(whole, MARA), ours | theirs) == (ours | theirs) - planted.hidden
    assert found_in(manager_copy(part, MARA), ours | theirs) == ours


SAID = "xyzq1234567890xyz"
"""What is written in every encoding below; what is looked for stands in it from its third sign to its fourth last."""


def wide(order: str, before: bytes = b"") -> bytes:
    return before + SAID.encode(order)


def packed(content: bytes, comment: bytes = b"") -> bytes:
    package = BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("part.bin", content)
        archive.comment = comment
    return package.getvalue()


@pytest.mark.parametrize(
    "hidden",
    [
        SAID.encode(),
        SAID.upper().encode(),
        b"\xff\xe4" + SAID.encode() + b"\xe4",
        SAID.replace("zq1", "zq&#49;").encode(),
        SAID.replace("zq1", "z&#x71;1").encode(),
        *(wide(order, before) for order in ("utf-16-le", "utf-16-be", "utf-16") for before in (b"", b"\x01", b"ab")),
        *(b64encode(b"-" * before + SAID.encode()) for before in range(3)),
        *(b"x" * before + b64encode(SAID.encode()) for before in range(4)),
        *(b64encode(wide(order, b"\x01" * before)) for order in ("utf-16-le", "utf-16-be") for before in range(3)),
        encodebytes(b"-" * 50 + SAID.encode()),
        urlsafe_b64encode(b"\xfb\xff" + SAID.encode()),
        b64encode(b64encode(SAID.encode())),
        quopri.encodestring(b"\xe4" * 22 + SAID.encode(), quotetabs=True),
        SAID.replace("q", "=71").encode(),
        packed(SAID.encode()),
        packed(packed(wide("utf-16-le"))),
        *(
            b"Content-Transfer-Encoding: base64\r\n\r\n" + encodebytes(packed(b"-" * 99 + SAID.encode(), b"c" * length))
            for length in range(3)
        ),
    ],
)
def test_the_search_finds_what_is_said_in_any_encoding(hidden: bytes) -> None:
    assert found_in(hidden, {"zq1234567890", "absent"}) == {"zq1234567890"}


def test_the_search_finds_days_as_a_workbook_keeps_them_and_no_other_number() -> None:
    days = {"1997-05-18", "2026-03-31", "2001-01-01"}
    assert found_in(b"<v>35568</v> 46112.5 146112 f46112c 2001-01-01", days) == {"1997-05-18", "2001-01-01"}


def test_the_search_finds_names_of_parts(tmp_path: Path) -> None:
    target = tmp_path / "hidden.zip"
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("zqpart.xml", b"")
        package.comment = b"zqcomment"
    assert found_in(target.read_bytes(), {"zqpart", "zqcomment", "absent"}) == {"zqpart", "zqcomment"}


# --- the file --------------------------------------------------------------------------------------------------------


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_file_is_macro_free_links_to_nothing_and_recalculates_nothing_by_force(tmp_path: Path) -> None:
    parts = parts_of(copy_of(scored_book([own("A1", **STRONG)]), tmp_path))
    assert [name for name in parts if re.search("vba|macro|external|connection|embed", name, re.IGNORECASE)] == []
    assert b"macroEnabled" not in parts["[Content_Types].xml"]
    assert [name for name, part in parts.items() if b'TargetMode="External"' in part] == []
    assert b"fullCalcOnLoad" not in parts["xl/workbook.xml"]


def test_properties_name_nobody(tmp_path: Path) -> None:
    core = parts_of(copy_of(scored_book([own("A1")]), tmp_path))["docProps/core.xml"].decode()
    said = {text for text in re.findall(r">([^<>]+)<", core) if text.strip()}
    assert said == {"2026-03-31T00:00:00Z"}


def test_the_same_part_gives_the_same_bytes_whatever_else_is_in_the_book(tmp_path: Path) -> None:
    rows = [own("A1", **STRONG), own("A2")]
    other = account("B1", manager="Noah Kim", status="New")
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    write_manager_copy(one, parts(scored_book(rows))[MARA], MARA)
    write_manager_copy(two, parts(scored_book([*rows, other]))[MARA], MARA)
    assert one.read_bytes() == two.read_bytes()


def test_the_schema_of_the_package_holds(tmp_path: Path) -> None:
    from openxml_audit import OpenXmlValidator

    rows = [own("A1", **STRONG, revenue_prior_12m=5.0), own("A2", **{"Own <Column>": "=1+1"}), own("A3")]
    result = OpenXmlValidator().validate(str(copy_of(scored_book(rows), tmp_path)))
    assert [str(error) for error in result.errors] == []


def test_a_copy_that_cannot_be_written_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "copy.xlsx").mkdir()
    with pytest.raises(TargetError, match="is a folder"):
        copy_of(scored_book([own("A1")]), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["copy.xlsx"]


# --- the sheets ------------------------------------------------------------------------------------------------------


def test_the_sheets_are_in_the_order_in_which_a_manager_needs_them(tmp_path: Path) -> None:
    tables = {"Team": [{"account_manager": "Ines"}], "History": [{"account_id": "A1"}]}
    opened = openpyxl.load_workbook(copy_of(scored_book([own("A1", account_manager="Ines")], tables=tables), tmp_path))
    assert opened.sheetnames == [
        "My accounts", "Accounts", "Actions", "Objectives", "Stakeholders", "Needs", "Products", "Targets", "Risks",
        "Notes", "Team", "History", "Scoring", "Model", "Settings", "As sent",
    ]  # fmt: skip
    assert [sheet.title for sheet in opened if sheet.sheet_state != "visible"] == ["As sent"]
    tables_by_sheet = {sheet.title: set(sheet.tables) for sheet in opened}
    assert tables_by_sheet["Accounts"] == {"Accounts"}
    assert tables_by_sheet["Model"] == {"Model", "Criteria", "Scales", "Gates", "Tiers"}


def test_accounts_stand_by_tier_and_rank_with_id_and_score_in_one_header_row(tmp_path: Path) -> None:
    rows = [own("A1"), own("A2", **{**STRONG, "strategic_fit": 4.0}), own("A3", **STRONG)]
    sheet = values(copy_of(scored_book(rows), tmp_path), "Accounts")
    header = sheet[HEADER_ROW]
    shown = [header.index(name) for name in ("Account ID", "Tier", "Rank", "Score")]
    assert [[row[place] for place in shown] for row in sheet[FIRST_ROW:]] == [
        ["A3", "Key", 1, 94.0],
        ["A2", "Key", 2, 89.0],
        ["A1", "Unscored", None, None],
    ]


def test_days_in_a_column_beyond_the_schema_stay_days(tmp_path: Path) -> None:
    sheet = values(copy_of(scored_book([own("A1", **{"Own Day": date(2026, 3, 30)})]), tmp_path), "Accounts")
    assert str(sheet[FIRST_ROW][sheet[HEADER_ROW].index("Own Day")])[:10] == "2026-03-30"


def test_texts_of_a_crm_are_never_formulas(tmp_path: Path) -> None:
    hostile = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        '=HYPERLINK("http://x")',
        "\t=1",
        "<r><t>x</t></r>",
        "http://example.com",
    ]
    rows = [own(f"A{i}", account=text, industry=text, Own=text) for i, text in enumerate(hostile)]
    actions = [{"account_id": "A0", "action": text, "Own": text} for text in hostile]
    opened = openpyxl.load_workbook(copy_of(scored_book(rows, tables={"Actions": actions}), tmp_path))
    texts = [cell for name in ("Accounts", "Actions") for row in opened[name].iter_rows() for cell in row]
    assert {cell.data_type for cell in texts if cell.value in hostile} == {"s"}
    assert {str(cell.value) for cell in texts} >= set(hostile)
    formulas = [cell.value for cell in texts if cell.data_type == "f"]
    assert {str(formula).split("(")[0] for formula in formulas} == {"=INDEX"}
    assert [cell.hyperlink for cell in texts if cell.hyperlink] == []


def test_settings_are_stamped_and_hold_nothing_of_the_senders_machine(tmp_path: Path) -> None:
    given_settings = {"company": "Nordwind", "output_folder": "C:/Users/boss", "mail_from": "boss@example.com"}
    book = scored_book([own("A1", **STRONG)], settings=given_settings)
    rows = values(copy_of(book, tmp_path), "Settings")[FIRST_ROW:]
    stamped = {row[0]: row[1] for row in rows}
    assert (stamped["Manager"], stamped["Company"]) == ("Mara Voss", "Nordwind")
    assert (stamped["Model"], stamped["Model Hash"]) == ("Small model", model_hash(book.model))
    assert str(stamped["As Of"])[:10] == "2026-03-31"
    assert stamped["Head Cut"] == book.cuts.cut
    assert {"Output Folder", "Mail From"} & stamped.keys() == set()


def test_what_is_not_a_formula_says_so(tmp_path: Path) -> None:
    copy = copy_of(scored_book([own("A1")]), tmp_path)
    assert "stays as it was sent" in str(values(copy, "Model")[1][0])
    bands, headers = (values(copy, "Accounts")[row] for row in (HEADER_ROW - 2, HEADER_ROW))
    as_sent = headers[bands.index("As sent") : bands.index("As sent") + 2]
    assert as_sent == ["Tier as Sent", "Rank"]


def test_the_first_sheet_tells_the_first_minute(tmp_path: Path) -> None:
    rows = [own("A1", **STRONG), own("A2"), account("B1", manager="Noah Kim", **STRONG)]
    overview = values(copy_of(scored_book(rows, tables={"Objectives": []}), tmp_path), "My accounts")
    said = [str(cell) for row in overview for cell in row if cell is not None]
    assert "Accounts of Mara Voss" in said
    assert overview[5][:7:2] == [2, 1, 0, 300_000]
    assert "1 key account without objective: Account A1." in said
    assert "1 account has no score, because too little is known: Account A2." in said


def test_days_in_sentences_are_written_in_the_language_of_the_book(tmp_path: Path) -> None:
    history = [{"as_of": date(2025, 12, 31), "account_id": "A2", "tier": "Key"}]
    given_settings = {"locale": "de_DE"}
    book = scored_book([own("A1", **STRONG), own("A2")], tables={"History": history}, settings=given_settings)
    said = [cell for row in values(copy_of(book, tmp_path), "My accounts") for cell in row]
    assert "As of 31.03.2026  ·  model “Small model”" in said
    assert "Key now and not on 31.12.2025: Account A1." in said


def test_an_account_with_a_tier_and_no_score_is_told_apart(tmp_path: Path) -> None:
    override = {
        "override_tier": "Major",
        "override_reason": "x",
        "override_by": "y",
        "override_until": date(2026, 9, 9),
    }
    book = scored_book([own("A1"), own("A2", **override), own("A3", **STRONG)])
    said = [cell for row in values(copy_of(book, tmp_path), "My accounts") for cell in row]
    assert (
        "2 accounts have no score, because too little is known (1 of them has a tier all the same): "
        "Account A1, Account A2."
    ) in said


def test_what_is_printed_of_the_accounts_is_who_how_good_and_why(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(copy_of(scored_book([own("A1", **STRONG), own("A2")]), tmp_path))["Accounts"]
    headers = [cell.value for cell in sheet[HEADER_ROW + 1]]
    last = get_column_letter(headers.index("Reason") + 1)
    assert sheet.print_area == f"'Accounts'!$A$1:${last}${FIRST_ROW + 2}"
    assert {"Account ID", "Tier", "Score", "Rank"} <= set(headers[: headers.index("Reason")])


def test_what_needs_the_manager_is_said_in_sentences(tmp_path: Path) -> None:
    history = [{"as_of": date(2025, 12, 31), "account_id": "A2", "tier": "Key"}]
    actions = [{"account_id": "A1", "action": f"Call {i}", "due": date(2026, 3, 30 - i)} for i in range(10)]
    rows = [own("A1", **STRONG), own("A2", **{**STRONG, "region_served": False})]
    book = scored_book(rows, tables={"History": history, "Actions": actions})
    overview = values(copy_of(book, tmp_path), "My accounts")
    said = [(row[0], row[1]) for row in overview if row[1] is not None]
    assert said[-11:] == [
        ("New key", "Key now and not on Dec 31, 2025: Account A1."),
        ("Lost key", "Key on Dec 31, 2025 and not now: Account A2."),
        *(("Overdue", f"Account A1: Call {9 - i} (nobody named), {10 - i} days overdue.") for i in range(8)),
        ("Overdue", "… and 2 more actions."),
    ]


def test_a_manager_without_a_worry_is_told_so(tmp_path: Path) -> None:
    overview = values(copy_of(scored_book([own("A1", **STRONG)]), tmp_path), "My accounts")
    assert ("Nothing", "No action is overdue, and everything that counts is known.") in [
        row[:2] for row in map(tuple, overview)
    ]


def test_a_manager_without_accounts_gets_an_empty_copy_that_opens(
    tmp_path: Path, require_host: Callable[[str], Path]
) -> None:
    from tests.workbook.libreoffice import recalculated

    copy = tmp_path / "copy.xlsx"
    write_manager_copy(copy, replace(scored_book([own("A1")]), accounts=()), Recipient("Nobody", None))
    (computed,) = recalculated(require_host("soffice"), [copy], tmp_path / "libreoffice")
    assert values(computed, "Accounts")[HEADER_ROW][0] == "Account ID"


def test_the_rank_among_ones_own_accounts_stands_beside_the_rank_in_the_whole_book(tmp_path: Path) -> None:
    weaker = {**STRONG, "strategic_fit": 4.0}
    rows = [account("B1", manager="Noah Kim", **STRONG), own("A1", **weaker), own("A2", **{**STRONG, "status": "New"})]
    sheet = values(copy_of(scored_book(rows), tmp_path), "Accounts")
    places = [sheet[HEADER_ROW].index(header) for header in ("Account ID", "Rank", "Rank in This Copy")]
    assert [[row[place] for place in places] for row in sheet[FIRST_ROW:]] == [["A1", 2, 1], ["A2", 3, 2]]
