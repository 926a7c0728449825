"""Building the workbook: KeyAccounts.xlsm itself, and workbooks filled with a scored book.

```
workbook/vba/*.bas|.cls ── vba.py ──┐
workbook/ribbon.xml ─────────────── package.py ──> KeyAccounts.xlsm
layout.py, pages/ ── XlsxWriter ────┘
```

The same content gives the same bytes. A filled workbook takes its macros from the shipped KeyAccounts.xlsm.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING

from kam_xl.shipped import shipped
from kam_xl.workbook.content import WorkbookContent
from kam_xl.workbook.files import atomic_write
from kam_xl.workbook.layout import CODE_NAMES, CONF, DASHBOARD, MODEL, SETTINGS_SHEET, SHEETS, START
from kam_xl.workbook.look import Look
from kam_xl.workbook.package import RIBBON_PART, add_interface, take_part
from kam_xl.workbook.pages.canvas import Canvas
from kam_xl.workbook.pages.conf import write_conf_sheet
from kam_xl.workbook.pages.dashboard.page import write_dashboard_sheet
from kam_xl.workbook.pages.model import write_model_sheet
from kam_xl.workbook.pages.settings import write_settings_sheet
from kam_xl.workbook.pages.start import write_start_sheet
from kam_xl.workbook.pages.tables import write_table_sheet
from kam_xl.workbook.vba import PROJECT_PART, WORKBOOK_MODULE, build_vba_project, read_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Any

    from xlsxwriter.workbook import Workbook

    from kam_xl.workbook.layout import Sheet

_CREATED = datetime(2020, 1, 1, tzinfo=UTC)
"""Stands in the properties of every workbook, so that the same content gives the same bytes."""

_CALCULATION_ENGINE = 191029
"""Excel 2019's: a workbook calculated by an older one would be calculated anew, macros or not, when it is opened."""

_WRITERS: Mapping[str, Callable[[Canvas, Sheet], object]] = MappingProxyType(
    {
        START: write_start_sheet,
        DASHBOARD: write_dashboard_sheet,
        MODEL: write_model_sheet,
        SETTINGS_SHEET: write_settings_sheet,
        CONF: write_conf_sheet,
    }
)
"""How sheets without rows of their own are written; all others hold one table."""


@dataclass(frozen=True, slots=True)
class Macros:
    """What makes a workbook more than its sheets.

    Attributes:
        project: The VBA project, as `xl/vbaProject.bin`.
        ribbon: The ribbon, as XML.
    """

    project: bytes
    ribbon: bytes


def shipped_macros() -> Macros:
    """Take the macros out of the workbook that ships."""
    book = shipped("workbook", "KeyAccounts.xlsm")
    return Macros(take_part(book, PROJECT_PART), take_part(book, RIBBON_PART))


def macros_from_sources(changed: Mapping[str, str | None] = MappingProxyType({})) -> Macros:
    """Build the macros from their sources; needs the extra `build`.

    Args:
        changed: Modules that take the place of others, by file name; None leaves a module out. Hosts that cannot
            compile a module are tested with a stand-in for it.
    """
    sources = {**read_sources(shipped("workbook", "vba")), **changed}
    kept = {name: text for name, text in sources.items() if text is not None}
    return Macros(build_vba_project(kept, CODE_NAMES), shipped("workbook", "ribbon.xml").read_bytes())


def build_fresh_workbook(target: Path, model: Mapping[str, Any]) -> None:
    """Build KeyAccounts.xlsm from its text sources: a model, and otherwise nothing filled in.

    Needs the extra `build`. A user's fresh workbook is a copy of the one that ships.
    """
    build_workbook(target, WorkbookContent(model=model), macros_from_sources())


def build_workbook(target: Path, content: WorkbookContent, macros: Macros | None = None) -> None:
    """Build a workbook.

    Args:
        target: Where it shall stand. An `.xlsx` has no macros, and values where the workbook has functions.
        content: What is filled in.
        macros: The macros of an `.xlsm`; those of the shipped workbook if not given.

    Raises:
        TargetError: There are more rows than a sheet has, or the file cannot be written.
    """
    with_macros = target.suffix.lower() == ".xlsm"
    used = (macros or shipped_macros()) if with_macros else None
    atomic_write(target, lambda draft: _write(draft, content, used))


def _write(target: Path, content: WorkbookContent, macros: Macros | None) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(target) as book:
        _prepare(book, macros)
        canvas = Canvas(book, Look(book), content, macros is not None)
        for sheet in SHEETS:
            if sheet.table is not None:
                write_table_sheet(canvas, sheet, sheet.table)
            elif canvas.macros or sheet.name != CONF:
                _WRITERS[sheet.name](canvas, sheet)
    if macros is not None:
        add_interface(target, macros.ribbon)


def _prepare(book: Workbook, macros: Macros | None) -> None:
    book.set_properties({"title": "Key Accounts", "author": "kam-xl", "created": _CREATED})
    book.set_calc_mode("auto", _CALCULATION_ENGINE)
    # Opened where macros are blocked, recalculated functions would show #NAME? instead of the last results.
    book.calc_on_load = False
    book.set_size(1920, 1200)
    if macros is not None:
        book.add_vba_project(BytesIO(macros.project), is_stream=True)
        book.set_vba_name(WORKBOOK_MODULE)
