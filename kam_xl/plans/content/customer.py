"""The plan that the account itself may read; every attribute is a variable of its templates.

It is composed from rows without their internal columns, so no template can print one, whoever wrote it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kam_xl.accounts.rows import Row, Value
from kam_xl.accounts.schema import ALL_FIELDS
from kam_xl.accounts.tables import TABLES, fields_of
from kam_xl.plans.content.business import compose_products
from kam_xl.plans.content.cells import day, text
from kam_xl.plans.content.notes import Notes, compose_notes
from kam_xl.plans.content.people import compose_people
from kam_xl.plans.content.plan import compose_country, compose_tenure, language_of
from kam_xl.plans.content.quantities import Amount, Country
from kam_xl.plans.content.work import (
    Action,
    Need,
    Objective,
    compose_actions,
    compose_needs,
    compose_objectives,
)
from kam_xl.portfolio.book import ScoredAccount, ScoredBook

SHARED_TYPES = ("Theirs", "Joint")
"""Types of objectives that the account may read; ours alone stay with us."""


@dataclass(frozen=True, slots=True)
class CustomerProfile:
    """Who the account is.

    Attributes:
        id: The account's id.
        name: Its name, or its id if it has none.
        industry: In the team's own words.
        country: As typed; a code becomes a name.
        customer_since: Date of the first purchase.
        tenure: Years from then to the as-of date.
        account_manager: Who looks after it.
    """

    id: str
    name: str
    industry: str | None
    country: Country | str | None
    customer_since: date | None
    tenure: Amount | None
    account_manager: str | None


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at the account.

    Attributes:
        name: The person's name.
        title: The person's job.
        owner: Who of us looks after the person.
    """

    name: str | None
    title: str | None
    owner: str | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """A product that the account buys from us.

    Attributes:
        product: What it is called.
        end: When the contract ends.
    """

    product: str | None
    end: date | None


@dataclass(frozen=True, slots=True)
class CustomerPlan:
    """Everything that a plan for the account's own eyes can say.

    Attributes:
        as_of: The day for which it is written.
        company: Our company; None if Settings does not name it.
        language: Language of its numbers and dates, such as "en" or "de_CH".
        currency: ISO code of its money; None if Settings does not name it.
        account: Who the account is.
        contacts: The people on both sides, in sheet order.
        objectives: Theirs and joint ones, in sheet order.
        actions: Those that serve these objectives: open ones by due date, then done ones.
        needs: By the account's priority.
        agreements: What they buy from us, in sheet order.
        notes: Those whose audience is Customer, by section.
    """

    as_of: date
    company: str | None
    language: str
    currency: str | None
    account: CustomerProfile
    contacts: tuple[Contact, ...]
    objectives: tuple[Objective, ...]
    actions: tuple[Action, ...]
    needs: tuple[Need, ...]
    agreements: tuple[Agreement, ...]
    notes: Notes


def compose_customer_plan(book: ScoredBook, account: ScoredAccount) -> CustomerPlan:
    """Say what the account itself may read; the same book gives the same plan."""
    as_of = book.basis.as_of
    objectives = compose_objectives(_shared_objectives(book, account), as_of)
    served = {objective.id for objective in objectives if objective.id is not None}
    actions = compose_actions(_shared(book, account, "Actions"), as_of)
    products = compose_products(_shared(book, account, "Products"))
    people = compose_people(_shared(book, account, "Stakeholders"), as_of)
    return CustomerPlan(
        as_of=as_of,
        company=text(book.settings, "company"),
        language=language_of(book, account),
        currency=text(book.settings, "currency"),
        account=_profile(without_internal(account.values, ALL_FIELDS)),
        contacts=tuple(Contact(person.name, person.title, person.owner) for person in people.stakeholders),
        objectives=objectives,
        actions=tuple(action for action in actions if action.objective_id in served),
        needs=compose_needs(_shared(book, account, "Needs")),
        agreements=tuple(Agreement(each.name, each.contract_end) for each in products if each.state == "Owned"),
        notes=compose_notes([row for row in _shared(book, account, "Notes") if row.get("audience") == "Customer"]),
    )


def without_internal(row: Mapping[str, Value], known: Mapping[str, object]) -> Row:
    """Give a row without the columns that are marked internal, and without those that the schema does not know."""
    return {name: value for name, value in row.items() if name in known and not getattr(known[name], "internal", True)}


def _shared(book: ScoredBook, account: ScoredAccount, sheet: str) -> list[Row]:
    known = fields_of(TABLES[sheet])
    return [without_internal(row, known) for row in book.details(sheet, account)]


def _shared_objectives(book: ScoredBook, account: ScoredAccount) -> list[Row]:
    return [row for row in _shared(book, account, "Objectives") if row.get("type") in SHARED_TYPES]


def _profile(values: Row) -> CustomerProfile:
    return CustomerProfile(
        id=text(values, "account_id") or "",
        name=text(values, "account") or text(values, "account_id") or "",
        industry=text(values, "industry"),
        country=compose_country(values),
        customer_since=day(values, "customer_since"),
        tenure=compose_tenure(values),
        account_manager=text(values, "account_manager"),
    )
