"""The sheet Start: what to do in three steps, what happened last, how to connect Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl import __version__
from kam_xl.workbook.layout import (
    LAST_RUN_CELL,
    PROBLEM_CELL,
    PYTHON_CELL,
    RESULT_CELL,
    START,
    VERSIONS_CELL,
    XLWINGS_VERSION,
)
from kam_xl.workbook.look import COMPUTED, LINE, MUTED, NAVY, TEAL
from kam_xl.workbook.pages.canvas import HAIR, MOST_LINES, lines_of
from kam_xl.workbook.references import cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kam_xl.workbook.layout import Sheet
    from kam_xl.workbook.pages.canvas import Canvas, Page


@dataclass(frozen=True, slots=True)
class _Step:
    """One of the three steps.

    Attributes:
        title: What it is called.
        text: What to do.
        sheet: Where to go.
    """

    title: str
    text: str
    sheet: str


_STEPS = (
    _Step(
        "Fill in",
        "One row per account on Accounts: type it, paste it, or press Import. Team says who looks after whom and who "
        "receives what. What nobody knows stays blank; it is never counted as zero.",
        "Accounts",
    ),
    _Step(
        "Score",
        "Set the weights, scales and gates on Model until they say what a key account is to you, then press Score. "
        "Every account gets a score, a tier and the reason for it in one sentence.",
        "Model",
    ),
    _Step(
        "Plan and share",
        "Generate plans writes a plan for every Key and Major account. Drafts to managers prepares a copy and a "
        "message for each manager, with only their accounts. Nothing is sent by itself.",
        "Dashboard",
    ),
)

_CONNECTING = (
    "Buttons and live scores need Excel on Windows and Python 3.11 or newer; without, the last results stay in sight.",
    f"1   In a terminal, where the wheel lies:  python -m pip install kam_xl-{__version__}-py3-none-any.whl",
    "2   Then:  kam install  (your own folder, no administrator). Every workbook of kam-xl looks for Python there.",
    "3   Open the workbook again and press Score. If Windows blocked the file: right-click it, Properties, Unblock.",
    "If something is amiss:  kam doctor KeyAccounts.xlsm  names it and says what to do; so does the button Doctor.",
    "On a Mac, on Linux or without Excel:  kam run KeyAccounts.xlsm -o out  gives the same results.",
)

_NOT_CONNECTED = "Not asked yet. Press Score; if it cannot reach Python, this says why."
_NOT_NAMED = "About, in the ribbon, names what Excel and Python have, and whether they fit together."

_NUMBER, _LABEL, _TEXT, _LINK = 1, 2, 3, 4
_WIDTHS = (2, 6, 22, 104, 22)
_TEXT_CHARACTERS = 104


def write_start_sheet(canvas: Canvas, sheet: Sheet) -> None:
    """Write the page a person sees first."""
    page = canvas.add(sheet)
    page.sheet.fit_to_pages(1, 1)
    for place, width in enumerate(_WIDTHS):
        page.sheet.set_column(place, place, width)
    page.sheet.set_row(1, 40)
    page.sheet.write_string(1, _NUMBER, "Key Accounts", page.look(bold=True, font_size=26, font_color=NAVY))
    tagline = "Which accounts are key, why, and what to do for them."
    page.sheet.write_string(2, _NUMBER, tagline, page.look(font_size=12, font_color=MUTED))
    row = _write_steps(page, 4)
    row = _write_status(canvas, page, row + 1)
    if canvas.macros:
        row = _write_section(page, row + 1, "Connect Python", _CONNECTING)
    _write_versions(canvas, page, row + 1)
    page.sheet.activate()


def _heading(page: Page, row: int, text: str) -> int:
    look = page.look(bold=True, font_size=13, font_color=NAVY, bottom=1, bottom_color=LINE)
    page.sheet.set_row(row, 24)
    for place in range(_NUMBER, _LINK + 1):
        page.put(row, place, text if place == _NUMBER else None, look)
    return row + 1


def _write_steps(page: Page, row: int) -> int:
    row = _heading(page, row, "Three steps")
    for number, step in enumerate(_STEPS, start=1):
        page.sheet.set_row(row, 44)
        page.put(row, _NUMBER, number, page.look(bold=True, font_size=22, font_color=TEAL, align="center"))
        page.put(row, _LABEL, step.title, page.look(bold=True, font_size=12))
        page.put(row, _TEXT, step.text, page.look(text_wrap=True))
        link = page.look(font_color=TEAL, underline=1, align="right")
        page.sheet.write_url(row, _LINK, f"internal:'{step.sheet}'!A1", link, f"Go to {step.sheet} →")
        row += 1
    return row


def _write_status(canvas: Canvas, page: Page, row: int) -> int:
    """Write what happened last, in cells with names: buttons and functions write there as well."""
    row = _heading(page, row, "Last run")
    status = canvas.content.status
    for label, name, text in (
        ("Run", LAST_RUN_CELL, status.last_run or "Not run yet"),
        ("Result", RESULT_CELL, status.result),
        ("Problems", PROBLEM_CELL, "\n".join(status.problems)),
        *([("Python", PYTHON_CELL, _NOT_CONNECTED)] if canvas.macros else []),
    ):
        row = _write_named(canvas, page, row, (label, name, text))
    return row


def _write_named(canvas: Canvas, page: Page, row: int, line: tuple[str, str, str]) -> int:
    label, name, text = line
    page.sheet.set_row(row, 6 + 15 * min(lines_of(text, _TEXT_CHARACTERS), MOST_LINES))
    page.put(row, _LABEL, label, page.look(bold=True))
    look = page.look(text_wrap=True, bg_color=COMPUTED, bottom=HAIR, bottom_color=LINE, align="left", indent=1)
    page.put(row, _TEXT, text, look)
    canvas.book.define_name(name, f"={cell(row, _TEXT, START)}")
    return row + 1


def _write_section(page: Page, row: int, heading: str, lines: Sequence[str]) -> int:
    row = _heading(page, row, heading)
    for line in lines:
        page.sheet.write_string(row, _LABEL, line, page.look())
        row += 1
    return row


def _write_versions(canvas: Canvas, page: Page, row: int) -> None:
    row = _heading(page, row, "Versions")
    model = canvas.content.model.get("model", {})
    versions = [
        ("This workbook", f"kam-xl {__version__}, for xlwings {XLWINGS_VERSION}"),
        ("Model", f"{model.get('name', '')} {model.get('version', '')}".strip()),
    ]
    for label, text in versions:
        page.put(row, _LABEL, label, page.look(bold=True))
        page.put(row, _TEXT, text, page.look(align="left", indent=1))
        row += 1
    if canvas.macros:
        _write_named(canvas, page, row, ("Installed", VERSIONS_CELL, _NOT_NAMED))
