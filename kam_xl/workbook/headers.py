"""Finding the header row of a sheet or file, and saying what is wrong with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from kam_xl.accounts.issues import quoted
from kam_xl.accounts.schema import Field, header_key
from kam_xl.accounts.tables import TableSpec

SEARCHED_ROWS = 20
"""How many rows from the top may hold the header row; titles and notes may stand above it."""

_NAMED_AT_MOST = 8
"""How many headers or rows a message names before it says how many more there are."""

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Corner:
    """Say where the first cell of some rows stands on the sheet, both counted from 1."""

    row: int = 1
    column: int = 1


TOP_LEFT = Corner()


def find_header(rows: Sequence[Row], spec: TableSpec) -> int | None:
    """Find the first row that holds every key column of a table.

    Args:
        rows: The rows from the top; only the first 20 are looked at.
        spec: The table looked for.

    Returns:
        The row's position among the rows, or None.
    """
    wanted = {header_key(field.header) for field in spec.keys}
    for position, row in enumerate(rows[:SEARCHED_ROWS]):
        if wanted <= {_key(cell) for cell in row}:
            return position
    return None


def first_filled(rows: Sequence[Row]) -> int | None:
    """Find the first row that is not wholly blank: the header row where nothing is known about the table."""
    return next((position for position, row in enumerate(rows) if not is_blank_row(row)), None)


def is_blank(cell: object) -> bool:
    """Tell whether a raw cell holds nothing.

    >>> [is_blank(cell) for cell in (None, " ", float("nan"), 0, False)]
    [True, True, True, False, False]
    """
    if isinstance(cell, str):
        return not cell.strip()
    return cell is None or cell != cell  # noqa: PLR0124 - only a missing value differs from itself


def is_blank_row(row: Iterable[object]) -> bool:
    """Tell whether a row holds nothing."""
    return all(map(is_blank, row))


def column_letters(number: int) -> str:
    """Name a column as a spreadsheet does.

    >>> column_letters(1), column_letters(26), column_letters(27), column_letters(16384)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters = ""
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def column_names(cells: Row, first_column: int = 1) -> list[str]:
    """Name the columns by their headers, trimmed; a blank header gives the column's letters, such as "Column F"."""
    return [
        f"Column {column_letters(column)}" if is_blank(cell) else str(cell).strip()
        for column, cell in enumerate(cells, first_column)
    ]


def duplicates(source: str, cells: Row, fields: Iterable[Field], first_column: int = 1) -> list[str]:
    """Say which headers stand twice: the same text, or two spellings of one field.

    Returns:
        One sentence per header that stands more than once, its columns named by their letters.
    """
    known = {header_key(spelling): field.header for field in fields for spelling in (field.name, field.header)}
    columns: dict[str, list[tuple[str, str]]] = {}
    for column, name in enumerate(column_names(cells, first_column), first_column):
        columns.setdefault(known.get(header_key(name), name), []).append((column_letters(column), name))
    return [_duplicate(source, header, stands) for header, stands in columns.items() if len(stands) > 1]


def _duplicate(source: str, header: str, stands: list[tuple[str, str]]) -> str:
    found = in_words([f"{letters} ({quoted(name)})" for letters, name in stands])
    return f"{source}: {len(stands)} columns stand for {header}: {found}; one is allowed. Rename or remove the others."


def missing_header(source: str, rows: Sequence[Row], spec: TableSpec, corner: Corner) -> str:
    """Say that the key columns of a table were not found, what was, and what comes nearest.

    Args:
        source: The file or sheet.
        rows: The rows from the top.
        spec: The table looked for.
        corner: Where the first of the rows stands.
    """
    wanted = in_words([field.header for field in spec.keys])
    remedy = _nearest(rows, spec, corner)
    likely = _likeliest_header(rows, spec)
    if likely is None:
        return (
            f"{source}: no header row: none of the first {SEARCHED_ROWS} rows holds the header {wanted}. "
            f"{remedy}Put the headers into one row above the data, {wanted} among them."
        )
    headers = [str(cell).strip() for cell in rows[likely] if not is_blank(cell)]
    return (
        f"{source}, row {corner.row + likely}: no column {wanted}; the headers are {in_words(headers)}. "
        f"{remedy}Add the column, or rename the one that holds it."
    )


def _likeliest_header(rows: Sequence[Row], spec: TableSpec) -> int | None:
    known = _spellings(spec)
    hits = [len(known & {_key(cell) for cell in row}) for row in rows[:SEARCHED_ROWS]]
    return hits.index(max(hits)) if max(hits, default=0) else None


def _spellings(spec: TableSpec) -> set[str]:
    return {header_key(spelling) for field in spec.fields for spelling in (field.name, field.header)}


def _nearest(rows: Sequence[Row], spec: TableSpec, corner: Corner) -> str:
    places = {
        _key(cell): f"{quoted(cell)} in row {row_number}, column {column_letters(column)}"
        for row_number, row in enumerate(rows[:SEARCHED_ROWS], corner.row)
        for column, cell in enumerate(row, corner.column)
        if _key(cell) and _key(cell) not in _spellings(spec)
    }
    present = {_key(cell) for row in rows[:SEARCHED_ROWS] for cell in row}
    missing = [key for field in spec.keys if (key := header_key(field.header)) not in present]
    near = [places[key] for wanted in missing for key in get_close_matches(wanted, places, n=1)]
    return f"Nearest to it is {in_words(near)}. " if near else ""


def in_words(names: Sequence[str]) -> str:
    """List names as a sentence does, and count those beyond the first eight.

    >>> in_words(["A"]), in_words(["A", "B", "C"]), in_words(list("ABCDEFGHIJ"))
    ('A', 'A, B and C', 'A, B, C, D, E, F, G, H and 2 more')
    """
    shown, rest = list(names[:_NAMED_AT_MOST]), len(names) - _NAMED_AT_MOST
    if rest > 0:
        shown.append(f"{rest} more")
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else "".join(shown)


def _key(cell: object) -> str:
    return header_key(cell) if isinstance(cell, str) else ""
