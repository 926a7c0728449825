"""Write the fictional portfolio of Wendelin Filtration: one csv per table, and the settings.

What a team would have written is in `written/`: the key and major accounts in full, and names and short texts for the
rest. The figures of the rest are worked out here, from one seed: the same script always gives the same files.

Run it from the checkout: `python sample/make_portfolio.py [FOLDER]`.
"""
# ruff: noqa: INP001 - a program beside its texts, not a package

import csv
import sys
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from kam_xl.accounts.countries import country_code
from kam_xl.accounts.schema import FIELDS
from kam_xl.accounts.tables import DETAIL_TABLES, SETTINGS, TEAM, TableSpec

T = TypeVar("T")
Row = dict[str, Any]
Tables = dict[str, list[Row]]

SEED = 20260630
AS_OF = date(2026, 6, 30)
WRITTEN = Path(__file__).parent / "written"
SITES = "Sites"
"""A column of the team's own, beyond the schema."""

JUDGEMENTS = ("relationship_health", "culture_fit", "strategic_fit", "brand_reach")
PRODUCTS = ("Cartridge filters", "Bag filters", "Filter presses", "CarePlan service", "Spare parts")


class Dice:
    """Chance that is the same in every version of Python, which promises that only of `random()`."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random  # noqa: S311 - a portfolio, not a secret

    def between(self, low: float, high: float) -> float:
        """Draw a number."""
        return low + (high - low) * self._random()

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number, both ends included."""
        return low + int((high - low + 1) * self._random())

    def happens(self, chance: float) -> bool:
        """Let something happen with a chance of 0–1."""
        return self._random() < chance

    def pick(self, things: Sequence[T]) -> T:
        """Draw one of several things."""
        return things[self.whole(0, len(things) - 1)]

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """Give the things in another order."""
        deck = list(things)
        for last in range(len(deck) - 1, 0, -1):
            other = self.whole(0, last)
            deck[last], deck[other] = deck[other], deck[last]
        return deck

    def day(self, days_ago_at_most: int, days_ago_at_least: int = 0) -> date:
        """Draw a day before the as-of date."""
        return AS_OF - timedelta(days=self.whole(days_ago_at_least, days_ago_at_most))


def make_portfolio() -> Tables:
    """Make every table of the book."""
    dice = Dice(SEED)
    tables: Tables = {spec.name: [] for spec in DETAIL_TABLES}
    accounts = [*_written_accounts(dice, tables), *_smaller_accounts(dice, tables)]
    team = _load("team.toml")
    members = [dict(zip((field.name for field in TEAM.fields), member, strict=True)) for member in team["members"]]
    settings = [{"setting": field.name, "value": team["settings"].get(field.header)} for field in SETTINGS]
    return {"Accounts": accounts, "Team": members, **tables, "Settings": settings}


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((WRITTEN / name).read_text(encoding="utf-8"))


# --- the accounts written in full -------------------------------------------------------------------------------------


def _written_accounts(dice: Dice, tables: Tables) -> Iterator[Row]:
    for path in sorted(WRITTEN.glob("a-*.toml")):
        written = _load(path.name)
        account = written["account"]
        details = {spec.name: _details(spec, account["account_id"], written["rows"]) for spec in DETAIL_TABLES}
        _make_lifelike(dice, account, details["Products"])
        for name, rows in details.items():
            tables[name] += rows
        yield account


def _details(spec: TableSpec, account_id: str, written: Mapping[str, Any]) -> list[Row]:
    names = [field.name for field in spec.fields]
    return [dict(zip(names, (account_id, *cells), strict=True)) for cells in written[spec.name.lower()]]


def _make_lifelike(dice: Dice, account: Row, products: Sequence[Row]) -> None:
    """Turn round figures into such as an order system gives, whose products add up to the account."""
    for product in products:
        if product["revenue_12m"]:
            product["revenue_12m"] = int(product["revenue_12m"] * dice.between(0.994, 1.006))
    account["revenue_12m"] = sum(product["revenue_12m"] or 0 for product in products)
    account["revenue_prior_12m"] = int(account["revenue_prior_12m"] * dice.between(0.994, 1.006))


# --- the smaller accounts ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Smaller:
    """A smaller account before anything is known of it but who it is."""

    account_manager: str
    name: str
    industry: str
    country: str
    parent: str


def _smaller_accounts(dice: Dice, tables: Tables) -> list[Row]:
    written = _load("smaller-accounts.toml")
    known = _from_large_to_small(written["accounts"])
    kinds = _kinds(dice, known)
    bought = _revenues(dice, kinds.count("buying"))
    ids = dice.shuffled([f"A-{1023 + number}" for number in range(len(known))])
    rows = []
    for account_id, account, kind in zip(ids, known, kinds, strict=True):
        revenue = bought.pop(0) if kind == "buying" else 0
        rows.append(_account(dice, account_id, account, kind, revenue))
    rows.sort(key=lambda row: str(row["account_id"]))
    _leave_gaps(rows)
    for row in rows:
        row.update(written["known_better"].get(row["account"], {}))
    _write_details(dice, rows, written, tables)
    return rows


def _from_large_to_small(by_manager: Mapping[str, Sequence[Sequence[str]]]) -> list[Smaller]:
    ranked = [
        (rank, Smaller(manager, *account))
        for manager, accounts in by_manager.items()
        for rank, account in enumerate(accounts)
    ]
    return [account for _, account in sorted(ranked, key=lambda pair: pair[0])]


def _kinds(dice: Dice, accounts: Sequence[Smaller]) -> list[str]:
    """Let a group's companies and the largest buy; among the others are prospects, lapsed ones and riddles."""
    others = ["prospect"] * 14 + ["lapsed"] * 9 + ["untold"] * 3
    first = 16
    rest = dice.shuffled([*others, *["buying"] * (len(accounts) - first - len(others))])
    return ["buying"] * first + rest


def _revenues(dice: Dice, count: int) -> list[int]:
    """Give a revenue curve that falls as real ones do: steeply at first, with a long tail."""
    curve = (222_000 * exp(-0.054 * rank) * dice.between(0.86, 1.14) for rank in range(count))
    return sorted(map(int, curve), reverse=True)


def _account(dice: Dice, account_id: str, account: Smaller, kind: str, revenue: int) -> Row:
    row: Row = {
        "account_id": account_id,
        "account": account.name,
        "parent_account_id": account.parent,
        "industry": account.industry,
        "country": account.country,
        "account_manager": account.account_manager,
        SITES: dice.pick((1, 1, 1, 1, 2, 2, 3, "")),
    }
    history = {"buying": _buying, "lapsed": _lapsed, "prospect": _prospect, "untold": _untold}[kind]
    return row | history(dice, revenue) | _judged(dice, kind)


def _buying(dice: Dice, revenue: int) -> Row:
    months = max(1, min(12, int(dice.between(1, 4) + revenue / 16_000)))
    new = dice.happens(0.09)
    first = dice.day(330, 60) if new else dice.day(6200, 400)
    prior = 0 if new else int(revenue * dice.between(0.72, 1.3))
    return {
        "status": "New" if new else "Active",
        "customer_since": first,
        "revenue_12m": revenue,
        "revenue_prior_12m": prior,
        "expected_growth_12m": int(round(revenue * dice.pick((-0.1, 0, 0, 0.05, 0.1, 0.15, 0.25, 0.4)), -3)),
        "recurring_share": round(dice.between(0.15, 0.8) * (months / 12) ** 0.3, 2),
        "orders_12m": months + dice.whole(0, months),
        "order_months_12m": months,
        "last_order": dice.day(20 + 300 // months),
        "gross_margin": round(dice.between(0.16, 0.42), 2),
    }


def _lapsed(dice: Dice, _: int) -> Row:
    last = dice.day(1100, 380)
    prior = dice.whole(20, 400) * 100 if last > AS_OF - timedelta(days=730) else 0
    return {
        "status": "Lapsed",
        "customer_since": last - timedelta(days=dice.whole(200, 3000)),
        "revenue_12m": 0,
        "revenue_prior_12m": prior,
        "recurring_share": "",
        "orders_12m": 0,
        "order_months_12m": 0,
        "last_order": last,
    }


def _prospect(dice: Dice, _: int) -> Row:
    hoped_for = dice.pick(("", 8000, 15000, 20000, 30000, 60000, 90000))
    return {"status": "Prospect", "revenue_12m": 0, "orders_12m": 0, "expected_growth_12m": hoped_for}


def _untold(dice: Dice, _: int) -> Row:
    """Give an account that buys through a reseller, who does not tell how much."""
    return {"status": "Active", "customer_since": dice.day(2500, 700), "last_order": ""}


def _judged(dice: Dice, kind: str) -> Row:
    """Let judgements hang together: who is well liked is mostly also judged to fit."""
    quality = dice.between(0.05, 0.95)
    judged: Row = {name: round(1 + 4 * (0.6 * quality + 0.4 * dice.between(0, 1))) for name in JUDGEMENTS}
    if kind == "prospect":
        judged["relationship_health"] = ""
    unknown = 0.5 if kind == "untold" else 0.1
    judged = {name: "" if dice.happens(unknown) else rating for name, rating in judged.items()}
    return judged | {"referrals_12m": dice.pick((0, 0, 0, 0, 0, 0, 1, 1, 2, ""))}


def _leave_gaps(rows: Sequence[Row]) -> None:
    """Leave what real books have: owners who left, a text where a number belongs, accounts nobody has judged."""
    buying = [row for row in rows if row.get("revenue_12m")]
    buying[4]["account_manager"] = buying[31]["account_manager"] = ""
    buying[17]["account_manager"] = "Peter Malmström"
    buying[9]["expected_growth_12m"] = "approx. 40k"
    for unjudged in (12, 25, 38):
        buying[unjudged].update(dict.fromkeys((*JUDGEMENTS, "gross_margin", "expected_growth_12m"), ""))


# --- what stands beside the smaller accounts --------------------------------------------------------------------------


def _write_details(dice: Dice, rows: Sequence[Row], written: Mapping[str, Any], tables: Tables) -> None:
    buying = [row for row in rows if row.get("revenue_12m")]
    for row in buying:
        tables["Products"] += _products(dice, row)
        if dice.happens(0.65):
            tables["Stakeholders"] += _stakeholders(dice, row, written)
        if dice.happens(0.45):
            tables["Targets"].append(_target(dice, row))
    _deal_texts(dice, buying, written["texts"], tables)


def _deal_texts(dice: Dice, buying: Sequence[Row], texts: Mapping[str, Sequence[str]], tables: Tables) -> None:
    """Give each text to one account."""
    for row, text in zip(dice.shuffled(buying), texts["objectives"], strict=False):
        tables["Objectives"].append(_objective(dice, row, text))
    for row, text in zip(dice.shuffled(buying), texts["actions"], strict=False):
        tables["Actions"].append(_action(dice, row, text))
    for row, text in zip(dice.shuffled(buying), texts["needs"], strict=False):
        need = {"account_id": row["account_id"], "need": text, "their_priority": dice.whole(1, 3)}
        tables["Needs"].append(need | {"since": dice.day(900, 10) if dice.happens(0.7) else ""})
    for row, text in zip(dice.shuffled(buying), texts["risks"], strict=False):
        judged = {"likelihood": dice.whole(1, 4), "impact": dice.whole(1, 4), "owner": row["account_manager"]}
        tables["Risks"].append({"account_id": row["account_id"], "risk": text, **judged})
    for section, kind in (("Review", "reviews"), ("Competitors", "competitors")):
        for row, text in zip(dice.shuffled(buying), texts[kind], strict=False):
            tables["Notes"].append(_note(dice, row, section, text))


def _products(dice: Dice, row: Row) -> Iterator[Row]:
    """Split an account's revenue among what it owns; what it could own besides is a gap, or a competitor's."""
    owned = dice.shuffled(PRODUCTS)[: dice.whole(1, 4)]
    weights = [dice.between(1, 5) for _ in owned]
    left = int(row["revenue_12m"])
    for position, product in enumerate(owned):
        share = weights[position] / sum(weights[position:])
        revenue = left if position == len(owned) - 1 else int(round(left * share, -1))
        left -= revenue
        spend = int(round(revenue * dice.between(1.05, 2.2), -2)) if dice.happens(0.6) else ""
        yield _product(row, product, "Owned", revenue, spend)
    for product in PRODUCTS:
        if product not in owned and dice.happens(0.4):
            spend = int(round(float(row["revenue_12m"]) * dice.between(0.1, 0.5), -2)) if dice.happens(0.5) else ""
            rival = dice.happens(0.3)
            competitor = dice.pick(("Osmaris", "Kessler & Sohn", "a reseller")) if rival else ""
            yield _product(row, product, "Competitor" if rival else "Gap", "", spend) | {"competitor": competitor}


def _product(row: Row, product: str, state: str, revenue: object, spend: object) -> Row:
    return {
        "account_id": row["account_id"],
        "product": product,
        "state": state,
        "revenue_12m": revenue,
        "category_spend": spend,
    }


_LANGUAGES = {
    "AT": "de", "BE": "nl", "CH": "de", "CZ": "cs", "DE": "de", "DK": "nordic", "ES": "es", "FI": "nordic", "FR": "fr",
    "HU": "hu", "IT": "it", "LU": "fr", "NL": "nl", "NO": "nordic", "PL": "pl", "PT": "pt", "SE": "nordic", "SK": "cs",
}  # fmt: skip


def _stakeholders(dice: Dice, row: Row, written: Mapping[str, Any]) -> Iterator[Row]:
    language = _LANGUAGES.get(country_code(row["country"]) or "", "en")
    first_names, last_names = (dice.shuffled(names) for names in written["people"][language])
    titles = dice.shuffled(written["titles"]["titles"])
    for first, last, title in list(zip(first_names, last_names, titles, strict=False))[: dice.pick((1, 1, 2))]:
        yield {
            "account_id": row["account_id"],
            "name": f"{first} {last}",
            "role": dice.pick(("Decision maker", "Decision maker", "Champion", "User", "Influencer", "")),
            "title": title,
            "influence": dice.pick(("High", "Medium", "Low", "")),
            "sentiment": dice.pick(("+", "+", "0", "0", "−", "")),
            "owner": row["account_manager"],
            "email": _address(first, last, row["account"]) if dice.happens(0.6) else "",
            "last_contact": dice.day(520, 3) if dice.happens(0.8) else "",
            "status": "Confirmed" if dice.happens(0.6) else "Assumed",
        }


def _address(first: str, last: str, account: str) -> str:
    company = max(_plain(account).split(), key=len)
    return f"{_plain(first)[0]}.{_plain(last).split()[-1]}@{company}.example.com"


def _plain(text: str) -> str:
    """Spell a name as mail addresses do."""
    special = {"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "\N{LATIN SMALL LETTER DOTLESS I}": "i"}
    spelled = "".join(special.get(letter, letter) for letter in text.lower())
    letters = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return "".join(letter if letter.isalnum() else " " for letter in letters).strip()


def _target(dice: Dice, row: Row) -> Row:
    target = int(round(float(row["revenue_12m"]) * dice.between(0.98, 1.15), -3))
    return {"account_id": row["account_id"], "year": AS_OF.year, "revenue_target": target}


def _objective(dice: Dice, row: Row, text: str) -> Row:
    return {
        "account_id": row["account_id"],
        "objective_id": "O1",
        "objective": text,
        "type": "Theirs",
        "due": date(AS_OF.year, dice.whole(9, 12), 30) if dice.happens(0.7) else "",
        "status": dice.pick(("On track", "Not started", "")),
    }


def _action(dice: Dice, row: Row, text: str) -> Row:
    due = AS_OF + timedelta(days=dice.whole(-45, 95))
    done = due < AS_OF and dice.happens(0.55)
    return {
        "account_id": row["account_id"],
        "action_id": "A1",
        "action": text,
        "owner": row["account_manager"] or "Order desk",
        "due": due,
        "done": min(due + timedelta(days=dice.whole(-6, 9)), AS_OF) if done else "",
        "horizon": dice.pick((30, 30, 60, 90)),
    }


def _note(dice: Dice, row: Row, section: str, text: str) -> Row:
    return {
        "account_id": row["account_id"],
        "section": section,
        "date": dice.day(430, 5),
        "text": text,
        "by": row["account_manager"],
        "audience": "Internal",
    }


# --- files ------------------------------------------------------------------------------------------------------------


def write_portfolio(folder: Path) -> None:
    """Write each table as `<sheet>.csv`, in lower case."""
    folder.mkdir(parents=True, exist_ok=True)
    headers = {"Accounts": {**{field.name: field.header for field in FIELDS}, SITES: SITES}}
    headers |= {spec.name: {field.name: field.header for field in spec.fields} for spec in (TEAM, *DETAIL_TABLES)}
    headers["Settings"] = {"setting": "Setting", "value": "Value"}
    for sheet, rows in make_portfolio().items():
        _write_csv(folder / f"{sheet.lower()}.csv", headers[sheet], rows)
    _write_last_quarter(folder / "last_quarter.csv")


def _write_last_quarter(path: Path) -> None:
    """Write what was otherwise a quarter earlier; a blank cell was as it is now."""
    written = _load("last-quarter.toml")
    rows = [{"as_of": written["as_of"]} | account for account in written["accounts"]]
    changed = {name for row in rows for name in row}
    headers = {"as_of": "As Of"} | {field.name: field.header for field in FIELDS if field.name in changed}
    _write_csv(path, headers, rows)


def _write_csv(path: Path, headers: Mapping[str, str], rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headers.values())
        writer.writerows([_text(row.get(name)) for name in headers] for row in rows)


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value).upper() if isinstance(value, bool) else str(value)


if __name__ == "__main__":
    write_portfolio(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
