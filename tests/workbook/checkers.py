"""What looks for faults in a workbook: each checker gives what it found, nothing for a good one."""

import json
import subprocess
import warnings
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

from tests.workbook.lint import faults
from tests.workbook.lint.macros import PROJECT_PART, modules_of
from tests.workbook.lint.package import Book

Checker = Callable[[Path], list[str]]

LINT, SDK, AUDIT, OPENPYXL, CALAMINE, SOURCES = "lint", "Open XML SDK", "openxml-audit", "openpyxl", "calamine", "VBA"


def open_xml_sdk(program: Path) -> Checker:
    """Give the checker that asks Microsoft's validator, the one binary that npm brings."""

    def check(file: Path) -> list[str]:
        answer = json.loads(subprocess.run([program, file], check=True, capture_output=True).stdout)
        # The program ends with 0 either way; only this word tells.
        return [] if answer["ok"] else [f"{error['path']}: {error['description']}" for error in answer["errors"]]

    return check


def openxml_audit(file: Path) -> list[str]:
    from openxml_audit import FileFormat, OpenXmlValidator

    def check() -> list[str]:
        found = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365).validate(str(file))
        return [str(error) for error in found.errors]

    return _failure(check) or check()


def read_by_openpyxl(file: Path) -> list[str]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*extension is not supported")
        # It leaves the file open when it fails; what is in memory can stay open.
        return _failure(lambda: load_workbook(BytesIO(file.read_bytes())))


def read_by_calamine(file: Path) -> list[str]:
    from python_calamine import CalamineWorkbook

    def read() -> None:
        book = CalamineWorkbook.from_path(file)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()

    return _failure(read)


def _failure(read: Callable[[], object]) -> list[str]:
    try:
        read()
    except Exception as error:  # noqa: BLE001 - a reader may fail as it likes
        return [repr(error)]
    return []


def sources_of_vba(sources: Mapping[str, str]) -> Checker:
    """Give the checker that reads the VBA project with pyOpenVBA and with olevba, and compares it with these texts.

    Args:
        sources: The code of each module by its name, without the header that Excel's editor keeps to itself.
    """

    def check(file: Path) -> list[str]:
        return _failure(lambda: _intact(file)) or _differing(file, sources)

    return check


def _intact(file: Path) -> None:
    from pyopenvba import ExcelFile, check_file

    assert check_file(file).issues == ()
    with ExcelFile(file) as book:
        book.validate()


def _differing(file: Path, sources: Mapping[str, str]) -> list[str]:
    from pyopenvba import ExcelFile

    with ExcelFile(file) as book:
        by_pyopenvba = {name: code_of(book.get_module(name)) for name in book.module_names()}
    by_olevba = {module.name: code_of(module.code) for module in modules_of(Book.read(file))}
    return [
        f"{PROJECT_PART}: {reader} reads another module {name} than its source."
        for reader, found in (("pyOpenVBA", by_pyopenvba), ("olevba", by_olevba))
        for name in sorted(found.keys() | sources.keys())
        if found.get(name) != sources.get(name)
    ]


def code_of(text: str) -> str:
    """Give what a module says, without the header that Excel's editor keeps to itself."""
    _, header, body = text.replace("\r\n", "\n").rpartition("\nEND\n")
    lines = (body if header else text).splitlines()
    return "\n".join(line.rstrip() for line in lines if not line.startswith("Attribute VB_")).strip()


CHEAP: dict[str, Checker] = {
    LINT: faults,
    AUDIT: openxml_audit,
    OPENPYXL: read_by_openpyxl,
    CALAMINE: read_by_calamine,
}
"""Those that need nothing but Python."""
