"""Names that a template asks for and that stand for nothing, found by reading it, without filling it in."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jinja2 import DictLoader, TemplateNotFound, TemplateSyntaxError, nodes

from kam_xl.errors import TemplateError
from kam_xl.plans.content.customer import CustomerPlan
from kam_xl.plans.content.plan import DEFAULT_LANGUAGE, Plan
from kam_xl.plans.content.portfolio import Portfolio
from kam_xl.plans.formats import FORMATS
from kam_xl.plans.press import CUSTOMER, PORTFOLIO, Press
from kam_xl.plans.templates import faults_named, sandbox
from kam_xl.plans.variables import attribute_of, element_of, names_in, variables_of
from kam_xl.plans.wording import Wording
from kam_xl.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jinja2 import Environment

    from kam_xl.plans.formats.document import Source
    from kam_xl.plans.press import Content
    from kam_xl.plans.variables import Shape

_JINJAS_OWN = frozenset({"loop", "self", "super", "caller", "varargs", "kwargs"})


_OF_PROGRAMS: Mapping[str, str] = MappingProxyType(
    {
        "InlineImage": "Write {{ picture(…) }} with the name of a file beside the template.",
        "Listing": "Write the text itself: its lines stay lines.",
        "RichText": "Write {{r rich(…) }}.",
        "Subdoc": "Put the words into the template, in Word.",
        "new_subdoc": "Put the words into the template, in Word.",
    }
)
"""What docxtpl's manual speaks of and only a program can hand over, and what stands in its place."""


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name that stands for nothing.

    Attributes:
        name: As the template writes it, such as "account.nme".
        line: Where it stands in the source.
        meant: The nearest name that there is; None if nothing is near.
    """

    name: str
    line: int
    meant: str | None

    def told(self, printed: str) -> str:
        """Say what is unknown and what may have been meant.

        Args:
            printed: What the template prints, such as "a plan".
        """
        absent = f"there is no “{self.name}” in {printed}"
        if self.name in _OF_PROGRAMS:
            return f"{absent}: only a program can hand it to docxtpl. {_OF_PROGRAMS[self.name]}"
        return f"{absent}. " + (
            f"Did you mean “{self.meant}”?" if self.meant else "Correct the name, or remove the tag."
        )


def unknown_names(tree: nodes.Template, environment: Environment, variables: Mapping[str, Shape]) -> list[UnknownName]:
    """Find the names of a template that stand for nothing, in the order of its lines.

    Loops are followed: in `for who in people.stakeholders`, `who.nme` is unknown. What no annotation tells, such as
    what a filter gives back, is taken on trust.

    Args:
        tree: The template, parsed.
        environment: Where it will run; its globals are known names.
        variables: What the content model offers.
    """
    reader = _Reader(environment)
    scope = dict.fromkeys({*_JINJAS_OWN, *environment.globals, *_bound_anywhere(tree, environment)}, Any) | dict(
        variables
    )
    reader.read(tree, scope)
    return sorted(set(reader.unknown), key=lambda found: (found.line, found.name))


def _bound_anywhere(tree: nodes.Template, environment: Environment) -> set[str]:
    """Give the names that a template, or one that it extends, binds for all that follows: sets, macros, imports."""
    bases = [
        _parsed(base.template.value, environment, base.lineno)[0]
        for base in tree.find_all(nodes.Extends)
        if isinstance(base.template, nodes.Const)
    ]
    above = {name for base in bases for name in _bound_anywhere(base, environment)}
    sets: list[nodes.Assign | nodes.AssignBlock] = [*tree.find_all(nodes.Assign), *tree.find_all(nodes.AssignBlock)]
    parts = [part for assignment in sets for part in (assignment.target, *assignment.target.find_all(nodes.Name))]
    assigned = {part.name for part in parts if isinstance(part, nodes.Name)}
    called = {macro.name for macro in tree.find_all(nodes.Macro)}
    imported = {imported.target for imported in tree.find_all(nodes.Import)}
    names = [name for taken in tree.find_all(nodes.FromImport) for name in taken.names]
    return above | assigned | called | imported | {name if isinstance(name, str) else name[1] for name in names}


def _parsed(
    name: str, environment: Environment, line: int, taken_in_by: str | None = None
) -> tuple[nodes.Template, str | None]:
    """Parse what a template takes in, and give its file too.

    Raises:
        TemplateSyntaxError: There is no such template, or a tag of it cannot be read.
    """
    loader = environment.loader or DictLoader({})
    try:
        source, file, _ = loader.get_source(environment, name)
    except TemplateNotFound as error:
        absent = f"there is no template “{name}” in the template folders"
        raise TemplateSyntaxError(absent, line, filename=taken_in_by) from error
    return environment.parse(source, name, file), file


@dataclass
class _Reader:
    """Walks a template and keeps what its names stand for."""

    environment: Environment
    unknown: list[UnknownName] = field(default_factory=list)

    def read(self, node: nodes.Node, scope: dict[str, Shape]) -> None:
        """Read a node and everything in it."""
        if isinstance(node, nodes.For):
            self._read_loop(node, scope)
        elif isinstance(node, nodes.Macro | nodes.CallBlock):
            self._read_each(node.iter_child_nodes(), scope | {argument.name: Any for argument in node.args})
        elif isinstance(node, nodes.Assign):
            self._bind(node.target, self.shape(node.node, scope), scope)
        elif isinstance(node, nodes.With):
            inner = scope | {name.name: Any for name in node.targets if isinstance(name, nodes.Name)}
            self._read_each(node.values, scope)
            self._read_each(node.body, inner)
        elif isinstance(node, nodes.Test) and node.name in {"defined", "undefined"}:
            return
        elif isinstance(node, nodes.Expr):
            self.shape(node, scope)
        else:
            self._read_each(node.iter_child_nodes(), scope)

    def _read_each(self, parts: Iterable[nodes.Node], scope: dict[str, Shape]) -> None:
        for part in parts:
            self.read(part, scope)

    def _read_loop(self, loop: nodes.For, scope: dict[str, Shape]) -> None:
        inner = dict(scope)
        self._bind(loop.target, element_of(self.shape(loop.iter, scope)), inner)
        self._read_each([part for part in (loop.test, *loop.body) if part], inner)
        self._read_each(loop.else_, scope)

    @staticmethod
    def _bind(target: nodes.Node, shape: Shape, scope: dict[str, Shape]) -> None:
        if isinstance(target, nodes.Name):
            scope[target.name] = shape
        else:
            scope.update({name.name: Any for name in target.find_all(nodes.Name)})

    def shape(self, node: nodes.Node, scope: dict[str, Shape]) -> Shape:
        """Say what an expression holds, and note the unknown names in it."""
        if isinstance(node, nodes.Name):
            return self._name(node, scope)
        if isinstance(node, nodes.Getattr):
            return self._attribute(node, scope)
        if isinstance(node, nodes.Getitem):
            self.read(node.arg, scope)
            return element_of(self.shape(node.node, scope)) if not isinstance(node.arg, nodes.Slice) else Any
        self._read_each(node.iter_child_nodes(), scope)
        return Any

    def _name(self, node: nodes.Name, scope: Mapping[str, Shape]) -> Shape:
        if node.ctx == "load" and node.name not in scope:
            self._note(node.name, node.lineno, nearest(node.name, scope))
        return scope.get(node.name, Any)

    def _attribute(self, node: nodes.Getattr, scope: dict[str, Shape]) -> Shape:
        shape = self.shape(node.node, scope)
        found = attribute_of(shape, node.attr)
        if found is None and not node.attr.startswith("_"):
            whole = written(node.node)
            meant = nearest(node.attr, names_in(shape))
            self._note(f"{whole}{node.attr}", node.lineno, f"{whole}{meant}" if meant else None)
        return Any if found is None else found

    def _note(self, name: str, line: int, meant: str | None) -> None:
        self.unknown.append(UnknownName(name, line, meant))


def written(node: nodes.Node) -> str:
    """Write the expression before a dot as the template has it."""
    if isinstance(node, nodes.Name):
        return f"{node.name}."
    if isinstance(node, nodes.Getattr):
        return f"{written(node.node)}{node.attr}."
    if isinstance(node, nodes.Getitem):
        return f"{written(node.node)[:-1]}[…]."
    return "(…)."


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Give the known name that is most like another; None if none is near.

    >>> nearest("acount", ["account", "actions"])
    'account'
    """
    return next(iter(get_close_matches(name, [each for each in known if each not in _JINJAS_OWN], n=1)), None)


def check_template(file: Path, folders: Sequence[Path], examples: Sequence[Content]) -> list[str]:
    """List what is wrong with a template: each fault with its file, its place, and what to do.

    Its names are read first, all of them. If every one is known, it is filled in with the examples, in memory.

    Args:
        file: The template.
        folders: Where it may include others from, the first folder first.
        examples: Plans and portfolios with which it has to work.
    """
    try:
        return _unknown_in(file, folders) or _failing_with(file, folders, examples)
    except TemplateError as error:
        return list(error.problems)


def ready_press(
    folders: Sequence[Path], formats: Sequence[str], kinds: Iterable[str], wordings: Iterable[Wording] = ()
) -> Press:
    """Make the templates of some formats and kinds ready before anything is written.

    Args:
        folders: Where templates lie, the first folder first.
        formats: Endings of the formats.
        kinds: Tiers, `CUSTOMER` or `PORTFOLIO`.
        wordings: The wordings that documents will have.

    Raises:
        TemplateError: One cannot be used, or one that does not ship asks for what there is not; every fault is told.
    """
    press, kinds = Press(folders), tuple(kinds)
    press.check(formats, kinds, [*wordings] or [Wording(DEFAULT_LANGUAGE)])
    own = [file for file in press.files(formats, kinds) if file.parent != shipped("templates")]
    faults = [fault for file in own if _ending(file) in FORMATS for fault in _unknown_in(file, folders)]
    if faults:
        raise TemplateError(faults)
    return press


def remark_on(file: Path) -> str | None:
    """Say what the author of a sound template should know; None if there is nothing."""
    form = FORMATS.get(_ending(file))
    return form.remark(file) if form else None


def _unknown_in(file: Path, folders: Sequence[Path]) -> list[str]:
    environment, form = sandbox(folders, Wording(DEFAULT_LANGUAGE), ""), FORMATS[_ending(file)]
    environment.globals |= dict.fromkeys(form.functions)
    sources, model = form.read(file), model_of(file)
    return names_unknown_in(file, sources, environment, {**variables_of(model), "red_flags": int}, _PRINTED[model])


def names_unknown_in(
    file: Path, sources: Iterable[Source], environment: Environment, variables: Mapping[str, Shape], printed: str
) -> list[str]:
    """Tell every name that stands for nothing in a template and in the parts that it takes in.

    Args:
        file: The template.
        sources: What it says.
        environment: Where it will run; parts are found by its loader.
        variables: What it can name.
        printed: What it prints, such as "a plan".

    Raises:
        TemplateError: A tag cannot be read.
    """
    faults = []
    for source in sources:
        with faults_named(file, source.place):
            tree = environment.parse(source.text)
            unknown = unknown_names(tree, environment, variables)
            parts = list(_parts(tree, environment, variables))
        faults += [f"{file}, {source.place(found.line)}: {found.told(printed)}" for found in unknown]
        for part in parts:
            with faults_named(part.file):
                unknown = unknown_names(part.tree, environment, part.variables)
            faults += [f"{part.file}, line {found.line}: {found.told(printed)}" for found in unknown]
    return list(dict.fromkeys(faults))


@dataclass(frozen=True, slots=True)
class _Part:
    """A template that another one takes in.

    Attributes:
        file: Where it lies.
        tree: What it says, parsed.
        variables: What it can name there.
    """

    file: Path
    tree: nodes.Template
    variables: Mapping[str, Shape]


def _parts(tree: nodes.Template, environment: Environment, variables: Mapping[str, Shape]) -> Iterator[_Part]:
    """Find what a template extends, includes and imports, and what those do; each once."""
    waiting: list[tuple[nodes.Template, Mapping[str, Shape], str | None]] = [(tree, variables, None)]
    known = set[str]()
    while waiting:
        outer, seen, place = waiting.pop()
        bound = dict.fromkeys((name.name for name in outer.find_all(nodes.Name) if name.ctx == "store"), Any)
        for taken in _takings(outer):
            name = taken.template.value if isinstance(taken.template, nodes.Const) else None
            if not isinstance(name, str) or name in known:
                continue
            known.add(name)
            apart = isinstance(taken, nodes.Import | nodes.FromImport) and not taken.with_context
            inner = {} if apart else {**bound, **_called_in(outer, environment), **seen}
            if isinstance(taken, nodes.Include) and taken.ignore_missing and name not in environment.list_templates():
                continue
            part, file = _parsed(name, environment, taken.lineno, place)
            waiting.append((part, inner, file))
            yield _Part(Path(file or name), part, inner)


_Taking = nodes.Extends | nodes.Include | nodes.Import | nodes.FromImport


def _takings(tree: nodes.Template) -> list[_Taking]:
    return [node for node in tree.find_all(nodes.Stmt) if isinstance(node, _Taking)]


def _called_in(tree: nodes.Template, environment: Environment) -> dict[str, Shape]:
    return dict.fromkeys(_bound_anywhere(tree, environment), Any)


_PRINTED: Mapping[type[Content], str] = MappingProxyType(
    {Plan: "a plan", CustomerPlan: "a plan for a customer", Portfolio: "a portfolio"}
)


def model_of(file: Path) -> type[Content]:
    """Say which variables a template has, by its name: a plan for the customer has fewer, a portfolio others."""
    if file.stem == PORTFOLIO.lower():
        return Portfolio
    return CustomerPlan if file.stem == f"plan-{CUSTOMER.lower()}" else Plan


def _failing_with(file: Path, folders: Sequence[Path], examples: Sequence[Content]) -> list[str]:
    render = FORMATS[_ending(file)].load(file, folders, Wording(DEFAULT_LANGUAGE))
    for example in (example for example in examples if isinstance(example, model_of(file))):
        render({field.name: getattr(example, field.name) for field in fields(example)})
    return []


def _ending(file: Path) -> str:
    return file.suffix.removeprefix(".")
