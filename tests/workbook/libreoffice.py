"""LibreOffice as a second opinion on what a workbook computes."""

import subprocess
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recalculated(soffice: Path, books: Sequence[Path], folder: Path) -> list[Path]:
    """Let LibreOffice compute every formula anew and save the books under their names in another folder."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    result = folder / "recalculated"
    own_profile, task = f"-env:UserInstallation={profile.as_uri()}", ("--headless", "--convert-to", "xlsx", "--outdir")
    subprocess.run([soffice, own_profile, *task, result, *books], check=True, capture_output=True)
    return [result / book.name for book in books]


def edited(
    book: Path, target: Path, cells: Mapping[tuple[str, str], Any], sheets: Collection[str] | None = None
) -> Path:
    """Save a book without its cached values and with other values in some cells, by sheet and address.

    Only the given sheets are kept, since LibreOffice takes its time with each; all of them by default.
    """
    opened = openpyxl.load_workbook(book)
    for name in set(opened.sheetnames) - set(opened.sheetnames if sheets is None else sheets):
        del opened[name]
    for (sheet, address), value in cells.items():
        opened[sheet][address] = value
    target.parent.mkdir(parents=True, exist_ok=True)
    opened.save(target)
    return target


def values(book: Path, sheet: str) -> list[list[Any]]:
    """Read the values of a sheet, the empty text as blank."""
    opened = openpyxl.load_workbook(book, data_only=True, read_only=True)
    return [[None if cell == "" else cell for cell in row] for row in opened[sheet].iter_rows(values_only=True)]
