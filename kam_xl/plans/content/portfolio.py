"""The manager's page over many accounts; every attribute is a variable of its templates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kam_xl.accounts.rows import Row
from kam_xl.accounts.tables import PRODUCTS, STAKEHOLDERS
from kam_xl.plans.content.background import Background
from kam_xl.plans.content.cells import day, number, printable, text
from kam_xl.plans.content.plan import DEFAULT_LANGUAGE
from kam_xl.plans.content.quantities import Money, Points, Share, money, points, share
from kam_xl.portfolio.book import ScoredAccount, ScoredBook
from kam_xl.portfolio.concentration import concentration
from kam_xl.portfolio.digest import Digest, Gap, Lack, Overdue, digest
from kam_xl.portfolio.movers import Mover, movements
from kam_xl.portfolio.plays import Play, ranked_plays
from kam_xl.portfolio.relationship import relationship_coverage
from kam_xl.portfolio.retention import retention
from kam_xl.portfolio.whitespace import OPEN_STATES, penetration
from kam_xl.portfolio.workload import Workload, workloads

MOST_BUBBLES = 60
"""How many accounts a matrix shows before it cannot be read."""

MOST_PRODUCTS = 8
"""How many products a grid has room for on paper."""

MOST_LISTED = 12
"""How many movers, overdue actions and plays are listed; the others are counted."""

_LARGEST_BUBBLE = 0.05
_SMALLEST_BUBBLE = 0.007


@dataclass(frozen=True, slots=True)
class TierLine:
    """The accounts of one tier.

    Attributes:
        tier: Key, Major, Standard or Unscored.
        accounts: How many there are.
        revenue_12m: What they bought in the last 12 months.
        revenue_share: Their part of all revenue.
    """

    tier: str
    accounts: int
    revenue_12m: Money
    revenue_share: Share | None


@dataclass(frozen=True, slots=True)
class Bubble:
    """An account in the matrix.

    Attributes:
        name: Its name.
        tier: Its tier.
        attractiveness: How attractive it is for us.
        relationship: How good we are with it.
        revenue_12m: What it bought in the last 12 months.
        radius: Of its bubble, as a part of the matrix's width: the area follows the revenue.
        number: Its place among the key accounts of this page; None for others.
    """

    name: str
    tier: str
    attractiveness: Points
    relationship: Points
    revenue_12m: Money | None
    radius: Share
    number: int | None


@dataclass(frozen=True, slots=True)
class MoverLine:
    """An account that moved.

    Attributes:
        name: Its name.
        tier_before: Its tier then.
        tier: Its tier now.
        score_before: Its score then.
        score: Its score now.
        points: By how much it moved.
        causes: What moved it, the largest part first.
    """

    name: str
    tier_before: str | None
    tier: str
    score_before: Points | None
    score: Points | None
    points: Points | None
    causes: str


@dataclass(frozen=True, slots=True)
class Movement:
    """What became of the accounts since the latest earlier snapshot.

    Attributes:
        since: Its day.
        movers: Other tiers first, then by how far the score moved.
        more: How many moved beside these.
        came: Names of accounts that were not there.
        gone: Ids of accounts that are no longer there.
    """

    since: date
    movers: tuple[MoverLine, ...]
    more: int
    came: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LoadLine:
    """What an account manager looks after.

    Attributes:
        name: The account manager; None for accounts that nobody looks after.
        key: Key accounts.
        major: Major accounts.
        others: All others.
        capacity: How many key accounts the person can serve.
        fullness: Key accounts as a part of that; None without capacity.
        too_much: Whether there are more than that.
        revenue_12m: What the accounts bought in the last 12 months.
    """

    name: str | None
    key: int
    major: int
    others: int
    capacity: float | None
    fullness: Share | None
    too_much: bool
    revenue_12m: Money


@dataclass(frozen=True, slots=True)
class ConcentrationLine:
    """How much of the revenue hangs on few accounts.

    Attributes:
        hhi: Herfindahl–Hirschman index, up to 10,000 for one account alone.
        effective_number: As many accounts of one size would give the same index.
        top_1: The share of the largest account.
        top_5: The share of the five largest.
        top_10: The share of the ten largest.
    """

    hhi: int
    effective_number: float
    top_1: Share
    top_5: Share
    top_10: Share


@dataclass(frozen=True, slots=True)
class RetentionLine:
    """What became of the revenue of a year ago.

    Attributes:
        nrr: Net revenue retention.
        grr: Gross revenue retention, without growth.
        logo: The share of accounts that still buy.
        accounts: How many accounts the figures rest on.
        lost: Names of those that buy nothing now.
        left_out: How many accounts did not buy then, or are not known to.
    """

    nrr: Share
    grr: Share
    logo: Share
    accounts: int
    lost: tuple[str, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class OverdueLine:
    """An action that is overdue.

    Attributes:
        account: The account's name.
        text: What should have been done.
        owner: Who should have.
        due: By when.
        days_late: Days since then.
    """

    account: str
    text: str | None
    owner: str | None
    due: date | None
    days_late: int


@dataclass(frozen=True, slots=True)
class KeyLine:
    """The people of a key account.

    Attributes:
        number: Its number in the matrix.
        name: The account's name.
        account_manager: Who looks after it.
        score: Its score.
        light: Coverage, red, amber or green; None is not known.
        sponsor: Whether an executive sponsor is named.
        days_since_contact: Days since we last spoke with anybody.
        revenue_12m: What it bought in the last 12 months.
    """

    number: int
    name: str
    account_manager: str | None
    score: Points | None
    light: str | None
    sponsor: bool
    days_since_contact: int | None
    revenue_12m: Money | None


@dataclass(frozen=True, slots=True)
class PlayLine:
    """Something to win.

    Attributes:
        account: The account's name.
        product: What could be sold.
        state: Pipeline, Gap or Competitor.
        value: What it could bring in a year.
        estimated: Whether the value is taken from other accounts.
        expected: Value × likelihood.
    """

    account: str
    product: str | None
    state: str
    value: Money
    estimated: bool
    expected: Money


@dataclass(frozen=True, slots=True)
class GridCell:
    """A product at an account.

    Attributes:
        state: Owned, Pipeline, Gap, Competitor or Not eligible; None if nobody said.
        revenue_12m: Our revenue with it.
        value: What it could bring in a year; None where nothing is to win, or nothing is known to judge it by.
        estimated: Whether the value is taken from other accounts.
        open: Whether there is something to win.
    """

    state: str | None
    revenue_12m: Money | None
    value: Money | None
    estimated: bool
    open: bool


@dataclass(frozen=True, slots=True)
class GridRow:
    """The products at a key account.

    Attributes:
        name: The account's name.
        cells: In the order of `products`.
        penetration: What it buys of what it could buy from us.
    """

    name: str
    cells: tuple[GridCell, ...]
    penetration: Share | None


@dataclass(frozen=True, slots=True)
class GapLine:
    """Something that is not known.

    Attributes:
        label: The criterion, or what key accounts lack.
        accounts: For how many accounts.
        swing: By how many points it could move each score; None where it moves none.
        names: The accounts, where they are few.
    """

    label: str
    accounts: int
    swing: Points | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Everything that a page over many accounts can say.

    Attributes:
        as_of: The day for which it is written.
        company: Our company; None if Settings does not name it.
        language: Language of its numbers and dates.
        currency: ISO code of its money.
        manager: Whose accounts these are; None for all.
        accounts: How many there are.
        revenue_12m: What they bought in the last 12 months.
        tiers: Their tiers, best first.
        bubbles: Those with both axes known, the largest revenue first.
        floor: From here on, an axis is high.
        movement: What changed since the latest earlier snapshot; None without one.
        loads: Account managers, the fullest first.
        concentration: How much hangs on few accounts; None if nobody bought.
        retention: What became of the revenue of a year ago; None if nobody bought then.
        overdue: The longest overdue actions.
        overdue_in_all: How many actions are overdue.
        key: The key accounts and their people, best rank first.
        without_sponsor: Names of the key accounts for which no executive sponsor is named.
        products: The products of the grid, as they first stand on Products.
        grid: The key accounts by product; empty without products.
        plays: What could be won, by value × likelihood.
        gaps: Criteria that are not known, those first that could move most points over all accounts.
        lacks: What key accounts lack.
    """

    as_of: date
    company: str | None
    language: str
    currency: str | None
    manager: str | None
    accounts: int
    revenue_12m: Money
    tiers: tuple[TierLine, ...]
    bubbles: tuple[Bubble, ...]
    floor: Points
    movement: Movement | None
    loads: tuple[LoadLine, ...]
    concentration: ConcentrationLine | None
    retention: RetentionLine | None
    overdue: tuple[OverdueLine, ...]
    overdue_in_all: int
    key: tuple[KeyLine, ...]
    without_sponsor: tuple[str, ...]
    products: tuple[str, ...]
    grid: tuple[GridRow, ...]
    plays: tuple[PlayLine, ...]
    gaps: tuple[GapLine, ...]
    lacks: tuple[GapLine, ...]


def compose_portfolio(book: ScoredBook, manager: str | None = None) -> Portfolio:
    """Say what a manager should know of all accounts of a book, or of the part of it that is theirs.

    Args:
        book: The accounts; nothing of any other one is looked at.
        manager: Whose they are; None for all.
    """
    found, background = digest(book), Background(book)
    key = tuple(_key(book, account, place) for place, account in enumerate(found.key, 1))
    return Portfolio(
        as_of=book.basis.as_of,
        company=text(book.settings, "company"),
        language=text(book.settings, "locale") or DEFAULT_LANGUAGE,
        currency=text(book.settings, "currency"),
        manager=printable(manager) if manager else None,
        accounts=len(book.accounts),
        revenue_12m=Money(found.revenue_12m),
        tiers=_tiers(book, found),
        bubbles=_bubbles(book.accounts, found.key),
        floor=Points(book.model.tiers.key_axis_floor),
        movement=_movement(background),
        loads=tuple(map(_load, workloads(book))),
        concentration=_concentration(book),
        retention=_retention(book),
        overdue=tuple(map(_overdue, found.overdue[:MOST_LISTED])),
        overdue_in_all=len(found.overdue),
        key=key,
        without_sponsor=tuple(line.name for line in key if not line.sponsor),
        products=tuple(map(printable, background.whitespace.products[:MOST_PRODUCTS])),
        grid=_grid(background, found.key),
        plays=_plays(background),
        gaps=tuple(map(_gap, found.gaps)),
        lacks=tuple(map(_lack, found.lacks)),
    )


def _name(account: ScoredAccount) -> str:
    return printable(account.name)


def _revenue(account: ScoredAccount) -> float | None:
    return number(account.values, "revenue_12m")


def _tiers(book: ScoredBook, found: Digest) -> tuple[TierLine, ...]:
    whole = found.revenue_12m
    lines = []
    for tier, count in found.by_tier.items():
        revenue = sum(_revenue(account) or 0.0 for account in book.accounts if account.result.tier == tier)
        lines.append(TierLine(tier, count, Money(revenue), Share(revenue / whole) if whole > 0 else None))
    return tuple(lines)


def _bubbles(accounts: Iterable[ScoredAccount], key: Sequence[ScoredAccount]) -> tuple[Bubble, ...]:
    numbers = {account.account_id: place for place, account in enumerate(key, 1)}
    largest_first = sorted(accounts, key=lambda account: -(_revenue(account) or 0.0))
    largest = max((_revenue(account) or 0.0 for account in largest_first), default=0.0)
    bubbles = [_bubble(account, largest, numbers.get(account.account_id)) for account in largest_first]
    return tuple(bubble for bubble in bubbles if bubble)[:MOST_BUBBLES]


def _bubble(account: ScoredAccount, largest: float, place: int | None) -> Bubble | None:
    result, revenue = account.result, _revenue(account)
    if result.attractiveness is None or result.relationship is None:
        return None
    part = max(revenue or 0.0, 0.0) / largest if largest > 0 else 0.0
    return Bubble(
        name=_name(account),
        tier=result.tier,
        attractiveness=Points(result.attractiveness),
        relationship=Points(result.relationship),
        revenue_12m=money(revenue),
        radius=Share(max(_LARGEST_BUBBLE * part**0.5, _SMALLEST_BUBBLE)),
        number=place,
    )


def _movement(background: Background) -> Movement | None:
    if background.snapshot is None:
        return None
    found = movements(background.book, background.snapshot)
    return Movement(
        since=found.since,
        movers=tuple(map(_mover, found.moved[:MOST_LISTED])),
        more=max(len(found.moved) - MOST_LISTED, 0),
        came=tuple(map(_name, found.came)),
        gone=tuple(text(row, "account_id") or "" for row in found.gone),
    )


def _mover(mover: Mover) -> MoverLine:
    account = mover.account
    return MoverLine(
        name=_name(account),
        tier_before=text(mover.past.row, "tier"),
        tier=account.result.tier,
        score_before=points(number(mover.past.row, "score")),
        score=points(account.result.score),
        points=points(mover.points),
        causes=printable(mover.causes()),
    )


def _load(load: Workload) -> LoadLine:
    return LoadLine(
        name=None if load.account_manager is None else printable(load.account_manager),
        key=load.key,
        major=load.major,
        others=load.others,
        capacity=load.capacity,
        fullness=Share(load.key / load.capacity) if load.capacity else None,
        too_much=load.too_much,
        revenue_12m=Money(load.revenue_12m),
    )


def _concentration(book: ScoredBook) -> ConcentrationLine | None:
    found = concentration(map(_revenue, book.accounts))
    if found is None:
        return None
    top = (Share(found.top_1), Share(found.top_5), Share(found.top_10))
    return ConcentrationLine(round(found.hhi), round(found.effective_number, 1), *top)


def _retention(book: ScoredBook) -> RetentionLine | None:
    names = {account.account_id: _name(account) for account in book.accounts}
    found = retention(
        {
            account.account_id: (number(account.values, "revenue_prior_12m"), _revenue(account))
            for account in book.accounts
        }
    )
    if found is None:
        return None
    return RetentionLine(
        nrr=Share(found.nrr),
        grr=Share(found.grr),
        logo=Share(found.logo),
        accounts=found.accounts,
        lost=tuple(names[account_id] for account_id in found.lost),
        left_out=len(found.without_base) + len(found.unknown),
    )


def _overdue(overdue: Overdue) -> OverdueLine:
    action = overdue.action
    return OverdueLine(
        _name(overdue.account), text(action, "action"), text(action, "owner"), day(action, "due"), overdue.days
    )


def _key(book: ScoredBook, account: ScoredAccount, place: int) -> KeyLine:
    covered = relationship_coverage(book.details(STAKEHOLDERS.name, account), book.basis.as_of)
    return KeyLine(
        number=place,
        name=_name(account),
        account_manager=text(account.values, "account_manager"),
        score=points(account.result.score),
        light=covered.light,
        sponsor="Executive sponsor" not in covered.missing_roles,
        days_since_contact=covered.days_since_contact,
        revenue_12m=money(_revenue(account)),
    )


def _grid(background: Background, key: Sequence[ScoredAccount]) -> tuple[GridRow, ...]:
    if not background.whitespace.products:
        return ()
    return tuple(_grid_row(background, account) for account in key)


def _grid_row(background: Background, account: ScoredAccount) -> GridRow:
    rows = background.book.details(PRODUCTS.name, account)
    by_product = {str(row.get("product")): row for row in rows}
    products = background.whitespace.products[:MOST_PRODUCTS]
    cells = tuple(_cell(background, account, by_product.get(product)) for product in products)
    return GridRow(_name(account), cells, share(penetration(rows)))


def _cell(background: Background, account: ScoredAccount, row: Row | None) -> GridCell:
    if row is None:
        return GridCell(None, None, None, estimated=False, open=False)
    state, is_open = text(row, "state"), row.get("state") in OPEN_STATES
    potential = background.whitespace.potential(account, row) if is_open else None
    return GridCell(
        state=state,
        revenue_12m=money(number(row, "revenue_12m")),
        value=money(potential.value) if potential else None,
        estimated=potential is not None and potential.basis == "estimate",
        open=is_open,
    )


def _plays(background: Background) -> tuple[PlayLine, ...]:
    book, whitespace = background.book, background.whitespace
    found = [
        (account, play)
        for account in book.accounts
        for play in ranked_plays(account, book.details(PRODUCTS.name, account), whitespace)
    ]
    ranked = sorted(found, key=lambda each: -(each[1].expected or 0.0))
    return tuple(line for account, play in ranked[:MOST_LISTED] if (line := _play(account, play)))


def _play(account: ScoredAccount, play: Play) -> PlayLine | None:
    if not play.expected or play.potential.value is None:
        return None
    return PlayLine(
        account=_name(account),
        product=text(play.row, "product"),
        state=text(play.row, "state") or "",
        value=Money(play.potential.value),
        estimated=play.potential.basis == "estimate",
        expected=Money(play.expected),
    )


def _gap(gap: Gap) -> GapLine:
    return GapLine(printable(gap.criterion.label), len(gap.accounts), Points(gap.swing), _few(gap.accounts))


def _lack(lack: Lack) -> GapLine:
    return GapLine(lack.what, len(lack.accounts), None, _few(lack.accounts))


def _few(accounts: Sequence[ScoredAccount]) -> tuple[str, ...]:
    return tuple(map(_name, accounts)) if len(accounts) <= _FEW else ()


_FEW = 5
