"""The whole book with its scores: what plans, copies and messages are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.issues import Issue
from kam_xl.accounts.rows import Row, Value
from kam_xl.portfolio.recipients import Directory, Recipient
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
        previous_tier: Its computed tier in the previous snapshot, which hysteresis looks at; None for none.
    """

    values: Mapping[str, Value]
    filled: frozenset[str]
    result: Result
    explanation: Explanation
    previous_tier: str | None = None

    @property
    def account_id(self) -> str:
        """Give the account's id."""
        return str(self.values["account_id"])

    @property
    def name(self) -> str:
        """Give the account's name, or its id if it has none."""
        return str(self.values.get("account") or self.account_id)


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
    def directory(self) -> Directory:
        """Give the team, as it answers who receives what."""
        return Directory(self.tables.get("Team", ()))

    @property
    def team(self) -> Mapping[str, Row]:
        """Give the rows of Team by account manager."""
        return self.directory.members

    def recipient_of(self, account: ScoredAccount) -> Recipient | None:
        """Give the manager who receives the account; None if neither Accounts nor Team names one."""
        owner, manager, email = (account.values.get(name) for name in ("account_manager", "manager", "manager_email"))
        return self.directory.recipient(owner, manager, email)

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
