"""Books in which every cell holds a token of its own, so that whatever leaves them can be searched.

Texts, numbers and days are tokens, numbers with a range too; a cell with few choices, or TRUE and FALSE, cannot be one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from kam_xl.accounts.schema import FIELDS, Field, Kind
from kam_xl.accounts.tables import DETAIL_TABLES, HISTORY, TEAM, TableSpec
from kam_xl.portfolio.book import ScoredBook
from kam_xl.portfolio.recipients import Recipient
from tests.sharing.books import scored_book
from tests.workbook.packages import serial_of

OURS, THEIRS, BOTH = "ours", "theirs", "both"
MARA = Recipient("Mara Voss", "mara@example.com")

_FIRST_DAY, _DAYS = date(1970, 1, 1), 20_000
_EMU_STEP = 25
"""Drawings measure in steps of so many units: a day whose number is one of them would be found there."""


_FIXED = frozenset({"account_id", "parent_account_id", "account_manager", "manager", "manager_email"})


@dataclass
class PlantedBook:
    """A book and what was planted in it, by whose it is.

    Attributes:
        book: The book; our accounts are Mara's.
        tokens: The tokens of each side; those of account managers who serve both sides are both's.
        hidden: Those of theirs that no copy ever holds: settings of the person who shares.
    """

    book: ScoredBook
    tokens: dict[str, set[str]]
    hidden: set[str]


@dataclass
class _Planter:
    random: Random
    gaps: float
    tokens: dict[str, set[str]] = field(default_factory=lambda: {OURS: set(), THEIRS: set(), BOTH: set()})

    def text(self, side: str) -> str:
        token = f"zq{self.random.randrange(10**9, 10**10)}"
        self.tokens[side].add(token)
        return f"{token} <&> ä"

    def number(self, side: str) -> float:
        # So far apart that neither sums nor means of two are a third.
        number = self.random.randrange(10**8, 10**9)
        self.tokens[side].add(str(number))
        return float(number)

    def within(self, low: float, high: float, side: str) -> float:
        """Give a number in a range, which its digits behind the point tell from all others."""
        digits = self.random.randrange(10**7, 10**8) * 10 + self.random.randrange(1, 10)
        number = round(low + int((high - low) * self.random.random()) + digits / 10**9, 9)
        self.tokens[side].add(f"{number:.9f}".split(".")[1])
        return number

    def day(self, side: str) -> date:
        """Give a day that no other cell holds, as a workbook keeps and reads it."""
        day = _FIRST_DAY + timedelta(days=self.random.randrange(_DAYS))
        if serial_of(day) % _EMU_STEP == 0 or day.isoformat() in set().union(*self.tokens.values()):
            return self.day(side)
        self.tokens[side].add(day.isoformat())
        return day

    def cells(self, fields: Sequence[Field], side: str) -> dict[str, Any]:
        return {each.name: self.cell(each, side) for each in fields if each.name not in _FIXED}

    def cell(self, of: Field, side: str) -> object:
        if self.random.random() < self.gaps:
            return None
        if of.kind is Kind.NUMBER and of.high is not None:
            return self.within(of.low or 0, of.high, side)
        if of.kind is Kind.NUMBER:
            return self.number(side)
        if of.kind is Kind.DATE:
            return self.day(side)
        return self.text(side) if of.kind is Kind.TEXT and not of.choices else None

    def account(self, account_id: str, side: str, manager: str, owner: str) -> dict[str, Any]:
        self.tokens[side].add(account_id)
        address = MARA.email if side == OURS else self.text(side)
        named = {"account_id": account_id, "manager": manager, "manager_email": address, "account_manager": owner}
        return {**self.cells(FIELDS, side), **named, "status": "Partner", "Region Code": self.text(side)}

    def row(self, spec: TableSpec, side: str, **fixed: object) -> dict[str, Any]:
        return {
            **self.cells([each for each in spec.fields if each.name not in fixed], side),
            "More": self.text(side),
        } | fixed


def planted_book(sides: Sequence[str], *, shared_owner: bool, seed: int = 1, gaps: float = 0.0) -> PlantedBook:
    """Plant tokens in every cell of our and their accounts, their details, snapshots and team.

    Args:
        sides: Whose each account is.
        shared_owner: Whether one account manager serves both sides.
        seed: Decides on the tokens, and on which cells stay blank.
        gaps: Which share of the cells stays blank.
    """
    planter = _Planter(Random(seed), gaps)  # noqa: S311 - tokens that differ, no secrets
    managers = {OURS: MARA.name, THEIRS: planter.text(THEIRS)}
    both = planter.text(BOTH)
    owners = {side: both if shared_owner else planter.text(side) for side in managers}
    rows = [planter.account(f"zid{i}{side}", side, managers[side], owners[side]) for i, side in enumerate(sides)]
    for row, other in zip(rows, reversed(rows), strict=True):
        row["parent_account_id"] = other["account_id"]
    tables = {spec.name: _details(planter, spec, rows, sides) for spec in (*DETAIL_TABLES, HISTORY)}
    tables[TEAM.name] = [
        planter.row(
            TEAM, BOTH if shared_owner else side, account_manager=owners[side], **_manager(planter, managers, side)
        )
        for side in ([THEIRS] if shared_owner else managers)
    ]
    settings = {
        name: planter.text(THEIRS) for name in ("mail_from", "output_folder", "template_folder", "served_countries")
    }
    hidden = {text.split(" ", maxsplit=1)[0] for text in settings.values()}
    return PlantedBook(scored_book(rows, tables=tables, settings=settings), planter.tokens, hidden)


def _details(
    planter: _Planter, spec: TableSpec, rows: Sequence[dict[str, Any]], sides: Sequence[str]
) -> list[dict[str, Any]]:
    fixed = {"as_of": date(2025, 12, 31), "tier": "Key"} if spec is HISTORY else {}
    return [
        planter.row(spec, side, account_id=row["account_id"], **fixed) for row, side in zip(rows, sides, strict=True)
    ]


def _manager(planter: _Planter, managers: dict[str, str], side: str) -> dict[str, object]:
    address = MARA.email if side == OURS else planter.text(THEIRS)
    return {"manager": managers[side], "manager_email": address}
