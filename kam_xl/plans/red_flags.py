"""How many red flags a document has: known only when all of it is drawn, and said on page one."""

from __future__ import annotations

from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING

from jinja2 import nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from kam_xl.plans.meter import LONGEST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2 import Environment, Template

    DrawTexts = Callable[[Mapping[str, object]], tuple[dict[str, str], int]]
    """Draw the texts of a document by name, and count the red flags in them."""

COUNT = "red_flags"
"""The variable."""

_SAY = "_said"
"""The filter that writes a mark, or what the piece says."""

_MARK = "\ufdd1"
"""Encloses the name of a piece that is drawn last; no text of a plan contains it."""

_SPEAKS_OF_NUMBERS = (
    nodes.Output,
    nodes.TemplateData,
    nodes.If,
    nodes.CondExpr,
    nodes.Name,
    nodes.Const,
    nodes.Compare,
    nodes.Operand,
)
"""What a piece may be made of to be drawn last: nothing that calls, reckons, repeats or defines anything."""


class DrawnLast(NodeTransformer):
    """Sets aside, while a template is parsed, the pieces that speak of the count of red flags and of nothing else.

    A mark is written in their place, and what they say is put there when everything is drawn: so a document is drawn
    once. Where a template works on with what was written, as a filter does, they are drawn where they stand; then a
    document is drawn once to count and once to say.
    """

    def __init__(self, environment: Environment) -> None:
        """Set the pieces aside of all templates that an environment parses from now on."""
        self._environment = environment
        self._pieces: dict[str, Template] = {}
        self._suffices = True
        self._known: int | None = None
        environment.filters[_SAY] = pass_context(
            lambda _context, mark: self._said(mark)
        )  # else it is said ahead of time

    def set_aside(self, tree: nodes.Template) -> nodes.Template:
        """Put marks for the pieces of a template."""
        left: nodes.Template = tree if _names_its_own(tree) else self.visit(tree)
        asks = any(name.name == COUNT for name in left.find_all(nodes.Name))
        self._suffices = self._suffices and not asks and not _works_on(left)
        return left

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802 - as Jinja calls it
        """Set the expressions aside that print the count."""
        node.nodes = [self._mark(nodes.Output([each])) if _is_of_the_count(each) else each for each in node.nodes]
        return node

    def visit_If(self, node: nodes.If) -> nodes.Node:  # noqa: N802 - as Jinja calls it
        """Set a condition aside with all that depends on it."""
        return nodes.Output([self._mark(node)]) if _is_of_the_count(node) else self.generic_visit(node)

    def _leave(self, node: nodes.Node) -> nodes.Node:
        """Leave what takes the text of its inside and works with it."""
        return node

    visit_Macro = visit_CallBlock = visit_FilterBlock = visit_AssignBlock = visit_ScopedEvalContextModifier = _leave  # noqa: N815 - as Jinja calls them

    def _mark(self, piece: nodes.Node) -> nodes.Filter:
        mark = f"{_MARK}{sha256(repr(piece).encode()).hexdigest()[:16]}{_MARK}"
        self._pieces[mark] = self._environment.from_string(nodes.Template([piece], lineno=1))
        return nodes.Filter(nodes.Const(mark), _SAY, [], [], None, None, lineno=piece.lineno)

    def _said(self, mark: str) -> Markup:
        said = mark if self._known is None else self._pieces[mark].render({COUNT: self._known})
        return Markup(said)  # noqa: S704 - it is escaped already, as a template drew it

    def draw(self, draw: DrawTexts, values: Mapping[str, object]) -> dict[str, str]:
        """Draw the texts of a document that can say how many red flags it has.

        Only the template knows what it asks for, so they are counted while it is drawn.

        Args:
            draw: Draws them.
            values: The variables, to which `red_flags` is added.

        Raises:
            SecurityError: A piece is written so often that the document becomes too long.
        """
        texts, red_flags = draw({**values, COUNT: 0})
        if self._suffices:
            completed = {name: self._completed(text, red_flags) for name, text in texts.items()}
            if not any(_MARK in text for text in completed.values()):
                return completed
        self._known = red_flags
        try:
            return draw({**values, COUNT: red_flags})[0]
        finally:
            self._known = None

    def _completed(self, text: str, red_flags: int) -> str:
        if _MARK not in text:
            return text
        said = {mark: piece.render({COUNT: red_flags}) for mark, piece in self._pieces.items() if mark in text}
        if len(text) + sum(text.count(mark) * len(words) for mark, words in said.items()) > LONGEST:
            raise SecurityError(f"more than {LONGEST} signs")
        for mark, words in said.items():
            text = text.replace(mark, words)
        return text


def _names_its_own(tree: nodes.Template) -> bool:
    return any(name.name == COUNT and name.ctx != "load" for name in tree.find_all(nodes.Name))


def _works_on(tree: nodes.Template) -> bool:
    """Tell whether a template works on with what others write: parts it takes in within a filter, its own blocks."""
    inside = (part for node in tree.find_all(_WORKING) for part in node.find_all(_WRITTEN_ELSEWHERE))
    return any(True for _ in inside) or any(name.name == "self" for name in tree.find_all(nodes.Name))


_WORKING = (nodes.Macro, nodes.CallBlock, nodes.FilterBlock, nodes.AssignBlock)
_WRITTEN_ELSEWHERE = (nodes.Include, nodes.Block)


def _is_of_the_count(piece: nodes.Node) -> bool:
    names_it = False
    for part in chain([piece], piece.find_all(nodes.Node)):
        names_it = names_it or isinstance(part, nodes.Name)
        if not isinstance(part, _SPEAKS_OF_NUMBERS) or (isinstance(part, nodes.Name) and part.name != COUNT):
            return False  # most pieces are told by their first parts
    return names_it
