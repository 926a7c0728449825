"""The sheets of the workbook: their order, their looks, and where things stand on them.

Everything that is more than one sheet's concern is decided here; `kam_xl.workbook.pages` writes the sheets.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

from kam_xl.accounts.rows import Row
from kam_xl.accounts.schema import ALL_FIELDS, Field, Kind
from kam_xl.accounts.tables import ACCOUNTS, DETAIL_TABLES, HISTORY, MODELS, TEAM, TableSpec
from kam_xl.workbook.cells import table_headers
from kam_xl.workbook.look import LINE, MUTED, NAVY, TEAL, number_format

XLWINGS_VERSION = "0.37.8"
"""The xlwings whose DLL the workbook's VBA loads by name."""

START, DASHBOARD, MODEL, SETTINGS_SHEET, CONF = "Start", "Dashboard", "Model", "Settings", "xlwings.conf"

LAST_RUN_CELL, RESULT_CELL, PROBLEM_CELL = "KamLastRun", "KamResult", "KamProblem"
PYTHON_CELL, VERSIONS_CELL = "KamPython", "KamVersions"
"""Names of the cells of Start that a run, a button or a function writes to."""

SINCE_CELL, MOVERS_CELLS, GAPS_CELLS, ATTENTION_CELLS = "KamSince", "KamMovers", "KamGaps", "KamAttention"
HIGHLIGHT_CELLS = MappingProxyType(
    {SINCE_CELL: (1, 1), MOVERS_CELLS: (12, 8), GAPS_CELLS: (8, 8), ATTENTION_CELLS: (8, 1)}
)
"""Names of the cells of Dashboard that a run writes, and how many rows and columns each has."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Describe a sheet.

    Attributes:
        name: What its tab says.
        code_name: What VBA calls it; each has a document module of that name.
        colour: The colour of its tab.
        table: Its table; None for a sheet of another kind.
        hidden: Whether people see it only when they ask for it.
    """

    name: str
    code_name: str
    colour: str
    table: TableSpec | None = None
    hidden: bool = False


def _table_sheet(spec: TableSpec, colour: str, *, hidden: bool = False) -> Sheet:
    return Sheet(spec.name, f"{spec.name}Sheet", colour, spec, hidden)


SHEETS: tuple[Sheet, ...] = (
    Sheet(START, "StartSheet", NAVY),
    Sheet(DASHBOARD, "DashboardSheet", NAVY),
    _table_sheet(ACCOUNTS, TEAL),
    _table_sheet(TEAM, TEAL),
    *(_table_sheet(spec, LINE) for spec in DETAIL_TABLES),
    Sheet(MODEL, "ModelSheet", NAVY),
    Sheet(SETTINGS_SHEET, "SettingsSheet", NAVY),
    _table_sheet(HISTORY, MUTED),
    _table_sheet(MODELS, MUTED, hidden=True),
    Sheet(CONF, "ConfSheet", MUTED, hidden=True),
)
"""Every sheet, in the order of the tabs; xlwings' settings come last."""

CODE_NAMES = tuple(sheet.code_name for sheet in SHEETS)

TITLE_ROW, PURPOSE_ROW, GROUP_ROW, UNIT_ROW, HEADER_ROW = range(5)
"""The rows of every sheet with a table, counted from 0; its first row of data follows the header."""

FIRST_ROW = HEADER_ROW + 1

PREPARED_ROWS = 1000
"""Down to here rows are checked and coloured before anything stands in them."""

_WIDTHS = MappingProxyType(
    {
        "account": 30, "account_id": 14, "parent_account_id": 13, "industry": 20, "country": 16,
        "account_manager": 22, "manager": 22, "manager_email": 38, "email": 38, "mail_from": 38, "name": 24,
        "title": 34, "role": 19, "owner": 22, "phone": 18, "override_reason": 34, "override_by": 20, "reason": 84,
        "objective": 46, "measure": 32, "action": 46, "note": 40, "need": 40, "our_answer": 40,
        "service_commitment": 40, "product": 28, "competitor": 24, "risk": 40, "mitigation": 46, "section": 22,
        "text": 70, "by": 22, "model": 90, "model_hash": 20,
    }
)  # fmt: skip
"""Widths in characters of columns that need more or less than their kind."""

_KIND_WIDTHS = MappingProxyType({Kind.TEXT: 16, Kind.NUMBER: 13, Kind.BOOLEAN: 11, Kind.DATE: 13})

WRAPPED_FROM = 40
"""Columns as wide as this hold sentences: their text runs over several lines."""


@dataclass(frozen=True, slots=True)
class Column:
    """Describe a column of a table as it stands on its sheet.

    Attributes:
        header: What its header says.
        key: Under what a row's values hold it.
        field: The field it holds; None for a column beyond the schema.
        group: The group it belongs to; empty for none.
        kept: Whether it belongs to a table that kam-xl keeps, such as History.
    """

    header: str
    key: str
    field: Field | None
    group: str
    kept: bool = False

    @property
    def computed(self) -> bool:
        """Tell whether kam-xl writes it."""
        return self.kept or (self.field is not None and self.field.computed)

    @property
    def meant(self) -> Field | None:
        """Give the field it holds or, in a table that kam-xl keeps, the field whose raw values it holds."""
        return self.field or (ALL_FIELDS.get(self.key) if self.kept else None)

    @property
    def number_format(self) -> str:
        """Give the format of its cells."""
        if self.meant is not None and self.meant.kind is Kind.BOOLEAN:
            # Excel needs no format for TRUE and FALSE; LibreOffice would show 1 and 0.
            return '"TRUE";;"FALSE"'
        return number_format(self.meant)

    @property
    def align(self) -> str:
        """Say at which edge of the column its cells stand."""
        if self.meant is None:
            return "left"
        if self.meant.kind is Kind.NUMBER:
            return "right"
        return "left" if self.meant.kind is Kind.TEXT else "center"

    @property
    def width(self) -> float:
        """Give its width in characters."""
        if self.field is None:
            return max(_KIND_WIDTHS[Kind.TEXT], len(self.header) + 2 if self.kept else 0)
        return _WIDTHS.get(self.field.name, _KIND_WIDTHS[self.field.kind])

    @property
    def wraps(self) -> bool:
        """Tell whether its text runs over several lines."""
        return self.width >= WRAPPED_FROM and not self.computed


def columns_of(spec: TableSpec, rows: Iterable[Row]) -> tuple[Column, ...]:
    """Give the columns of a table: those of the schema, and what the rows hold beyond it.

    On Accounts the latter stand among the columns a person fills in, so that a criterion may use them; elsewhere last.
    What Accounts could hold and does not show, such as a derived field, is left out.
    """
    kept = spec in {HISTORY, MODELS}
    group = "Raw values" if kept else "More"
    known = [Column(field.header, field.name, field, field.group, kept) for field in spec.fields]
    names = {column.key for column in known} | (ALL_FIELDS.keys() if spec is ACCOUNTS else set())
    beyond = list(dict.fromkeys(key for row in rows for key in row if key not in names))
    headers = table_headers([*(column.header for column in known), *beyond])[len(known) :]
    more = [Column(header, key, None, group, kept) for header, key in zip(headers, beyond, strict=True)]
    place = next((i for i, column in enumerate(known) if column.group == "Judgement"), len(known))
    return (*known[:place], *more, *known[place:])
