"""Write the reference of sheets and columns from the schema: `reference.py docs/reference/sheets.md`."""

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from kam_xl.accounts.schema import DERIVED_FIELDS, OUTPUT_FIELDS, Field
from kam_xl.accounts.tables import ACCOUNTS, SETTINGS, TABLES, TableSpec
from kam_xl.workbook.model_sheet import HEADERS

HEAD = """# Sheets and columns

Every sheet of the workbook and every column that kam-xl knows. This page is written from the program's own schema by
`scripts/reference.py`; a test fails when the two differ.

- **Headers** are recognised whatever their case and punctuation: `revenue_12m` and `REVENUE 12M` are both Revenue 12m.
  The order of columns does not matter.
- **Columns beyond these** are kept as they are. Models may rate them, by their header.
- **Blank means not known.** So do `NULL`, `N/A`, `NaN`, `inf` and anything that starts with `#`, but not in ids and
  names.
- **Key** columns identify a row. A row makes no sense without its **required** ones. **Internal** ones are not for the
  customer's eyes.
"""

RESULTS = """## Results

`kam score` adds these columns to yours; the sheet Accounts has those marked *on the sheet*. Where a file has them
already, they are replaced, never read.
"""

GLANCE = """## Start and Dashboard

**Start** says what to do in three steps, what the last run did, how Excel's link to Python is, and which versions stand
together. Buttons write into its cells `KamLastRun`, `KamResult`, `KamProblem`, `KamPython` and `KamVersions`.

**Dashboard** shows the book at a glance. Its figures and charts are formulas and native charts: they follow Accounts
and Team as you type, and leave out what is an error. Tiers, ranks and both axes are those of the last run.

- **Where the accounts stand**: attractiveness over relationship. A bubble's area is the revenue, its colour the tier,
  its number the rank. The 150 best by rank are drawn, and of the others the 50 largest.
- **Where the revenue comes from**: the measured curve, at each percent of the accounts that bought. The account that
  crosses 80 % belongs to the head.
- **The best by rank**: the twelve best.
- **Tiers**: accounts and revenue of each.
- **Key accounts and capacity**: the first ten on Team; all others in one line.
- **Who moved, what is unknown, what needs attention**: values that a run and the button Score write, into `KamSince`,
  `KamMovers`, `KamGaps` and `KamAttention`.

What the charts draw stands to the right of them, off the printed page.
"""

DERIVED = """## Worked out, never typed

These come from other columns and the as-of date. Models may rate them; a typed one is ignored, with one issue.
"""

MODEL = """## Model

What counts, how much, and where the tiers begin: five tables that say the same as a model file.
[Models](model.md) explains every key.
"""

SETTINGS_HEAD = """## Settings

One row per setting: its name, its value and its meaning.
"""


def page() -> str:
    """Write the whole page."""
    parts = [HEAD, GLANCE, *_accounts(), _derived(), _results()]
    parts += [_sheet(spec) for spec in TABLES.values() if spec is not ACCOUNTS]
    parts += [_model(), f"{SETTINGS_HEAD}\n" + _table(("Setting", "Holds", "Allowed"), map(_setting, SETTINGS))]
    return "\n".join(parts)


def _accounts() -> Iterator[str]:
    yield f"## Accounts\n\n{ACCOUNTS.purpose}\n"
    typed = (field for field in ACCOUNTS.fields if not field.computed)
    for group, fields in groupby(typed, key=lambda field: field.group):
        yield _fields(f"### {group}\n", fields)


def _fields(head: str, fields: Iterable[Field]) -> str:
    header = ("Column", "Name in models", "Holds", "Unit", "Allowed", "")
    return f"{head}\n{_table(header, ((field.header, f'`{field.name}`', *_said(field)) for field in fields))}"


def _derived() -> str:
    rows = ((field.header, f"`{field.name}`", field.note, field.unit) for field in DERIVED_FIELDS)
    return f"{DERIVED}\n{_table(('Column', 'Name in models', 'Holds', 'Unit'), rows)}"


def _sheet(spec: TableSpec) -> str:
    rows = ((field.header, *_said(field)) for field in spec.fields)
    return f"## {spec.name}\n\n{spec.purpose}\n\n{_table(('Column', 'Holds', 'Unit', 'Allowed', ''), rows)}"


def _results() -> str:
    shown = {field.name for field in ACCOUNTS.fields}
    rows = (
        (field.header, f"`{field.name}`", field.note, field.unit, "on the sheet" if field.name in shown else "")
        for field in OUTPUT_FIELDS
    )
    return f"{RESULTS}\n{_table(('Column', 'Name', 'Holds', 'Unit', ''), rows)}"


def _model() -> str:
    rows = ((table, ", ".join(headers)) for table, headers in HEADERS.items())
    return f"{MODEL}\n{_table(('Table', 'Columns'), rows)}"


def _said(field: Field) -> tuple[str, str, str, str]:
    return "<br>".join((field.note, *field.anchored)), field.unit, field.allowed, _marks(field)


def _setting(field: Field) -> tuple[str, str, str]:
    return field.header, field.note, field.allowed


def _marks(field: Field) -> str:
    marks = {"key": field.key, "required": field.required and not field.key, "internal": field.internal}
    return ", ".join(mark for mark, holds in marks.items() if holds)


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def main() -> None:
    """Write the page into the file named on the command line."""
    Path(sys.argv[1]).write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
