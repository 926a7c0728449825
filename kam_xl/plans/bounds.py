"""Bounds on what a template may take: turns of loops, calls, and memory."""

from __future__ import annotations

import re
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any

from jinja2 import nodes, pass_eval_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Macro, markup_join, str_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from kam_xl.plans.meter import Meter
from kam_xl.plans.output import WHOLE, DeclaredFields, ShortCode, WholeBlocks, whole
from kam_xl.plans.red_flags import DrawnLast

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.nodes import EvalContext
    from jinja2.runtime import Context

LARGEST = 500_000
"""How many signs a text within a template, and how many entries a list may have."""

LARGEST_PRODUCT = 50_000_000
"""What the sizes of two things that meet in one call may multiply to: a join or a replacement makes as much."""

LARGEST_NUMBER = 10_000
"""The largest range, width or count that a template may ask for."""

LARGEST_BITS = 4096
"""How long a whole number may become."""

_STEP, _JOINED = "_step", "_joined"
_LOCALS = ("_loop_vars", "_block_vars")
"""What Jinja hands over for those who ask for the context; its macros do not."""

_SIGNS_OF_A_STEP = 1000
_ENTRIES_OF_A_STEP = 100
_FORMAT_WIDTH = re.compile(r"[%:{][^{}%a-zA-Z]*(?:\d{5}|\*)|\{[^}]*:[^}]*\{")
"""A width of five digits, or one that comes from elsewhere."""

# They fill memory by design, or tell what chance decides.
_REFUSED_FILTERS = ("random", "pprint", "xmlattr", "urlize")
_COUNTING = ("batch", "center", "indent", "round", "slice", "truncate", "wordwrap")
_REFUSED_GLOBALS = ("lipsum", "cycler", "joiner")


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, with bounds on steps and on the size of what an expression makes.

    Attributes:
        write: Says what a tag writes.
        meter: Counts what the document that is being drawn takes.
        drawn_last: What templates say of the count of red flags.
        declared: The fields that a template may read without a question.
    """

    intercepted_binops = frozenset({"+", "*", "**", "%"})
    code_generator_class = ShortCode
    write: Callable[[object], str]

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - Jinja's own options
        """Take Jinja's options."""
        super().__init__(**options)
        self.meter = Meter()
        self.drawn_last = DrawnLast(self.from_string)
        self.declared = DeclaredFields()
        kept = {name: given for name, given in self.filters.items() if name not in _REFUSED_FILTERS}
        self.filters = {name: _bounded(name, given, self.meter) for name, given in kept.items()}
        self.filters[_JOINED] = _bounded(_JOINED, _joined, self.meter)
        for name in _REFUSED_GLOBALS:
            del self.globals[name]
        self.filters[_STEP] = self.meter.turned
        self.filters[WHOLE] = whole
        self.globals["range"] = _range

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        parts: list[nodes.For | nodes.Macro] = [*tree.find_all(nodes.For), *tree.find_all(nodes.Macro)]
        for repeated in parts:
            # A filter is called as it is; a function would have to pass all questions of the sandbox at every turn.
            turn = nodes.Filter(nodes.Const(_weight(repeated)), _STEP, [], [], None, None, lineno=repeated.lineno)
            step = nodes.ExprStmt(turn)
            step.set_lineno(repeated.lineno)
            repeated.body.insert(0, step)
        joined: nodes.Template = _Joins().visit(tree)
        collected: nodes.Template = WholeBlocks().visit(self.drawn_last.set_aside(joined))
        collected.set_environment(self)
        return collected

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - as Jinja has it
        """Give what a template asks for; what a plan declares needs none of the sandbox's questions."""
        if attribute in self.declared[type(obj)]:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:  # noqa: ANN401 - as Jinja has it
        """Give the safe form of `str.format`, unless the text asks for a width without end."""
        wrapped = super().wrap_str_format(value)
        if wrapped is not None:
            _check_width(value.__self__)
        return wrapped

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401, N805, PYI063 - as Jinja has it
        """Call what a template calls, if it is not too much."""
        __self.meter.step()
        if type(__obj) is Macro:  # a template's own piece: none of the sandbox's questions is about it
            for name in _LOCALS:
                kwargs.pop(name, None)
            return _checked(__obj(__context.eval_ctx, *args, **kwargs))
        owner = getattr(__obj, "__self__", None)
        _check_sizes((owner, *args), kwargs)
        _check_method(owner, args, kwargs)
        return _checked(super().call(__context, __obj, *args, **kwargs))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - as Jinja has it
        """Work out what may grow."""
        if operator == "*":
            _check_product(left, right)
        elif operator == "**":
            _check_power(left, right)
        elif operator == "%":
            _check_width(left)
        return _checked(super().call_binop(context, operator, left, right))


class _Joins(NodeTransformer):
    """Lets a filter work out `a ~ b`, which Jinja gives to no method that could be bounded."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - as Jinja calls it
        self.generic_visit(node)
        parts = nodes.List(node.nodes, lineno=node.lineno)
        return nodes.Filter(parts, _JOINED, [], [], None, None, lineno=node.lineno)


def _weight(repeated: nodes.For | nodes.Macro) -> int:
    """Give the steps of one turn: one, and more for a long text that it writes whatever happens."""
    return 1 + sum(len(data.data) for data in repeated.find_all(nodes.TemplateData)) // _SIGNS_OF_A_STEP


@pass_eval_context
def _joined(context: EvalContext, parts: list[object]) -> str:
    return markup_join(parts) if context.autoescape else str_join(parts)


def _range(*bounds: int) -> range:
    made = range(*bounds)
    if len(made) > LARGEST_NUMBER:
        raise SecurityError(f"a range of more than {LARGEST_NUMBER}")
    return made


def _bounded(name: str, given: Callable[..., Any], meter: Meter) -> Callable[..., Any]:
    @wraps(given)
    def bounded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever the filter takes
        meter.step(1 + sum(map(_size, args)) // _ENTRIES_OF_A_STEP)
        _check_sizes(args, kwargs)
        if name in _COUNTING:
            _check_counts(args[1:], kwargs)
        if name == "format":
            _check_width(args[0])
        return _checked(given(*args, **kwargs))

    return bounded


_SIZED = (str, list, tuple, dict, set, range)


def _size(value: object) -> int:
    return len(value) if isinstance(value, _SIZED) else 0


def _checked(made: Any) -> Any:  # noqa: ANN401 - whatever was made
    if _size(made) > LARGEST:
        raise SecurityError(f"a text or a list of more than {LARGEST}")
    if isinstance(made, int) and made.bit_length() > LARGEST_BITS:
        raise SecurityError("a number without end")
    return made


def _check_sizes(operands: tuple[Any, ...], named: dict[str, Any]) -> None:
    sizes = [len(each) for each in (*operands, *named.values()) if isinstance(each, _SIZED)]
    if len(sizes) > 1:
        first, second, *_ = sorted(sizes, reverse=True)
        if first * second > LARGEST_PRODUCT:
            raise SecurityError("a text of texts without end")


def _check_method(owner: object, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    if owner is None:
        return
    _check_counts(args, kwargs)
    if isinstance(owner, date):  # its only texts are formats
        for each in args:
            _check_width(each)


def _check_counts(args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    if any(isinstance(each, int) and abs(each) > LARGEST_NUMBER for each in (*args, *kwargs.values())):
        raise SecurityError(f"a width or a count of more than {LARGEST_NUMBER}")


def _check_width(text: object) -> None:
    if isinstance(text, str) and _FORMAT_WIDTH.search(text):
        raise SecurityError("a width without end")


def _check_product(left: object, right: object) -> None:
    for thing, count in ((left, right), (right, left)):
        if isinstance(count, int) and _size(thing) * count > LARGEST:
            raise SecurityError(f"a text or a list of more than {LARGEST}")
    if isinstance(left, int) and isinstance(right, int) and left.bit_length() + right.bit_length() > LARGEST_BITS:
        raise SecurityError("a number without end")


def _check_power(base: object, exponent: object) -> None:
    if isinstance(base, int) and isinstance(exponent, int) and base.bit_length() * abs(exponent) > LARGEST_BITS:
        raise SecurityError("a number without end")
