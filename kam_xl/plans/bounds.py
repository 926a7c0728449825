"""The bounded sandbox of templates: what they work with is weighed and counted, and what would grow is refused."""

from __future__ import annotations

from collections.abc import Iterator
from functools import wraps
from typing import TYPE_CHECKING, Any

from jinja2 import nodes, pass_eval_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Macro, markup_join, str_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from kam_xl.plans.limits import (
    LARGEST_NUMBER,
    check_filter,
    check_method,
    check_operator,
    check_sizes,
    check_width,
    checked,
)
from kam_xl.plans.meter import Meter, weight
from kam_xl.plans.output import WHOLE, DeclaredFields, ShortCode, WholeBlocks, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.nodes import EvalContext
    from jinja2.runtime import Context

    from kam_xl.plans.red_flags import DrawnLast

_STEP, _JOINED, _WEIGHED = "_step", "_joined", "_weighed"
_LOCALS = ("_loop_vars", "_block_vars")
"""What Jinja hands over for those who ask for the context; its macros do not."""

_SIGNS_OF_A_STEP = 1000

# They fill memory by design, or tell what chance decides.
_REFUSED_FILTERS = ("random", "pprint", "xmlattr", "urlize")
_SLOW = frozenset({"wordwrap"})
"""They take a hundred times as long as others for a text of the same length."""

# They look at what a value is and not through what is in it.
_TESTS_AT_A_GLANCE = frozenset({
    "boolean", "callable", "defined", "divisibleby", "escaped", "even", "false", "filter", "float", "integer",
    "iterable", "mapping", "none", "number", "odd", "sameas", "sequence", "string", "test", "true", "undefined",
})  # fmt: skip
_REFUSED_GLOBALS = ("lipsum", "cycler", "joiner")


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, which counts what a template takes, and asks the limits before anything is worked out.

    Attributes:
        write: Says what a tag writes.
        meter: Counts what the document that is being drawn takes.
        drawn_last: Sets what templates say of the count of red flags aside; None where nobody counts.
        declared: The fields that a template may read without a question.
    """

    intercepted_binops = frozenset({"+", "-", "*", "**", "%"})
    code_generator_class = ShortCode
    write: Callable[[object], str]

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - Jinja's own options
        """Take Jinja's options."""
        super().__init__(**options)
        self.meter = Meter()
        self.drawn_last: DrawnLast | None = None
        self.declared = DeclaredFields()
        kept = {name: given for name, given in self.filters.items() if name not in _REFUSED_FILTERS}
        self.filters = {name: self.bounded(name, given) for name, given in kept.items()}
        self.filters[_JOINED] = self.bounded(_JOINED, _joined)
        for name in _REFUSED_GLOBALS:
            del self.globals[name]
        self.filters[_STEP] = self.meter.turned
        self.filters[_WEIGHED] = pass_eval_context(lambda _context, value: self.meter.weighed(value))
        self.tests |= {
            name: _weighing(test, self.meter) for name, test in self.tests.items() if name not in _TESTS_AT_A_GLANCE
        }
        self.filters[WHOLE] = whole
        self.globals["range"] = _range

    def bounded(self, name: str, given: Callable[..., Any]) -> Callable[..., Any]:
        """Give a filter that counts what it takes, and that stops before it takes too much."""
        return _bounded(name, given, self.meter)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for repeated in _repeated(tree):
            # A filter is called as it is; a function would have to pass all questions of the sandbox at every turn.
            turn = nodes.Filter(nodes.Const(_turn(repeated)), _STEP, [], [], None, None)
            repeated.body.insert(0, nodes.ExprStmt(turn).set_lineno(repeated.lineno))
        if self.drawn_last is not None:
            tree = self.drawn_last.set_aside(tree)
        weighed: nodes.Template = _Weighed().visit(tree)
        collected: nodes.Template = WholeBlocks().visit(weighed)
        collected.set_environment(self)
        return collected

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 - as Jinja has it
        """Give the entry that a template asks for; what it is asked by may take long to look up."""
        return super().getitem(obj, argument if type(argument) is str else self.meter.weighed(argument))

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - as Jinja has it
        """Give what a template asks for; what a plan declares needs none of the sandbox's questions."""
        if attribute in self.declared[type(obj)]:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:  # noqa: ANN401 - as Jinja has it
        """Give the safe form of `str.format`, unless the text asks for a width without end."""
        wrapped = super().wrap_str_format(value)
        if wrapped is None:
            return None
        check_width(value.__self__)

        @wraps(wrapped)
        def bounded(*args: Any, **kwargs: Any) -> str:  # noqa: ANN401 - whatever is put into the text
            check_sizes((value.__self__, *args), kwargs)
            return wrapped(*args, **kwargs)

        return bounded

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401, N805, PYI063 - as Jinja has it
        """Call what a template calls, if it is not too much."""
        __self.meter.step()
        if type(__obj) is Macro:  # a template's own piece: none of the sandbox's questions is about it
            for name in _LOCALS:
                kwargs.pop(name, None)
            return checked(__obj(__context.eval_ctx, *args, **kwargs))
        owner = getattr(__obj, "__self__", None)
        __self.meter.weighed((owner, args, kwargs))
        check_sizes((owner, *args), kwargs)
        check_method(getattr(__obj, "__name__", ""), owner, args, kwargs)
        return __self.meter.weighed(checked(super().call(__context, __obj, *args, **kwargs)))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - as Jinja has it
        """Work out what may grow."""
        self.meter.weighed((left, right))
        check_operator(operator, left, right)
        return self.meter.weighed(checked(super().call_binop(context, operator, left, right)))


class _Weighed(NodeTransformer):
    """Has those operations counted that Jinja gives to no method of its environment."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - as Jinja calls it
        """Let a filter work out `a ~ b`."""
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes), _JOINED, node)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802 - as Jinja calls it
        """Weigh both sides: what holds much takes long to compare and to search."""
        self.generic_visit(node)
        node.expr = _weighed(node.expr)
        for operand in node.ops:
            operand.expr = _weighed(operand.expr)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802 - as Jinja calls it
        """Weigh a slice."""
        self.generic_visit(node)
        return _weighed(node) if isinstance(node.arg, nodes.Slice) else node

    def visit_Pair(self, node: nodes.Pair) -> nodes.Node:  # noqa: N802 - as Jinja calls it
        """Weigh the key of a dictionary."""
        self.generic_visit(node)
        node.key = _weighed(node.key)
        return node


def _weighed(node: nodes.Expr) -> nodes.Expr:
    return node if isinstance(node, nodes.Const) else _filtered(node, _WEIGHED, node)


def _filtered(node: nodes.Expr, name: str, at: nodes.Node) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=at.lineno)


_Repeated = nodes.Template | nodes.Block | nodes.For | nodes.Macro


def _repeated(tree: nodes.Template) -> list[_Repeated]:
    """Find what may be written more than once: a template as a whole is, by those that include it."""
    return [tree, *tree.find_all(nodes.Block), *tree.find_all(nodes.For), *tree.find_all(nodes.Macro)]


def _turn(repeated: _Repeated) -> int:
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
        meter.step()
        for each in (*args, *kwargs.values()):
            meter.weighed(each)
        if name in _SLOW:
            meter.step(weight(args))
        check_filter(name, args, kwargs)
        made = given(*args, **kwargs)
        return meter.weighed(checked(Unread(made) if isinstance(made, Iterator) else made))

    return bounded


class Unread:
    """Entries that a filter will give one by one; as a text they would be an address, another one each time."""

    def __init__(self, entries: Iterator[Any]) -> None:
        """Keep what gives them."""
        self._entries = entries

    def __iter__(self) -> Iterator[Any]:
        """Give them."""
        return self._entries

    def __str__(self) -> str:
        """Refuse.

        Raises:
            SecurityError: Always.
        """
        raise SecurityError("to print entries that nobody has read; write | list or | join behind them")

    __repr__ = __str__


def _weighing(test: Any, meter: Meter) -> Callable[..., Any]:  # noqa: ANN401 - Jinja declares no type of its own
    @wraps(test)
    def weighing(*args: Any) -> Any:  # noqa: ANN401 - whatever the test looks at
        for each in args:
            meter.weighed(each)
        return test(*args)

    return weighing
