"""What a tag of a template writes: put into words, escaped, and counted."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

from jinja2 import nodes, pass_eval_context
from jinja2.compiler import CodeGenerator
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from kam_xl.plans.meter import LONGEST
from kam_xl.plans.wording import QUANTITIES

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.compiler import Frame

    from kam_xl.plans.meter import Meter
    from kam_xl.plans.wording import Wording

WHOLE = "_whole"
"""The name of the filter that changes nothing."""

_CONTENT = "kam_xl.plans.content."

_REMEMBERED = 1024
"""How many texts of a type are kept: labels, names and dates come again in every plan."""


class ShortCode(CodeGenerator):
    """Compiles what takes most of a page's time to shorter code than Jinja's own, with the same meaning.

    A tag writes by one call of `environment.write` where Jinja has three, and a field of what a plan declares is read
    where it is needed, without a call of `environment.getattr`.
    """

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - as Jinja calls it
        """Compile the reading of a field."""
        field = repr(node.attr)
        self.write(f"(getattr(_owner, {field}) if {field} in environment.declared[type(_owner := ")
        self.visit(node.node, frame)
        self.write(f")] else environment.getattr(_owner, {field}))")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.write((")


class DeclaredFields(dict[type, frozenset[str]]):
    """The fields of the types that a plan is made of, by type; none of any other type."""

    def __missing__(self, kind: type) -> frozenset[str]:
        """Look a type up once."""
        ours = is_dataclass(kind) and kind.__module__.startswith(_CONTENT)
        self[kind] = declared = frozenset(field.name for field in fields(kind)) if ours else frozenset()
        return declared


class WholeBlocks(NodeTransformer):
    """Lets a block of a template collect what it writes, and hand it on in one piece."""

    def visit_Block(self, node: nodes.Block) -> nodes.Block:  # noqa: N802 - as Jinja calls it
        """Put a filter around a block that changes nothing: Jinja collects for filters."""
        self.generic_visit(node)
        unchanged = nodes.Filter(None, WHOLE, [], [], None, None, lineno=node.lineno)
        node.body = [nodes.FilterBlock(node.body, unchanged, lineno=node.lineno)]
        return node


def whole(collected: str) -> str:
    """Give what a block has collected: the filter that changes nothing."""
    return collected


class _Texts(dict[object, str]):
    """How the values of one type are written and escaped; equal values of other types are other texts."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def __missing__(self, value: object) -> str:
        if len(self) == _REMEMBERED:
            self.clear()
        said = self[value] = str(escape(self._wording.say(value)))
        return said


def writer(wording: Wording, red_flag: str, meter: Meter) -> Callable[[object], str]:
    """Make the function that says what a tag writes where texts are escaped.

    Args:
        wording: How quantities are written.
        red_flag: What stands for an unknown value, as it is.
        meter: Counts what is written.
    """
    texts_of = {kind: _Texts(wording) for kind in (str, *QUANTITIES)}

    def write(value: object) -> str:
        texts = texts_of.get(type(value))
        if texts is not None:
            said = texts[value]
        elif value is None:
            said = red_flag
        else:
            said = value if isinstance(value, Markup) else escape(meter.weighed(value))
        meter.signs += len(said)
        if meter.signs > LONGEST:  # asked here, since a call would take longer than the rest
            meter.wrote(0)
        return said

    return write


def finalizer(wording: Wording, red_flag: str, meter: Meter) -> Callable[[object, object], object]:
    """Make the function that says what a tag writes where a template has turned escaping off."""

    @pass_eval_context  # else Jinja would call it while it compiles, and after escaping
    def finalize(_context: object, value: object) -> object:
        said = red_flag if value is None else wording.say(meter.weighed(value))
        meter.wrote(len(said) if isinstance(said, str) else 1)
        return said

    return finalize
