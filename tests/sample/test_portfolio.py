"""The fictional portfolio that ships: it is what its script writes, hangs together, and has the gaps of a real book."""

import runpy
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kam_xl.accounts.book import RawBook
from kam_xl.accounts.rows import Row
from kam_xl.accounts.tables import DETAIL_TABLES, SETTINGS, TABLES
from kam_xl.jobs.demo import score_sample
from kam_xl.jobs.gather import Gathered, Request, understand
from kam_xl.jobs.sample import as_last_quarter, read_sample
from kam_xl.portfolio.findings import findings
from kam_xl.scoring.assessment import Assessment, assess
from kam_xl.scoring.calibration import calibrate

if TYPE_CHECKING:
    from kam_xl.accounts.issues import Issue

AS_OF = date(2026, 6, 30)
SCRIPT = Path(__file__).parents[2] / "sample" / "make_portfolio.py"


@pytest.fixture(scope="module")
def book() -> RawBook:
    return read_sample()[0]


@pytest.fixture(scope="module")
def gathered(book: RawBook) -> Gathered:
    return understand(book, Request(source=SCRIPT.with_name("accounts.csv"), today=date(2030, 1, 1)))


@pytest.fixture(scope="module")
def verdict(gathered: Gathered) -> Assessment:
    return assess(gathered.chosen.model, gathered.accounts, gathered.basis.as_of, {})


@pytest.fixture(scope="module")
def accounts(gathered: Gathered) -> dict[str, Row]:
    rows = [gathered.accounts.row(position) for position in range(len(gathered.accounts))]
    return {str(row["account_id"]): row for row in rows}


def all_texts(tables: Mapping[str, tuple[Row, ...]], *columns: tuple[str, str]) -> list[str]:
    return [str(row[name]) for sheet, name in columns for row in tables[sheet] if row[name] is not None]


def test_the_files_are_what_the_script_writes(tmp_path: Path) -> None:
    runpy.run_path(str(SCRIPT))["write_portfolio"](tmp_path)
    written = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert written == {path.name: path.read_text(encoding="utf-8") for path in SCRIPT.parent.glob("*.csv")}


def test_every_sheet_that_people_fill_in_is_there_with_all_its_columns(book: RawBook) -> None:
    assert set(book.tables) == {"Team", *(spec.name for spec in DETAIL_TABLES)}
    for name, table in book.tables.items():
        assert list(table.frame.columns) == [field.header for field in TABLES[name].fields]
    assert set(book.settings) == {field.name for field in SETTINGS}


def test_the_portfolio_has_the_size_of_a_real_team(accounts: dict[str, Row], gathered: Gathered) -> None:
    team = gathered.tables["Team"]
    assert (len(accounts), len(team), len({row["manager"] for row in team})) == (120, 8, 3)
    assert gathered.basis.as_of == AS_OF


def test_ten_accounts_are_key_and_twelve_major(verdict: Assessment) -> None:
    assert Counter(verdict.tiers) == {"Key": 10, "Major": 12, "Standard": 84, "Unscored": 14}
    assert Counter(verdict.computed)["Key"] == 9


def test_two_key_accounts_are_too_small_for_any_list_by_revenue(verdict: Assessment) -> None:
    ids = verdict.accounts.texts("account_id")
    small = [ids[i] for i, tier in enumerate(verdict.tiers) if tier == "Key" and not verdict.in_head[i]]
    assert small == ["A-1008", "A-1009"]


def test_the_calibrated_model_finds_the_same_key_accounts(gathered: Gathered, verdict: Assessment) -> None:
    model = calibrate(gathered.chosen.model, gathered.accounts.columns).model
    again = assess(model, gathered.accounts, AS_OF, {})
    assert list(again.computed) == list(verdict.computed)


def test_the_gaps_are_those_that_a_team_leaves(gathered: Gathered, verdict: Assessment) -> None:
    assert findings(verdict, gathered.tables["Team"]) == [
        (
            "3 accounts have no manager and reach nobody: A-1029, A-1045, A-1065. Name the manager on Accounts, or the "
            "account manager's manager on Team."
        ),
        "1 manager has no address: Siobhán Keane. Add Manager Email on Team; until then the draft has no recipient.",
        (
            "Jonas Feldhaus has 4 key accounts and capacity for 3. Move some to a colleague, or raise the capacity on "
            "Team."
        ),
    ]


def test_one_cell_cannot_be_understood_and_one_override_has_expired(gathered: Gathered, verdict: Assessment) -> None:
    issues: list[Issue] = [*gathered.issues, *gathered.accounts.issues, *verdict.issues]
    assert [(issue.kind, issue.place.column, issue.found) for issue in issues] == [
        ("unreadable number", "Expected Growth 12m", "“approx. 40k”")
    ]
    reasons = dict(zip(verdict.accounts.texts("account_id"), map(verdict.reason, range(120)), strict=True))
    assert reasons["A-1010"].startswith("Key by override of Katrin Osterkamp until 2026-12-31")
    assert verdict.tiers[verdict.accounts.texts("account_id").index("A-1014")] == "Major"


def test_a_good_account_in_a_country_not_served_is_not_key(accounts: dict[str, Row], verdict: Assessment) -> None:
    position = verdict.accounts.texts("account").index("Anadolu P\N{LATIN SMALL LETTER DOTLESS I}nar İçecek A.Ş.")
    result = verdict.result(position)
    assert (result.tier, (result.score or 0) > 70) == ("Standard", True)
    assert accounts[str(verdict.accounts.texts("account_id")[position])]["region_served"] is False


def test_every_row_belongs_to_an_account_and_no_key_stands_twice(accounts: dict[str, Row], gathered: Gathered) -> None:
    for spec in DETAIL_TABLES:
        keys = [tuple(row[field.name] for field in spec.keys) for row in gathered.tables[spec.name]]
        assert [key for key, uses in Counter(keys).items() if uses > 1 or None in key] == []
        assert {key[0] for key in keys} <= set(accounts)
    parents = {row["parent_account_id"] for row in accounts.values()} - {None}
    assert parents <= set(accounts)
    assert len(parents) == 5


def test_actions_serve_objectives_that_exist(gathered: Gathered) -> None:
    known = {(row["account_id"], row["objective_id"]) for row in gathered.tables["Objectives"]}
    named = {(row["account_id"], row["objective_id"]) for row in gathered.tables["Actions"] if row["objective_id"]}
    assert named <= known


def test_products_owned_add_up_to_the_revenue_of_their_account(accounts: dict[str, Row], gathered: Gathered) -> None:
    sums: Counter[str] = Counter()
    for row in gathered.tables["Products"]:
        sums[str(row["account_id"])] += int(float(row["revenue_12m"] or 0))  # type: ignore[arg-type]
    bought = {key: int(float(row["revenue_12m"])) for key, row in accounts.items() if row["revenue_12m"]}  # type: ignore[arg-type]
    assert {key: value for key, value in sums.items() if value} == bought


def test_days_follow_each_other(accounts: dict[str, Row], gathered: Gathered) -> None:
    for row in accounts.values():
        days = [day for day in (row["customer_since"], row["last_order"], AS_OF) if isinstance(day, date)]
        assert days == sorted(days), row["account"]
    done = [row["done"] for row in gathered.tables["Actions"] if isinstance(row["done"], date)]
    assert max(done) <= AS_OF


def test_some_actions_are_overdue_and_some_are_done(gathered: Gathered) -> None:
    actions = gathered.tables["Actions"]
    open_days = [row["due"] for row in actions if row["done"] is None and isinstance(row["due"], date)]
    overdue = sum(day < AS_OF for day in open_days)
    assert (overdue >= 15, len(open_days) - overdue >= 30, len(actions) - len(open_days) >= 10) == (True, True, True)


def test_nobody_writes_the_same_sentence_twice(gathered: Gathered) -> None:
    texts = all_texts(
        gathered.tables,
        ("Objectives", "objective"),
        ("Actions", "action"),
        ("Needs", "need"),
        ("Needs", "our_answer"),
        ("Risks", "risk"),
        ("Notes", "text"),
    )
    assert len(texts) > 300
    assert [text for text, uses in Counter(texts).items() if uses > 1] == []


def test_every_address_is_on_a_domain_reserved_for_examples(gathered: Gathered) -> None:
    addresses = all_texts(gathered.tables, ("Team", "email"), ("Team", "manager_email"), ("Stakeholders", "email"))
    assert len(addresses) > 90
    assert [address for address in addresses if not address.endswith(".example.com")] == []
    assert [address for address in addresses if not address.isascii()] == []


def test_the_quarter_before_tells_a_few_accounts_otherwise(book: RawBook) -> None:
    before, now = as_last_quarter(book).accounts.frame, book.accounts.frame
    changed = [
        (now["Account ID"][row], header, before[header][row], now[header][row])
        for header in now.columns
        for row in range(len(now))
        if before[header][row] != now[header][row]
    ]

    assert {account_id for account_id, *_ in changed} == {
        "A-1007", "A-1009", "A-1012", "A-1013", "A-1014", "A-1015", "A-1022", "A-1060", "A-1109",
    }  # fmt: skip
    assert ("A-1012", "Region Served", "TRUE", "FALSE") in changed
    assert list(before.columns) == list(now.columns)


def test_since_the_quarter_before_accounts_became_key_and_ceased_to_be() -> None:
    movements = score_sample(date(2030, 1, 1)).movements

    assert movements is not None
    assert movements.since == date(2026, 3, 31)
    assert [
        (mover.account.account_id, mover.tier_before, mover.account.result.tier)
        for mover in movements.moved
        if mover.tier_moved
    ] == [("A-1007", "Major", "Key"), ("A-1012", "Key", "Major"), ("A-1014", "Key", "Major")]
    assert len(movements.moved) == 9
