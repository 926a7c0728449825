"""What a tag of a template writes: put into words, escaped, and counted."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from jinja2 import pass_eval_context
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, escape

from kam_xl.plans.wording import QUANTITIES

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import nodes
    from jinja2.compiler import Frame

    from kam_xl.plans.meter import Meter
    from kam_xl.plans.wording import Wording

_REMEMBERED = 1024
"""How many escaped texts are kept: labels, names and dates come again in every plan."""

_REPEATED = frozenset({str, *QUANTITIES})


class OneCallATag(CodeGenerator):
    """Lets a tag write by one call of `environment.write`, where Jinja has three; they are most of a page's time."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.write((")


def writer(wording: Wording, red_flag: str, meter: Meter) -> Callable[[object], str]:
    """Make the function that says what a tag writes where texts are escaped.

    Args:
        wording: How quantities are written.
        red_flag: What stands for an unknown value, as it is.
        meter: Counts what is written.
    """

    # Equal values of other types are other texts: 1, 1.0 and yes; a text and the same as markup.
    @lru_cache(maxsize=_REMEMBERED, typed=True)
    def escaped(value: object) -> str:
        return str(escape(wording.say(value)))

    def write(value: object) -> str:
        kind = type(value)
        if kind in _REPEATED:
            said = escaped(value)
        elif value is None:
            said = red_flag
        else:
            said = value if isinstance(value, Markup) else escape(value)
        meter.wrote(len(said))
        return said

    return write


def finalizer(wording: Wording, red_flag: str, meter: Meter) -> Callable[[object, object], object]:
    """Make the function that says what a tag writes where a template has turned escaping off."""

    @pass_eval_context  # else Jinja would call it while it compiles, and after escaping
    def finalize(_context: object, value: object) -> object:
        said = red_flag if value is None else wording.say(value)
        meter.wrote(len(said) if isinstance(said, str) else 1)
        return said

    return finalize
