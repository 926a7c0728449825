"""A sheet with one table: Accounts, Team, the details of accounts, History and Models."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from kam_xl.accounts.schema import FIELDS, Kind
from kam_xl.accounts.tables import ACCOUNTS, TEAM
from kam_xl.errors import TargetError
from kam_xl.workbook.layout import FIRST_ROW, GROUP_ROW, HEADER_ROW, PREPARED_ROWS, TITLE_ROW, UNIT_ROW, columns_of
from kam_xl.workbook.look import DATE_FORMAT, MUTED, NAVY, TEAL, TIER_COLOURS, UNKNOWN
from kam_xl.workbook.pages.canvas import BAR, WHITE, line_height, lines_of
from kam_xl.workbook.references import down, moving_cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.format import Format

    from kam_xl.accounts.rows import Row, Value
    from kam_xl.accounts.schema import Field
    from kam_xl.accounts.tables import TableSpec
    from kam_xl.workbook.layout import Column, Sheet
    from kam_xl.workbook.pages.canvas import Canvas, Page

MOST_ROWS = 1_048_576
"""Rows of a sheet."""

SCORE_FORMULA = (
    "=KAM_SCORE(Accounts[[#This Row],[Account ID]:[Override Until]],"
    "Accounts[[#Headers],[Account ID]:[Override Until]],KamToken)"
)
"""The score of a row; the columns it reads do not hold its own, so that it is not circular."""


def write_table_sheet(canvas: Canvas, sheet: Sheet, spec: TableSpec) -> None:
    """Write a sheet with one table named as the sheet; without rows it has one blank row to begin in.

    Raises:
        TargetError: There are more rows than a sheet has.
    """
    rows = canvas.content.tables.get(sheet.name, ())
    _check_room(sheet, len(rows))
    columns = columns_of(spec, rows)
    page = canvas.add(sheet)
    page.title(spec.name, spec.purpose, _LEGEND_COLUMN if spec is ACCOUNTS else 0)
    _write_legend(page, columns)
    valign = "top" if any(column.wraps or column.key == "model" for column in columns) else "vcenter"
    _write_bands(page, columns, str(canvas.content.settings.get("currency") or "currency"))
    live = frozenset({"score"}) if canvas.macros and spec is ACCOUNTS else frozenset()
    page.table(spec.name, [_table_column(page, column, live) for column in columns], len(rows), says=spec.purpose)
    for place, column in enumerate(columns):
        values = [row.get(column.key) for row in rows]
        look = _cell_look(page, column, _format_of(column, values), valign)
        _prepare_column(page, place, column, valign)
        if column.key in live:
            _write_scores(page, place, rows, look)
        else:
            _write_values(page, place, values or [None], look)
    _offer_names(page, spec, columns)
    _fit_rows(page, columns, rows)
    page.sheet.repeat_rows(HEADER_ROW)
    page.sheet.freeze_panes(FIRST_ROW, 1)
    if sum(column.width for column in columns) <= _UPRIGHT_UNTIL:
        page.sheet.set_portrait()
    if spec is ACCOUNTS:
        _finish_accounts(page, {column.key: place for place, column in enumerate(columns)})


_UPRIGHT_UNTIL = 130
"""Tables no wider than so many characters are printed on upright pages: more of their rows fit, and still read well."""


def _check_room(sheet: Sheet, rows: int) -> None:
    room = MOST_ROWS - FIRST_ROW
    if rows > room:
        raise TargetError(
            f"Sheet {sheet.name}: {rows:,} rows; a sheet of Excel has room for {room:,}. "
            "Write a .csv or .parquet file instead."
        )


def _write_legend(page: Page, columns: Sequence[Column]) -> None:
    """Say what the colours mean, as far as they occur."""
    said = [(NAVY, "you fill in", not all(column.computed for column in columns))]
    said += [(TEAL, "kam-xl writes", any(column.computed for column in columns))]
    said += [(UNKNOWN, "not known yet", any(column.key == "override_tier" for column in columns))]
    parts: list[object] = []
    for colour, text, occurs in said:
        parts += [page.look(font_color=colour), "■ ", page.look(font_color=MUTED, font_size=9), f"{text}     "] * occurs
    page.sheet.write_rich_string(TITLE_ROW, _LEGEND_COLUMN, *parts, page.look())


_LEGEND_COLUMN = 2


def _write_bands(page: Page, columns: Sequence[Column], currency: str) -> None:
    """Write the groups of columns and the units above the header row."""
    groups = [column.group for column in columns]
    two_lines = any(lines_of(column.header, column.width) > 1 for column in columns)
    for row, height in ((GROUP_ROW, 20 if any(groups) else 6), (UNIT_ROW, 14), (HEADER_ROW, 40 if two_lines else 24)):
        page.sheet.set_row(row, height)
    for place, column in enumerate(columns):
        if place == 0 or groups[place - 1] != column.group:
            colour = TEAL if column.computed else MUTED
            page.sheet.write_string(GROUP_ROW, place, column.group, page.look(bold=True, font_color=colour, indent=1))
        unit = column.field.unit if column.field else ""
        shown = currency if unit == "currency" else unit
        look = page.look(font_size=8, font_color=MUTED, align=column.align, indent=0 if column.align == "center" else 1)
        page.put(UNIT_ROW, place, shown or None, look)


def _table_column(page: Page, column: Column, live: frozenset[str]) -> dict[str, object]:
    look = page.header(computed=column.computed, align=column.align)
    return {"header": column.header, "header_format": look} | ({"formula": SCORE_FORMULA} if column.key in live else {})


def _cell_look(page: Page, column: Column, number_format: str, valign: str) -> Format:
    return page.cell(number_format, computed=column.computed, align=column.align, text_wrap=column.wraps, valign=valign)


def _format_of(column: Column, values: Sequence[Value]) -> str:
    """Give the format of a column's cells; in one beyond the schema that holds days, they would be mere numbers."""
    known = [value for value in values if value is not None]
    is_of_days = column.meant is None and known and all(isinstance(value, date) for value in known)
    return DATE_FORMAT if is_of_days else column.number_format


def _prepare_column(page: Page, place: int, column: Column, valign: str) -> None:
    """Set what holds for rows to come as well: width, number format, what may be typed, and the header's note."""
    page.sheet.set_column(place, place, column.width, page.look(num_format=column.number_format, valign=valign))
    if column.meant is not None:
        _write_note(page, place, column, column.meant)
    if column.field is not None and not column.computed:
        _add_validation(page, place, column.field)


def _write_scores(page: Page, place: int, rows: Sequence[Row], look: Format) -> None:
    """Write the function with the score it has: where macros are blocked, the last scores stay in sight."""
    for row, score in enumerate([_cached(row.get("score")) for row in rows] or [""], start=FIRST_ROW):
        page.sheet.write_formula(row, place, SCORE_FORMULA, look, score)


def _cached(score: Value) -> Value:
    return "#N/A" if score is None else score


def _write_values(page: Page, place: int, values: Sequence[Value], look: Format) -> None:
    for row, value in enumerate(values, start=FIRST_ROW):
        page.put(row, place, value, look)


def _fit_rows(page: Page, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    """Make rows as high as their longest text needs; other rows stay free to grow as somebody types."""
    wrapped = [(column.key, column.width) for column in columns if column.wraps]
    for number, row in enumerate(rows, start=FIRST_ROW):
        lines = max((lines_of(row.get(key), width) for key, width in wrapped), default=1)
        if lines > 1:
            page.sheet.set_row(number, line_height(lines))


def _write_note(page: Page, place: int, column: Column, field: Field) -> None:
    lines = [field.note, *field.anchored, *_allowed(column, field)]
    if field.internal and not column.computed:
        lines.append("Internal: never in a plan for the customer.")
    page.note(HEADER_ROW, place, lines)


def _allowed(column: Column, field: Field) -> list[str]:
    if column.computed:
        return ["Written by kam-xl."]
    if field.kind is Kind.TEXT and not field.choices:
        return ["Any text." if field.required else "Any text, or blank."]
    return [f"Allowed: {field.allowed}{'' if field.required else ', or blank'}."]


def _add_validation(page: Page, place: int, field: Field) -> None:
    rule = typed_rule(field)
    if rule is None:
        return
    refusal = {"error_title": field.header, "error_message": f"Allowed: {field.allowed}, or blank."}
    help_text = {"input_title": field.header, "input_message": "\n".join(field.anchored)} if field.anchors else {}
    page.sheet.data_validation(FIRST_ROW, place, FIRST_ROW + PREPARED_ROWS, place, {**rule, **refusal, **help_text})


_NAMED_ON = MappingProxyType({"account_id": ACCOUNTS, "account_manager": TEAM})
"""The tables whose first column holds what other tables refer to."""


def _offer_names(page: Page, spec: TableSpec, columns: Sequence[Column]) -> None:
    """Offer the accounts and account managers there are; others may be typed, since they may follow later."""
    for place, column in enumerate(columns):
        named_on = _NAMED_ON.get(column.key)
        if named_on is not None and named_on is not spec and not column.computed:
            source = f"={down(FIRST_ROW, FIRST_ROW + PREPARED_ROWS, 0, named_on.name)}"
            rule = {"validate": "list", "source": source, "show_error": False}
            page.sheet.data_validation(FIRST_ROW, place, FIRST_ROW + PREPARED_ROWS, place, rule)


_DATES = (date(1954, 10, 3), date(2119, 1, 11))
"""The first and last day that Excel's serial numbers 20,000 to 80,000 stand for."""


def typed_rule(field: Field) -> dict[str, object] | None:
    """Say what Excel lets a person type into a field; None for anything."""
    if field.choices:
        return {"validate": "list", "source": list(field.choices)}
    if field.kind is Kind.BOOLEAN:
        return {"validate": "list", "source": ["TRUE", "FALSE"]}
    if field.kind is Kind.DATE:
        return {"validate": "date", "criteria": "between", "minimum": _DATES[0], "maximum": _DATES[1]}
    if field.kind is Kind.NUMBER and field.low is not None:
        kind = "integer" if field.whole else "decimal"
        if field.high is None:
            return {"validate": kind, "criteria": ">=", "value": field.low}
        return {"validate": kind, "criteria": "between", "minimum": field.low, "maximum": field.high}
    return None


_TIER_LOOKS: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {
        "Key": {"bold": True, "font_color": WHITE, "bg_color": TIER_COLOURS["Key"]},
        "Major": {"bold": True, "font_color": WHITE, "bg_color": TIER_COLOURS["Major"]},
        "Unscored": {"italic": True, "font_color": MUTED},
    }
)
_COMPUTED_TIER_LOOKS: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {tier: {"bold": True, "font_color": TIER_COLOURS[tier]} for tier in ("Key", "Major")}
    | {"Unscored": _TIER_LOOKS["Unscored"]}
)
"""Less loud: it is the other one that counts."""


def _finish_accounts(page: Page, places: Mapping[str, int]) -> None:
    """Let the results speak: a bar for the score, a colour for the tier; keep the account's name in sight."""
    page.sheet.freeze_panes(FIRST_ROW, 2)
    page.sheet.repeat_columns(0, 1)
    page.sheet.fit_to_pages(4, 0)
    for key, looks in (("tier", _TIER_LOOKS), ("computed_tier", _COMPUTED_TIER_LOOKS)):
        for tier, properties in looks.items():
            look = page.look(**properties)
            _colour(page, places[key], {"type": "cell", "criteria": "==", "value": f'"{tier}"', "format": look})
    scale = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": 100}
    for key in ("score", "attractiveness", "relationship"):
        bar = {"type": "data_bar", "bar_color": BAR, "bar_solid": True, "bar_border_color": BAR}
        _colour(page, places[key], {**bar, **scale})
    _grey_the_unknown(page, places)
    _colour(page, places["score"], {"type": "errors", "format": page.look(font_color=MUTED)})


_BLANK_SAYS_SOMETHING = frozenset(
    {"account_id", "parent_account_id", "manager", "manager_email", "utc_offset_hours", "region_served"}
)
"""Columns that are rightly blank: there is no such thing, or it is taken from elsewhere; so are all overrides."""


def _grey_the_unknown(page: Page, places: Mapping[str, int]) -> None:
    unknown = page.look.book.add_format({"bg_color": UNKNOWN})
    for field in FIELDS:
        if field.name not in _BLANK_SAYS_SOMETHING and field.group != "Judgement":
            cells = moving_cell(FIRST_ROW, 0), moving_cell(FIRST_ROW, places[field.name])
            rule = {"type": "formula", "criteria": f'=AND({cells[0]}<>"",{cells[1]}="")', "format": unknown}
            _colour(page, places[field.name], rule)


def _colour(page: Page, place: int, rule: Mapping[str, object | Format]) -> None:
    page.sheet.conditional_format(FIRST_ROW, place, FIRST_ROW + PREPARED_ROWS, place, dict(rule))
