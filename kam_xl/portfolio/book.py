"""The whole book with its scores: what plans, copies and messages are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.issues import Issue
from kam_xl.accounts.rows import Row, Value
from kam_xl.scoring.model import Model
from kam_xl.scoring.results import Explanation, Result
from kam_xl.scoring.tiers import HeadCuts


@dataclass(frozen=True, slots=True)
class ScoredAccount:
    """One account.

    Attributes:
        values: Understood values by field name, derived fields included; columns beyond the schema by their header.
        filled: Names of the fields that nobody typed and kam-xl filled in.
        result: Score, tier and reason.
        explanation: How it came by them.
    """

    values: Mapping[str, Value]
    filled: frozenset[str]
    result: Result
    explanation: Explanation

    @property
    def account_id(self) -> str:
        """Give the account's id."""
        return str(self.values["account_id"])

    @property
    def name(self) -> str:
        """Give the account's name, or its id if it has none."""
        return str(self.values.get("account") or self.account_id)


@dataclass(frozen=True, slots=True)
class Recipient:
    """A manager who receives a copy.

    Attributes:
        name: The manager's name.
        email: The address; None if nobody gave one.
    """

    name: str
    email: str | None


@dataclass(frozen=True)
class ScoredBook:
    """Everything known about every account.

    Attributes:
        basis: What the run took as given.
        model: The model it was scored with.
        accounts: In the order of the sheet.
        tables: Typed rows by sheet name; a sheet that the source lacks is absent.
        settings: Typed settings by field name; None where blank.
        cuts: The revenues above which an account is in the head.
        issues: What in the data could not be understood.
    """

    basis: Basis
    model: Model
    accounts: tuple[ScoredAccount, ...]
    tables: Mapping[str, tuple[Row, ...]]
    settings: Mapping[str, Value]
    cuts: HeadCuts
    issues: tuple[Issue, ...]

    @cached_property
    def team(self) -> Mapping[str, Row]:
        """Give the rows of Team by account manager."""
        return {str(row["account_manager"]): row for row in self.tables.get("Team", ()) if row.get("account_manager")}

    def recipient_of(self, account: ScoredAccount) -> Recipient | None:
        """Give the manager who receives the account: as typed on Accounts, else as on Team; None if neither says."""
        member = self.team.get(str(account.values.get("account_manager")), {})
        name = account.values.get("manager") or member.get("manager")
        if not name:
            return None
        email = account.values.get("manager_email") or self._email_of(str(name))
        return Recipient(str(name), str(email) if email else None)

    def _email_of(self, manager: str) -> Value:
        for row in self.tables.get("Team", ()):
            if row.get("manager") == manager and row.get("manager_email"):
                return row["manager_email"]
        own_row = self.team.get(manager, {})
        return own_row.get("email")

    def details(self, sheet: str, account: ScoredAccount) -> tuple[Row, ...]:
        """Give an account's rows of a detail sheet, in sheet order."""
        return self._by_account.get(sheet, {}).get(account.account_id, ())

    @cached_property
    def _by_account(self) -> Mapping[str, Mapping[str, tuple[Row, ...]]]:
        return {sheet: _grouped(rows) for sheet, rows in self.tables.items()}


def _grouped(rows: tuple[Row, ...]) -> dict[str, tuple[Row, ...]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(str(row.get("account_id")), []).append(row)
    return {account_id: tuple(group) for account_id, group in groups.items()}
