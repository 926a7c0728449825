"""Many plans at once: the same documents as one after the other, and nobody's fault is another's."""

import os
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from kam_xl.plans.content.plan import Plan, compose_plan
from kam_xl.plans.press import Press
from kam_xl.plans.printing import Order, Unprinted, print_all
from kam_xl.plans.templates import template_folders
from kam_xl.plans.writing import Edition, write_plans
from tests.plans.books import account, book

ACCOUNTS = tuple(account(f"A{number}", f"Account {number}") for number in range(12))
BOOK = book(*ACCOUNTS)
FORMATS = ("html", "docx", "pdf")


def orders(*endings: str) -> list[Order]:
    return [
        Order(each.account_id, each.name, ending, f"{each.name}.{ending}", partial(compose_plan, BOOK, each))
        for each in ACCOUNTS
        for ending in endings
    ]


def test_two_processes_write_the_same_files_as_one(tmp_path: Path) -> None:
    done: list[str] = []
    alone = write_plans(BOOK, ACCOUNTS, tmp_path / "alone", Edition(FORMATS))
    together = write_plans(BOOK, ACCOUNTS, tmp_path / "together", Edition(FORMATS), workers=2, progress=done.append)
    assert [path.name for path in together.written] == [path.name for path in alone.written]
    assert [path.read_bytes() for path in together.written] == [path.read_bytes() for path in alone.written]
    assert done == [each.name for each in ACCOUNTS]


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_wrong_with_one_account_stops_no_other(tmp_path: Path, workers: int) -> None:
    def never() -> Plan:
        raise ValueError("no such thing")

    source = "{% if account.id == 'A3' %}{{ account.nme }}{% endif %}{{ account.id }}"
    (tmp_path / "plan.html").write_text(source, encoding="utf-8")
    wanted = orders("html")
    wanted[5] = replace(wanted[5], compose=never)
    printed = [document for _, document in print_all(wanted, Press(template_folders([tmp_path])), workers)]
    assert [each for each in printed if isinstance(each, bytes)] == [b"A%d" % n for n in range(12) if n not in {3, 5}]
    assert isinstance(printed[3], Unprinted)
    assert "nme" in printed[3].reason
    assert printed[5] == Unprinted("no such thing")


def press_of_ids(folder: Path) -> Press:
    """Make a press with a template of one tag, so that no time goes into making templates ready."""
    (folder / "plan.html").write_text("{{ account.id }}", encoding="utf-8")
    return Press(template_folders([folder]))


def test_no_more_is_composed_than_the_processes_can_take(tmp_path: Path) -> None:
    composed: list[int] = []

    def endless() -> Iterator[Order]:
        for number in range(10_000):
            composed.append(number)
            yield orders("html")[0]

    printed = print_all(endless(), press_of_ids(tmp_path), 2)
    next(printed)
    assert len(composed) < 20
    printed.close()  # type: ignore[attr-defined]


def test_when_the_system_ends_a_process_this_one_goes_on_alone(tmp_path: Path) -> None:
    mine = orders("html")
    poison = replace(mine[1], compose=_Deadly)  # type: ignore[arg-type]
    documents = [document for _, document in print_all([mine[0], poison, *mine[2:]], press_of_ids(tmp_path), 2)]
    assert isinstance(documents[1], Unprinted)
    assert [isinstance(each, bytes) for each in documents] == [number != 1 for number in range(12)]


class _Deadly:
    """Ends the process that it is sent to."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (1,)
