"""The tables of the book: their columns, as the sheets, the plans and the copies read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kam_xl.accounts.schema import FIELDS, OUTPUT_FIELDS, TIERS, Field, Kind, by_name, header_key


@dataclass(frozen=True, slots=True)
class TableSpec:
    """Describe one table of the book.

    Attributes:
        name: The name of the sheet and of its Excel table.
        purpose: One sentence for the person who fills it in.
        fields: Its columns in sheet order; columns beyond them are kept.
    """

    name: str
    purpose: str
    fields: tuple[Field, ...]

    @property
    def keys(self) -> tuple[Field, ...]:
        """Give the columns that identify a row."""
        return tuple(field for field in self.fields if field.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """A column as written below: the field without its name, which follows from the header."""

    header: str
    note: str
    kind: Kind = Kind.TEXT
    marks: str = ""
    choices: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    whole: bool = False
    unit: str = ""

    def field(self) -> Field:
        return Field(
            name=self.header.lower().replace(" ", "_"),
            header=self.header,
            kind=self.kind,
            note=self.note,
            choices=self.choices,
            anchors=self.anchors,
            low=self.low,
            high=self.high,
            unit=self.unit,
            whole=self.whole,
            key="k" in self.marks,
            required="k" in self.marks or "r" in self.marks,
            internal="i" in self.marks,
            verbatim="v" in self.marks or "k" in self.marks,
        )


def _spec(name: str, purpose: str, *columns: _Column) -> TableSpec:
    return TableSpec(name, purpose, tuple(column.field() for column in columns))


def _text(header: str, note: str, marks: str = "", choices: tuple[str, ...] = ()) -> _Column:
    return _Column(header=header, note=note, marks=marks, choices=choices)


def _number(header: str, note: str, marks: str = "", unit: str = "") -> _Column:
    return _Column(header=header, note=note, kind=Kind.NUMBER, marks=marks, unit=unit)


def _scale(header: str, note: str, high: int, anchors: tuple[str, ...] = (), marks: str = "") -> _Column:
    return _Column(
        header=header, note=note, kind=Kind.NUMBER, marks=marks, anchors=anchors,
        low=1, high=high, whole=True, unit=f"1–{high}",
    )  # fmt: skip


def _offset(header: str, note: str) -> _Column:
    return _Column(header=header, note=note, kind=Kind.NUMBER, low=-12, high=14, unit="hours")


def _date(header: str, note: str, marks: str = "") -> _Column:
    return _Column(header=header, note=note, kind=Kind.DATE, marks=marks)


_ACCOUNT_ID = _text("Account ID", "The account, by its id on Accounts.", "k")

ACCOUNTS = TableSpec(
    "Accounts",
    "One row per account: what is known, and what kam-xl works out from it.",
    (*FIELDS, *(field for field in OUTPUT_FIELDS if field.name in {
        "score", "attractiveness", "relationship", "coverage", "quadrant", "tier", "computed_tier", "rank", "reason"
    })),
)  # fmt: skip

TEAM = _spec(
    "Team",
    "One row per account manager: where they sit, whom they report to, how many key accounts they can serve.",
    _text("Account Manager", "The name as on Accounts.", "k"),
    _text("Email", "The account manager's address.", "v"),
    _text("Manager", "Who receives the manager copy.", "v"),
    _text("Manager Email", "Where the manager copy goes.", "v"),
    _offset("UTC Offset Hours", "Standard time of the office, hours from UTC."),
    _number("Capacity", "How many key accounts this person can serve; blank means 5.", unit="key accounts"),
    _text("Language", "Language of plans and messages, such as en or de."),
)  # fmt: skip

STAKEHOLDERS = _spec(
    "Stakeholders",
    "Who matters at the account, and where each stands.",
    _ACCOUNT_ID,
    _text("Name", "The person's name.", "k"),
    _text(
        "Role", "The part played in buying.",
        choices=("Executive sponsor", "Decision maker", "Champion", "Influencer", "User", "Blocker"),
    ),
    _text("Title", "The person's job."),
    _text("Influence", "How much the person's word weighs.", "i", ("High", "Medium", "Low")),
    _text("Sentiment", "+ for us, 0 neutral, − against us.", "i", ("+", "0", "−")),
    _text("Owner", "Who of us looks after the person.", "v"),
    _text("Email", "The person's address.", "v"),
    _text("Phone", "The person's number.", "v"),
    _date("Last Contact", "When we last spoke."),
    _text("Status", "Whether the role is confirmed.", "i", ("Assumed", "Confirmed")),
)  # fmt: skip

OBJECTIVES = _spec(
    "Objectives",
    "Two to four objectives per key account.",
    _ACCOUNT_ID,
    _text("Objective ID", "Your own id within the account, such as O1.", "k"),
    _text("Objective", "The objective, in the customer's words.", "r"),
    _text("Type", "Whose objective it is.", choices=("Ours", "Theirs", "Joint")),
    _text("Measure", "What is counted, with its unit."),
    _number("Baseline", "Where it stood at the start."),
    _number("Target", "Where it should be on the due date."),
    _number("Current", "Where it stands now."),
    _date("Due", "When the target is due."),
    _text("Owner", "Who answers for it.", "v"),
    _text("Status", "On track, at risk, done, or your own word."),
)

ACTIONS = _spec(
    "Actions",
    "Who does what by when.",
    _ACCOUNT_ID,
    _text("Action ID", "Your own id within the account, such as A1.", "k"),
    _text("Objective ID", "The objective it serves.", "v"),
    _text("Action", "What is done.", "r"),
    _text("Owner", "Who does it.", "rv"),
    _date("Due", "By when.", "r"),
    _date("Done", "The day on which it was done."),
    _Column(header="Horizon", note="30, 60 or 90 days.", kind=Kind.NUMBER, unit="days"),
    _text("Note", "For us only.", "i"),
)

NEEDS = _spec(
    "Needs",
    "What the account needs, and our answer.",
    _ACCOUNT_ID,
    _text("Need", "In the customer's words.", "k"),
    _scale(
        "Their priority", "How much it matters to them; 1 is the highest.", 3,
        ("Decides about the next order.", "Matters to them this year.", "Good to have."),
    ),
    _text("Our answer", "What we offer for it."),
    _text("Service commitment", "What we promised."),
    _date("Since", "Since when it is known."),
)  # fmt: skip

PRODUCTS = _spec(
    "Products",
    "What the account owns, could own, and buys elsewhere.",
    _ACCOUNT_ID,
    _text("Product", "A product or product group.", "k"),
    _text("State", "Where it stands.", choices=("Owned", "Pipeline", "Gap", "Not eligible", "Competitor")),
    _number("Revenue 12m", "Our revenue with it in the last 12 months.", unit="currency"),
    _number("Category Spend", "What the account spends on it with everybody.", unit="currency"),
    _text("Competitor", "Who else supplies it.", "i"),
    _date("Contract End", "When the contract ends."),
)

TARGETS = _spec(
    "Targets",
    "What the year should bring.",
    _ACCOUNT_ID,
    _Column(header="Year", note="Fiscal year.", kind=Kind.NUMBER, marks="k", unit="year"),
    _number("Revenue Target", "Revenue of the year.", unit="currency"),
    _number("Margin Target", "Gross margin as a share.", "i", "share"),
    _number("Share of Wallet Target", "Our share of their spend.", "i", "share"),
)

RISKS = _spec(
    "Risks",
    "What could go wrong.",
    _ACCOUNT_ID,
    _text("Risk", "What could happen.", "k"),
    _scale(
        "Likelihood", "1 unlikely … 5 expected.", 5,
        ("Hardly conceivable.", "Unlikely this year.", "As likely as not.", "More likely than not.", "Expected."), "i",
    ),
    _scale(
        "Impact", "1 small … 5 loss of the account.", 5,
        ("A nuisance.", "Costs some margin.", "Costs some revenue.", "Costs most of it.", "Costs us the account."), "i",
    ),
    _text("Mitigation", "What we do about it.", "i"),
    _text("Owner", "Who watches it.", "v"),
)  # fmt: skip

NOTE_SECTIONS = (
    "SWOT Strength", "SWOT Weakness", "SWOT Opportunity", "SWOT Threat", "Competitors", "Priorities",
    "Resources asked", "Stop doing", "The one ask", "Review",
)  # fmt: skip

NOTES = _spec(
    "Notes",
    "Everything a plan says in free words.",
    _ACCOUNT_ID,
    _text("Section", "Where in the plan the note belongs.", "k", NOTE_SECTIONS),
    _date("Date", "When it was written."),
    _text("Text", "The note."),
    _text("By", "Who wrote it.", "v"),
    _text("Audience", "Internal, or also for the customer.", choices=("Internal", "Customer")),
)

HISTORY = _spec(
    "History",
    "One row per account and snapshot; raw values of the model's fields stand in further columns.",
    _date("As Of", "The day of the snapshot.", "k"),
    _ACCOUNT_ID,
    _text("Model Hash", "The model, by its row on Models.", "v"),
    _number("Score", "The whole account; blank if too little was known.", unit="0–100"),
    _number("Attractiveness", "Score of the attractiveness criteria.", unit="0–100"),
    _number("Relationship", "Score of the relationship criteria.", unit="0–100"),
    _number("Coverage", "Share of the weight with known data.", unit="share"),
    _text("Tier", "With overrides.", choices=(*TIERS, "Unscored")),
    _text("Computed Tier", "Without overrides.", choices=(*TIERS, "Unscored")),
    _number("Rank", "1 is the best score.", unit="rank"),
    _number("Revenue 12m", "At the time.", unit="currency"),
)

MODELS = _spec(
    "Models",
    "Every model that a snapshot was scored with.",
    _text("Model Hash", "As on History.", "k"),
    _text("Model", "The model as TOML text.", "v"),
)

DETAIL_TABLES: tuple[TableSpec, ...] = (
    STAKEHOLDERS, OBJECTIVES, ACTIONS, NEEDS, PRODUCTS, TARGETS, RISKS, NOTES,
)  # fmt: skip
"""The tables that say more about single accounts, in sheet order."""

TABLES = MappingProxyType({spec.name: spec for spec in (ACCOUNTS, TEAM, *DETAIL_TABLES, HISTORY, MODELS)})
"""Every table of the book by the name of its sheet."""

DEFAULT_CAPACITY = 5
"""Key accounts one account manager can serve unless Team says otherwise."""


SETTINGS: tuple[Field, ...] = tuple(
    column.field()
    for column in (
        _text("Company", "Your company's name, as it stands on plans."),
        _text("Currency", "ISO code of the money in this book, such as EUR."),
        _scale("Fiscal Year Start", "Its first month, 1–12.", 12),
        _date("As Of", "The day the book is scored for; blank means today."),
        _offset("Home UTC Offset", "Standard time of your head office, hours from UTC."),
        _text("Served Countries", "Countries you serve, separated by commas; blank means not said."),
        _text("Locale", "How texts write numbers and dates, such as de_DE; blank: 1,234.5 and ISO dates."),
        _number("Head Cut", "Revenue above which an account is in the head; written by Score.", unit="currency"),
        _number("Head Keep", "Revenue above which it stays there; written by Score.", unit="currency"),
        _text("Output Folder", "Where plans and copies go; blank means beside the workbook."),
        _text("Template Folder", "Your own templates; blank means the shipped ones."),
        _text("Allowed Mail Domains", "Domains that may receive messages, separated by commas; blank allows all."),
        _text("Mail From", "The sender's address."),
    )
)  # fmt: skip
"""The settings of a book: one row each on the sheet Settings."""


def missing_required(spec: TableSpec, headers: Iterable[str]) -> list[Field]:
    """Give the required columns that a table lacks."""
    present = {header_key(header) for header in headers}
    return [field for field in spec.fields if field.required and header_key(field.header) not in present]


def fields_of(spec: TableSpec) -> Mapping[str, Field]:
    """Give the columns of a table by name."""
    return by_name(spec.fields)
