"""The whole plan of one account; every attribute is a variable of the templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from kam_xl.accounts.countries import country_code
from kam_xl.accounts.rows import Value
from kam_xl.plans.content.background import Background
from kam_xl.plans.content.business import (
    Contract,
    Play,
    Product,
    Revenue,
    Target,
    compose_products,
    compose_revenue,
    compose_targets,
    compose_whitespace,
    next_contract,
)
from kam_xl.plans.content.cells import day, number, printable, text
from kam_xl.plans.content.change import (
    Change,
    Matrix,
    PointInTime,
    compose_change,
    compose_matrix,
    compose_trend,
)
from kam_xl.plans.content.notes import Note, Notes, compose_notes
from kam_xl.plans.content.people import People, compose_people
from kam_xl.plans.content.quantities import Amount, Country, Share, share
from kam_xl.plans.content.standing import (
    CriterionLine,
    DataGap,
    GateLine,
    Health,
    Score,
    ToBecomeKey,
    ToStayKey,
    compose_breakdown,
    compose_data_gaps,
    compose_gates,
    compose_health,
    compose_score,
    compose_to_become_key,
    compose_to_stay_key,
)
from kam_xl.plans.content.work import (
    Action,
    Need,
    Objective,
    Risk,
    compose_actions,
    compose_needs,
    compose_objectives,
    compose_risks,
)
from kam_xl.portfolio import hours
from kam_xl.portfolio.book import ScoredAccount, ScoredBook
from kam_xl.portfolio.whitespace import penetration, unlisted

SHOWN_FIRST = 3
"""How many objectives, risks and actions stand on page one."""

_LONGEST_CODE = 3

DEFAULT_LANGUAGE = "en"
"""The language where neither Team nor Settings names one."""


@dataclass(frozen=True, slots=True)
class CommonHours:
    """When both sides are at work, if a day is 9 to 17 on each; in standard time.

    Attributes:
        length: For how long.
        our_start: From when, on our clock; None if never.
        our_end: Until when, on our clock.
        their_start: From when, on their clock.
        their_end: Until when, on their clock.
    """

    length: Amount
    our_start: time | None
    our_end: time | None
    their_start: time | None
    their_end: time | None


@dataclass(frozen=True, slots=True)
class Profile:
    """Who the account is.

    Attributes:
        id: The account's id.
        name: Its name, or its id if it has none.
        parent: The id of the group it belongs to; None may also mean that there is none.
        industry: In the team's own words.
        country: As typed; a code becomes a name.
        status: Where the relationship stands.
        customer_since: Date of the first purchase.
        tenure: Years from then to the as-of date.
        last_order: Date of the last order.
        time_zone_gap: Hours between the account and its home office.
        common_hours: When both sides are at work.
        account_manager: Who looks after it.
        manager: Who receives the manager copy.
    """

    id: str
    name: str
    parent: str | None
    industry: str | None
    country: Country | str | None
    status: str | None
    customer_since: date | None
    tenure: Amount | None
    last_order: date | None
    time_zone_gap: Amount | None
    common_hours: CommonHours | None
    account_manager: str | None
    manager: str | None


@dataclass(frozen=True, slots=True)
class PageOne:
    """What a manager reads in one minute.

    Attributes:
        objectives: The first three that are not done; if all are done, the first three.
        risks: The three most severe.
        actions: The next three that are open, overdue ones first.
        play: The best whitespace by value × likelihood.
        ask: The newest "The one ask".
    """

    objectives: tuple[Objective, ...]
    risks: tuple[Risk, ...]
    actions: tuple[Action, ...]
    play: Play | None
    ask: Note | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a plan can say of one account.

    Attributes:
        as_of: The day for which it is written.
        company: Our company; None if Settings does not name it.
        language: Language of its numbers and dates, such as "en" or "de_CH".
        currency: ISO code of its money; None if Settings does not name it.
        tier: Key, Major, Standard or Unscored.
        account: Who the account is.
        score: The score and what surrounds it.
        breakdown: The score by criterion.
        change: What changed since the latest earlier snapshot, with reasons.
        trend: The score on earlier days and today, oldest first; empty without an earlier one.
        matrix: The account's place between attractiveness and relationship; None if one is unknown.
        gates: The must-haves.
        to_become_key: What would make a Major account Key; None for one that is, and for lesser ones.
        to_stay_key: What keeps an account Key that the model calls so; None for others.
        data_gaps: What is missing to know better, the greatest swing first.
        health: How the relationship is.
        revenue: Revenue against target.
        contract: The contract to renew next.
        targets: What each year should bring.
        products: Products in sheet order.
        whitespace: What is left to win, by value × likelihood.
        penetration: What they buy of what they could buy from us: owned / (owned + pipeline + gap).
        unlisted: Our products of which nothing is said on Products.
        people: Stakeholders.
        objectives: In sheet order.
        actions: Open ones by due date, then done ones.
        needs: By the account's priority.
        risks: By severity.
        notes: By section.
        page_one: The choice for the first page.
    """

    as_of: date
    company: str | None
    language: str
    currency: str | None
    tier: str
    account: Profile
    score: Score
    breakdown: tuple[CriterionLine, ...]
    change: Change | None
    trend: tuple[PointInTime, ...]
    matrix: Matrix | None
    gates: tuple[GateLine, ...]
    to_become_key: ToBecomeKey | None
    to_stay_key: ToStayKey | None
    data_gaps: tuple[DataGap, ...]
    health: Health
    revenue: Revenue
    contract: Contract | None
    targets: tuple[Target, ...]
    products: tuple[Product, ...]
    whitespace: tuple[Play, ...]
    penetration: Share | None
    unlisted: tuple[str, ...]
    people: People
    objectives: tuple[Objective, ...]
    actions: tuple[Action, ...]
    needs: tuple[Need, ...]
    risks: tuple[Risk, ...]
    notes: Notes
    page_one: PageOne


def compose_plan(book: ScoredBook, account: ScoredAccount, background: Background | None = None) -> Plan:
    """Say everything that the book knows of an account.

    Texts are cleaned of characters that no document can hold; None is unknown. The same book gives the same plan.

    Args:
        book: The whole book.
        account: One of its accounts.
        background: The book's, where many plans share one; without it, it is made anew.
    """
    background = background or Background(book)
    as_of = book.basis.as_of
    score = compose_score(background, account)
    targets = compose_targets(book.details("Targets", account), number(account.values, "revenue_12m"))
    product_rows = book.details("Products", account)
    products = compose_products(product_rows)
    whitespace = compose_whitespace(account, product_rows, background.whitespace)
    objectives = compose_objectives(book.details("Objectives", account), as_of)
    actions = compose_actions(book.details("Actions", account), as_of)
    risks = compose_risks(book.details("Risks", account))
    notes = compose_notes(book.details("Notes", account))
    return Plan(
        as_of=as_of,
        company=text(book.settings, "company"),
        language=language_of(book, account),
        currency=text(book.settings, "currency"),
        tier=account.result.tier,
        account=_profile(book, account),
        score=score,
        breakdown=compose_breakdown(book, account),
        change=compose_change(background, account),
        trend=compose_trend(book, account),
        matrix=compose_matrix(book, account),
        gates=compose_gates(account),
        to_become_key=compose_to_become_key(book, account),
        to_stay_key=compose_to_stay_key(book, account),
        data_gaps=compose_data_gaps(book, account),
        health=compose_health(account, score.previous),
        revenue=compose_revenue(book, account, targets, products),
        contract=next_contract(products, as_of),
        targets=targets,
        products=products,
        whitespace=whitespace,
        penetration=share(penetration(product_rows)),
        unlisted=tuple(map(printable, unlisted(background.whitespace, product_rows))),
        people=compose_people(book.details("Stakeholders", account), as_of),
        objectives=objectives,
        actions=actions,
        needs=compose_needs(book.details("Needs", account)),
        risks=risks,
        notes=notes,
        page_one=_page_one(objectives, risks, actions, whitespace, notes),
    )


def language_of(book: ScoredBook, account: ScoredAccount) -> str:
    """Give the language of the account manager, else the book's."""
    member = book.team.get(str(account.values.get("account_manager")), {})
    return text(member, "language") or text(book.settings, "locale") or DEFAULT_LANGUAGE


def _profile(book: ScoredBook, account: ScoredAccount) -> Profile:
    values = account.values
    recipient = book.recipient_of(account)
    return Profile(
        id=text(values, "account_id") or "",
        name=text(values, "account") or text(values, "account_id") or "",
        parent=text(values, "parent_account_id"),
        industry=text(values, "industry"),
        country=compose_country(values),
        status=text(values, "status"),
        customer_since=day(values, "customer_since"),
        tenure=compose_tenure(values),
        last_order=day(values, "last_order"),
        time_zone_gap=_amount(number(values, "time_zone_gap_hours"), "hours"),
        common_hours=_common_hours(book, account),
        account_manager=text(values, "account_manager"),
        manager=text({"name": recipient.name}, "name") if recipient else None,
    )


def _common_hours(book: ScoredBook, account: ScoredAccount) -> CommonHours | None:
    member = book.team.get(str(account.values.get("account_manager")), {})
    ours = number(member, "utc_offset_hours")
    ours = book.basis.home_offset_hours if ours is None else ours
    found = hours.common_hours(ours, number(account.values, "utc_offset_hours"))
    if found is None:
        return None
    times = (found.our_start, found.our_end, found.their_start, found.their_end)
    return CommonHours(Amount(found.hours, "hours"), *times)


def compose_tenure(values: Mapping[str, Value]) -> Amount | None:
    """Say for how long the account has bought from us."""
    return _amount(number(values, "tenure_years"), "years")


def compose_country(values: Mapping[str, Value]) -> Country | str | None:
    """Say where the account is; a code becomes a country, anything else stays as it was typed."""
    typed = text(values, "country")
    code = country_code(typed) if typed and len(typed) <= _LONGEST_CODE else None
    return Country(code) if code else typed


def _amount(number: float | None, unit: str) -> Amount | None:
    return None if number is None else Amount(number, unit)


def _page_one(
    objectives: tuple[Objective, ...],
    risks: tuple[Risk, ...],
    actions: tuple[Action, ...],
    whitespace: tuple[Play, ...],
    notes: Notes,
) -> PageOne:
    still_open = tuple(objective for objective in objectives if not objective.done)
    return PageOne(
        objectives=(still_open or objectives)[:SHOWN_FIRST],
        risks=risks[:SHOWN_FIRST],
        actions=tuple(action for action in actions if action.done is None)[:SHOWN_FIRST],
        play=whitespace[0] if whitespace else None,
        ask=notes.ask[0] if notes.ask else None,
    )
