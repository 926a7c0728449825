"""The one schema of account data: what each field is called, holds and may be.

The Accounts sheet, the importer, the functions in cells, the messages and the docs all read it here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from kam_xl.errors import TableError


class Kind(StrEnum):
    """What a cell of a field holds."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Describe one column.

    Attributes:
        name: The name in code, models and exports; a unit stands in it.
        header: The header on the sheet.
        kind: What a cell holds.
        note: One sentence for the person who fills the column in.
        group: The group the column belongs to on the sheet.
        unit: The unit of a number; empty where there is none.
        low: The smallest number allowed; None for no bound.
        high: The largest number allowed; None for no bound.
        whole: Whether only whole numbers are meant.
        choices: The texts allowed; empty for any.
        anchors: What each whole number from the lowest to the highest means, one sentence each; empty where numbers
            speak for themselves.
        key: Whether the column identifies the row (together with the other keys of its table).
        required: Whether a row makes no sense without it.
        internal: Whether it must never appear in a customer-facing plan.
        verbatim: Whether the text is an id or a name, to which no unknown mark applies ("NULL" may be a name).
        judged: Whether a person's judgement fills it in.
        derived: Whether it is always worked out, and a typed value is ignored.
        computed: Whether kam-xl writes the column as a result.
    """

    name: str
    header: str
    kind: Kind
    note: str
    group: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    whole: bool = False
    choices: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    key: bool = False
    required: bool = False
    internal: bool = False
    verbatim: bool = False
    judged: bool = False
    derived: bool = False
    computed: bool = False

    @property
    def allowed(self) -> str:
        """Say in words what a cell of this field may hold."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        return _KIND_IN_WORDS[self.kind] + _bounds_in_words(self.low, self.high)

    @property
    def anchored(self) -> tuple[str, ...]:
        """Say what each number means, such as "1 – Hardly anyone knows the name."; empty without anchors."""
        lowest = int(self.low or 0)
        return tuple(f"{number} – {anchor}" for number, anchor in enumerate(self.anchors, start=lowest))


_KIND_IN_WORDS = MappingProxyType(
    {Kind.TEXT: "a text", Kind.NUMBER: "a number", Kind.BOOLEAN: "TRUE or FALSE", Kind.DATE: "a date"}
)


def _bounds_in_words(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f" from {low:g} to {high:g}"
    if low is not None:
        return f" of at least {low:g}"
    return "" if high is None else f" of at most {high:g}"


TIERS = ("Key", "Major", "Standard")
"""The tiers a person may give by an override, best first."""

STATUSES = ("Prospect", "New", "Active", "Partner", "Lapsed")


def _identity(name: str, header: str, note: str, *, key: bool = False, verbatim: bool = False) -> Field:
    return Field(
        name=name, header=header, kind=Kind.TEXT, note=note, group="Identity", key=key, required=key, verbatim=verbatim
    )


def _judgement(name: str, header: str, note: str, *anchors: str) -> Field:
    return Field(
        name=name, header=header, kind=Kind.NUMBER, note=note, group="Relationship", unit="1–5",
        low=1, high=5, whole=True, anchors=anchors, judged=True, internal=True,
    )  # fmt: skip


def _money(name: str, header: str, note: str) -> Field:
    return Field(name=name, header=header, kind=Kind.NUMBER, note=note, group="Business", unit="currency")


def _count(name: str, header: str, note: str, group: str, high: float | None = None) -> Field:
    return Field(
        name=name, header=header, kind=Kind.NUMBER, note=note, group=group, unit="count", low=0, high=high, whole=True
    )


FIELDS: tuple[Field, ...] = (
    _identity("account_id", "Account ID", "Your own unique id of the account.", key=True, verbatim=True),
    _identity("account", "Account", "The account's name.", verbatim=True),
    _identity("parent_account_id", "Parent Account ID", "The id of the group this account belongs to.", verbatim=True),
    _identity("industry", "Industry", "The account's industry, in your own words."),
    _identity("country", "Country", "ISO code (DE) or English name (Germany)."),
    _identity("account_manager", "Account Manager", "Who looks after the account.", verbatim=True),
    _identity("manager", "Manager", "Who receives the manager copy; blank takes it from Team.", verbatim=True),
    _identity("manager_email", "Manager Email", "Where it goes; blank takes it from Team.", verbatim=True),
    Field(
        name="utc_offset_hours", header="UTC Offset Hours", kind=Kind.NUMBER, group="Location", unit="hours",
        low=-12, high=14, note="Standard time of the account, hours from UTC; blank takes it from the country.",
    ),
    Field(
        name="region_served", header="Region Served", kind=Kind.BOOLEAN, group="Location",
        note="TRUE if we serve the account's region; blank takes it from the served countries.",
    ),
    Field(
        name="status", header="Status", kind=Kind.TEXT, group="Relationship", choices=STATUSES,
        note="Where the relationship stands.",
    ),
    Field(
        name="customer_since", header="Customer Since", kind=Kind.DATE, group="Relationship",
        note="Date of the first purchase.",
    ),
    _judgement(
        "relationship_health", "Relationship Health", "How they deal with us: 1 at risk … 5 trusted partner.",
        "They complain, or look for a replacement.",
        "They buy, but answer late and coolly.",
        "Correct and businesslike, no more than that.",
        "They ask our advice and share their plans.",
        "A trusted partner: they plan with us.",
    ),
    _judgement(
        "culture_fit", "Culture Fit", "How they work: 1 works against our ways … 5 works as we do.",
        "Their ways of working clash with ours.",
        "Working together takes much patience.",
        "Different, but we get along.",
        "Much alike: little needs explaining.",
        "They work and decide as we do.",
    ),
    _judgement(
        "strategic_fit", "Strategic Fit", "1 outside our direction … 5 where we want to be in three years.",
        "Outside our direction.",
        "At the edge of our plans.",
        "Fits what we do today.",
        "Fits where we invest.",
        "Where we want to be in three years.",
    ),
    _judgement(
        "brand_reach", "Brand Reach", "Whom their name impresses: 1 nobody … 5 it opens doors.",
        "Hardly anyone knows the name.",
        "Known in its own region.",
        "Known in its industry.",
        "Others in the industry watch what it does.",
        "A name that opens doors.",
    ),
    _count("referrals_12m", "Referrals 12m", "Customers they referred to us in the last 12 months.", "Relationship"),
    _money("revenue_12m", "Revenue 12m", "What they bought in the last 12 months."),
    _money("revenue_prior_12m", "Revenue Prior 12m", "What they bought in the 12 months before."),
    _money("expected_growth_12m", "Expected Growth 12m", "Realistic extra revenue in the next fiscal year."),
    Field(
        name="recurring_share", header="Recurring Share", kind=Kind.NUMBER, group="Business", unit="share",
        low=0, high=1, note="Share of the revenue that returns without a new sale.",
    ),
    _count("orders_12m", "Orders 12m", "Orders in the last 12 months.", "Business"),
    _count("order_months_12m", "Order Months 12m", "Months with an order in the last 12.", "Business", high=12),
    Field(name="last_order", header="Last Order", kind=Kind.DATE, group="Business", note="Date of the last order."),
    Field(
        name="gross_margin", header="Gross Margin", kind=Kind.NUMBER, group="Business", unit="share",
        low=-1, high=1, internal=True, note="Gross margin as a share of revenue.",
    ),
    Field(
        name="override_tier", header="Override Tier", kind=Kind.TEXT, group="Judgement", choices=TIERS, internal=True,
        note="A tier given by a person; needs a reason, an author and a last day.",
    ),
    Field(
        name="override_reason", header="Override Reason", kind=Kind.TEXT, group="Judgement", internal=True,
        note="Why the override is right.",
    ),
    Field(
        name="override_by", header="Override By", kind=Kind.TEXT, group="Judgement", internal=True, verbatim=True,
        note="Who decided the override.",
    ),
    Field(
        name="override_until", header="Override Until", kind=Kind.DATE, group="Judgement", internal=True,
        note="The last day on which the override counts.",
    ),
)  # fmt: skip
"""Every field a person or an export fills in, in sheet order."""


def _derived(name: str, header: str, unit: str, note: str, low: float | None = None) -> Field:
    return Field(
        name=name, header=header, kind=Kind.NUMBER, unit=unit, note=note, low=low, group="Derived", derived=True
    )


DERIVED_FIELDS: tuple[Field, ...] = (
    _derived("tenure_years", "Tenure Years", "years", "Years from Customer Since to the as-of date.", 0),
    _derived("days_since_last_order", "Days Since Last Order", "days", "Days from Last Order to the as-of date.", 0),
    _derived("time_zone_gap_hours", "Time Zone Gap Hours", "hours", "Hours between the account and its home office."),
    _derived("revenue_change_12m", "Revenue Change 12m", "currency", "Revenue 12m less Revenue Prior 12m."),
    _derived("growth_pct", "Growth Pct", "%", "Revenue change in percent of Revenue Prior 12m."),
)
"""Fields that are always worked out from others, never typed."""


def _result(name: str, header: str, kind: Kind, note: str, unit: str = "") -> Field:
    return Field(
        name=name, header=header, kind=kind, note=note, unit=unit, group="Result", computed=True, internal=True
    )


OUTPUT_FIELDS: tuple[Field, ...] = (
    _result("score", "Score", Kind.NUMBER, "The whole account, 0–100.", "0–100"),
    _result("score_low", "Score Low", Kind.NUMBER, "The score if every unknown were rated 0.", "0–100"),
    _result("score_high", "Score High", Kind.NUMBER, "The score if every unknown were rated 100.", "0–100"),
    _result("attractiveness", "Attractiveness", Kind.NUMBER, "Score of the attractiveness criteria.", "0–100"),
    _result("relationship", "Relationship", Kind.NUMBER, "Score of the relationship criteria.", "0–100"),
    _result("coverage", "Coverage", Kind.NUMBER, "Share of the weight with known data.", "share"),
    _result("quadrant", "Quadrant", Kind.TEXT, "Strategic, Star, Status or Streamline."),
    _result("tier", "Tier", Kind.TEXT, "Key, Major, Standard or Unscored; an override counts."),
    _result("computed_tier", "Computed Tier", Kind.TEXT, "The tier before any override."),
    _result("in_head", "In Head", Kind.BOOLEAN, "Whether the account is in the head of the revenue."),
    _result("rank", "Rank", Kind.NUMBER, "1 is the best score.", "rank"),
    _result("reason", "Reason", Kind.TEXT, "Why the account has its tier, in one sentence."),
)
"""The columns that scoring adds, in this order."""


def header_key(header: str) -> str:
    """Reduce a header or name to what two spellings of it share: lower-case letters and digits.

    >>> header_key("Revenue_12m") == header_key("REVENUE 12M")
    True
    """
    return "".join(character for character in header.lower() if character.isalnum())


def alike(headers: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Give the headers that differ only in case, blanks or punctuation, by the key that they share.

    >>> alike(["Seats", "Region", "SEATS "])
    {'seats': ('Seats', 'SEATS ')}
    """
    by_key: dict[str, list[str]] = {}
    for header in headers:
        by_key.setdefault(header_key(header), []).append(header)
    return {key: tuple(spellings) for key, spellings in by_key.items() if len(spellings) > 1}


def by_name(fields: Iterable[Field]) -> dict[str, Field]:
    """Give the fields by their names."""
    return {field.name: field for field in fields}


ALL_FIELDS = MappingProxyType(by_name((*FIELDS, *DERIVED_FIELDS, *OUTPUT_FIELDS)))
"""Every field of an account by its name: typed, derived and computed."""


def header_of(name: str) -> str:
    """Give the header of a field; a column beyond the schema is called by its own.

    >>> header_of("revenue_12m"), header_of("Number of Plants")
    ('Revenue 12m', 'Number of Plants')
    """
    return ALL_FIELDS[name].header if name in ALL_FIELDS else name


def recognise(headers: Iterable[str], fields: Iterable[Field], where: str) -> dict[str, str]:
    """Match headers to fields, case and punctuation ignored.

    Args:
        headers: The headers as written.
        fields: The fields to look for.
        where: The file or sheet, for the message.

    Returns:
        The written header by field name; columns beyond the schema are left out.

    Raises:
        TableError: Two columns stand for one field; every such pair is named.
    """
    names = {header_key(spelling): field.name for field in fields for spelling in (field.name, field.header)}
    found: dict[str, str] = {}
    problems = []
    for header in headers:
        name = names.get(header_key(header))
        if name is None:
            continue
        if name in found:
            problems.append(_two_columns(where, name, found[name], header))
        found.setdefault(name, header)
    if problems:
        raise TableError(problems)
    return found


def _two_columns(where: str, name: str, first: str, second: str) -> str:
    return (
        f"{where}: the columns “{first}” and “{second}” both stand for {name}; one is allowed. "
        "Rename or remove one of them."
    )
