"""Every fault that was put into the workbook on purpose is noticed, by the checkers that are known to notice it."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from kam_xl.jobs.book_file import build_shipped_book
from kam_xl.shipped import shipped
from kam_xl.workbook.layout import CODE_NAMES
from kam_xl.workbook.vba import read_sources
from tests.workbook.checkers import CHEAP, LINT, SDK, SOURCES, Checker, code_of, open_xml_sdk, sources_of_vba
from tests.workbook.mutants import MUTANTS, Mutant

ALL_BY_ALL = bool(os.environ.get("KAM_SOAK"))
"""Whether every checker looks at every mutant, to see that the others are still blind: `make soak` takes that time."""


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the workbook that is broken: the one that ships, built from its sources."""
    book = tmp_path_factory.mktemp("good") / "KeyAccounts.xlsm"
    build_shipped_book(book)
    return book


@pytest.fixture(scope="session")
def checkers(validator: Path) -> dict[str, Checker]:
    sources = {Path(name).stem: code_of(text) for name, text in read_sources(shipped("workbook", "vba")).items()}
    expected = sources | dict.fromkeys(CODE_NAMES, "")
    return {**CHEAP, SDK: open_xml_sdk(validator), SOURCES: sources_of_vba(expected)}


def test_no_checker_finds_a_fault_in_the_workbook(good: Path, checkers: Mapping[str, Checker]) -> None:
    assert {name: found for name, check in checkers.items() if (found := check(good))} == {}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.fault)
def test_a_fault_is_noticed_by_those_who_are_known_to(
    mutant: Mutant, good: Path, checkers: Mapping[str, Checker], tmp_path: Path
) -> None:
    broken = mutant.write(good, tmp_path / good.name)
    asked = checkers if ALL_BY_ALL else mutant.caught_by | {LINT}

    assert {name for name in asked if checkers[name](broken)} == mutant.caught_by
    assert mutant.caught_by != set()


def test_the_record_says_who_notices_what() -> None:
    record = Path(__file__).parents[2] / "docs" / "decisions" / "0008-checkers.md"

    assert _table() in record.read_text(encoding="utf-8"), f"{record.name} shall hold this table:\n{_table()}"


def _table() -> str:
    names = [LINT, SDK, *(name for name in (*CHEAP, SOURCES) if name != LINT)]
    lines = [
        f"| {mutant.fault} | {' | '.join('×' * (name in mutant.caught_by) for name in names)} |" for mutant in MUTANTS
    ]
    return "\n".join([f"| fault | {' | '.join(names)} |", "| --- |" + " :-: |" * len(names), *lines])
