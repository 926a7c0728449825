"""Rules about the ribbon: each control is found, explained, and reaches a macro of Python."""

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from xml.etree.ElementTree import Element

from tests.workbook.lint.macros import modules_of
from tests.workbook.lint.package import Book, twice

RIBBON_PART = "customUI/customUI14.xml"
_SPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"
_CALLBACK = re.compile(r"on[A-Z]\w+|get[A-Z]\w+|loadImage")
_ACTION = re.compile(r"^Public Sub (\w+)\(control As IRibbonControl\)\n(.*?)^End Sub", re.MULTILINE | re.DOTALL)
_MACROS = re.compile(r'^(?:Private|Public) Const MACROS As String = "([\w.]+)"', re.MULTILINE)
_MACRO = re.compile(r'\bRunMacro "(\w+)"')
_WITHOUT_PYTHON = {"ShowSettings"}
"""What only shows a sheet, and so works for a colleague who has no Python."""


def ribbon_is_written_for_excel_2010_and_later(book: Book) -> Iterator[str]:
    if not book.with_macros:
        return
    if RIBBON_PART not in book.parts:
        yield f"{RIBBON_PART} is missing."
    elif book.tree(RIBBON_PART).tag != f"{_SPACE}customUI":
        yield f"{RIBBON_PART} begins with {book.tree(RIBBON_PART).tag}; allowed: {_SPACE}customUI."


def _controls(book: Book) -> list[Element]:
    return list(book.tree(RIBBON_PART).iter()) if RIBBON_PART in book.parts else []


def controls_have_identities_of_their_own(book: Book) -> Iterator[str]:
    for identity in twice([control.get("id", "") for control in _controls(book) if control.get("id")]):
        yield f"Two controls of the ribbon have the id {identity}."


def buttons_are_explained(book: Book) -> Iterator[str]:
    for control in _controls(book):
        if control.get("onAction"):
            missing = [name for name in ("label", "screentip", "supertip") if not control.get(name)]
            for name in missing:
                yield f"The button {control.get('id')} has no {name}."


def _actions(book: Book) -> dict[str, str]:
    """Give the subs that a control of the ribbon may call, with their code."""
    return {name: body for module in modules_of(book) for name, body in _ACTION.findall(module.code)}


def callbacks_are_macros(book: Book) -> Iterator[str]:
    actions = _actions(book)
    called = {
        value: f"{control.get('id')}, {name}"
        for control in _controls(book)
        for name, value in control.attrib.items()
        if _CALLBACK.fullmatch(name)
    }
    for value, where in called.items():
        if value not in actions:
            yield f"{where} calls {value}; there is no Public Sub {value}(control As IRibbonControl)."
    for name in actions.keys() - called.keys():
        yield f"No control of the ribbon calls {name}."


def actions_reach_python(book: Book) -> Iterator[str]:
    """Each names a macro that Python has; a misspelt one would be noticed only by whoever presses the button."""
    for name, body in _actions(book).items():
        macro, home = _MACRO.search(body), _home(book)
        if macro is None:
            if name not in _WITHOUT_PYTHON:
                yield f"{name} runs no macro of Python."
        elif macro[1] not in _macros(home):
            yield f"{name} runs {home}.{macro[1]}, which Python does not have."


def _home(book: Book) -> str:
    stated = (_MACROS.search(module.code) for module in modules_of(book))
    return next((found[1] for found in stated if found), "")


@cache
def _macros(home: str) -> frozenset[str]:
    """Give the macros that a module of Python offers: functions of itself and of what lies below it."""
    if not home:
        return frozenset()
    offered = vars(import_module(home)).items()
    return frozenset(name for name, each in offered if callable(each) and f"{each.__module__}.".startswith(f"{home}."))


RULES = (
    ribbon_is_written_for_excel_2010_and_later,
    controls_have_identities_of_their_own,
    buttons_are_explained,
    callbacks_are_macros,
    actions_reach_python,
)
