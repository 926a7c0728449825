"""The import note: what the import wrote into an account, how sure it is, and so which cells a person typed over.

The note stands in a column of its own and can be read by people:
`Import 1998-05-06: Status = Active; Customer Since = 1996-07-08 (at least); Recurring Share = 0.71 (estimate)`.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from kam_xl.accounts.coercion import text_of
from kam_xl.accounts.rows import Value
from kam_xl.accounts.schema import ALL_FIELDS, Kind

HEADER = "Import Note"
"""The header of the column."""


def write_note(
    as_of: date, written: Mapping[str, Value], doubts: Mapping[str, str], remarks: Iterable[str] = ()
) -> str:
    """Write an account's note.

    Args:
        as_of: The day of the import.
        written: The values written, by field name; unknown ones are left out.
        doubts: A word of caution by field name, such as "estimate".
        remarks: Further remarks, put at the end.

    >>> write_note(date(1998, 5, 6), {"status": "Active", "recurring_share": 0.71}, {"recurring_share": "estimate"})
    'Import 1998-05-06: Status = Active; Recurring Share = 0.71 (estimate)'
    """
    items = [_item(name, value, doubts.get(name)) for name, value in written.items() if value is not None]
    return f"Import {as_of}: " + "; ".join([*items, *remarks])


def _item(name: str, value: Value, doubt: str | None) -> str:
    return f"{ALL_FIELDS[name].header} = {shown(value)}" + (f" ({doubt})" if doubt else "")


def shown(value: Value) -> str:
    """Write a value as the note holds it.

    >>> shown(True), shown(date(2024, 5, 31)), shown(0.5), shown("Fish; chips"), shown(None)
    ('TRUE', '2024-05-31', '0.5', 'Fish, chips', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return " ".join(text_of(value).replace(";", ",").split())


def read_note(note: object) -> dict[str, str]:
    """Read what an earlier import wrote, by field name, as `shown` writes it; nothing if there is no note.

    >>> read_note("Import 1998-05-06: Status = Active; Recurring Share = 0.71 (estimate); and so on")
    {'status': 'Active', 'recurring_share': '0.71'}
    """
    names = {ALL_FIELDS[name].header: name for name in ALL_FIELDS}
    _, _, items = str(note).partition(": ")
    found: dict[str, str] = {}
    for item in items.split("; "):
        header, equals, text = item.partition(" = ")
        if equals and header in names:
            name = names[header]
            found[name] = text if ALL_FIELDS[name].kind is Kind.TEXT else text.partition(" (")[0]
    return found
