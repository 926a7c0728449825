"""How the parts of a good workbook are broken."""

import re
from collections.abc import Callable
from pathlib import Path

from kam_xl.shipped import shipped
from kam_xl.workbook.builder import macros_from_sources
from tests.workbook.lint.macros import PROJECT_PART

Parts = dict[str, bytes]
Change = Callable[[Parts], None]

ACCOUNTS_TABLE = "xl/tables/table1.xml"
DASHBOARD, ACCOUNTS = "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"
ANYWHERE = r"xl/worksheets/sheet\d+\.xml"

CUT_SHORT = "cut short"
"""The name of a part that asks for a package that is broken itself."""


def cut_short(package: Path) -> None:
    """Spoil the packed bytes of a package's part, as a broken download does."""
    content = bytearray(package.read_bytes())
    start = content.index(b"xl/styles.xml") + 100
    content[start : start + 200] = bytes(200)
    package.write_bytes(content)


def replaced(part: str, pattern: str, by: str) -> Change:
    """Replace the first match in the first part of that name that has one."""

    def change(parts: Parts) -> None:
        for name in filter(re.compile(part + r"\Z").match, parts):
            text, count = re.subn(pattern, by, parts[name].decode(), count=1, flags=re.DOTALL)
            if count:
                parts[name] = text.encode()
                return
        raise AssertionError(f"no part {part} has {pattern}")

    return change


def in_part(part: str, pattern: str, by: str) -> Change:
    """Replace the first match in one part, whose name is no pattern."""
    return replaced(re.escape(part), pattern, by)


def removed(part: str) -> Change:
    def change(parts: Parts) -> None:
        del parts[part]

    return change


def put(part: str, content: bytes) -> Change:
    def change(parts: Parts) -> None:
        parts[part] = content

    return change


def formula(text: str) -> Change:
    """Give the first cell that holds a formula outside of tables another one."""
    return in_part(DASHBOARD, r"<f[^>]*>[^<]*</f>", f"<f>{text}</f>")


def score_formula(text: str) -> Change:
    """Give the column Score another formula, in the table and in its cells."""

    def change(parts: Parts) -> None:
        (old,) = re.findall(rb"KAM_SCORE\([^<]*(?=</calculatedColumnFormula>)", parts[ACCOUNTS_TABLE])
        for name in (ACCOUNTS_TABLE, ACCOUNTS):
            assert old in parts[name]
            parts[name] = parts[name].replace(old, text.encode())

    return change


def validation(rule: str) -> Change:
    """Put a rule of validation before all others of a sheet, far from what they look at."""
    head = r'<dataValidations count="(\d+)">'

    def change(parts: Parts) -> None:
        name = next(name for name in parts if re.match(ANYWHERE, name) and re.search(head.encode(), parts[name]))
        replaced(re.escape(name), head, rf'<dataValidations count="\1">{rule}')(parts)
        replaced(re.escape(name), head, f'<dataValidations count="{parts[name].count(b"<dataValidation ")}">')(parts)

    return change


def source(module: str, pattern: str, by: str) -> Change:
    """Build the VBA project from sources of which one was changed."""

    def change(parts: Parts) -> None:
        text = shipped("workbook", "vba", module).read_text(encoding="utf-8")
        changed, count = re.subn(pattern, by, text, count=1)
        assert count, pattern
        parts[PROJECT_PART] = macros_from_sources({module: "\r\n".join(changed.splitlines()) + "\r\n"}).project

    return change
