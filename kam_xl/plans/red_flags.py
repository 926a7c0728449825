"""How many red flags a document has: known only when all of it is drawn, and said on page one."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2 import Template

    DrawTexts = Callable[[Mapping[str, object]], tuple[dict[str, str], int]]
    """Draw the texts of a document by name, and count the red flags in them."""

COUNT = "red_flags"
"""The variable."""

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
    nodes.BinExpr,
    nodes.UnaryExpr,
)
"""What a piece may be made of to be drawn last: nothing that calls, repeats or defines anything."""


class DrawnLast(NodeTransformer):
    """Sets aside, while a template is parsed, the pieces that speak of the count of red flags and of nothing else.

    A mark stands in their place. So a document is drawn once, and then these few words.

    Attributes:
        pieces: What was set aside, by its mark.
        all_set_aside: Whether nothing else asks for the count.
    """

    def __init__(self, compiled: Callable[[nodes.Template], Template]) -> None:
        """Begin with nothing.

        Args:
            compiled: Makes a piece ready.
        """
        self._compiled = compiled
        self.pieces: dict[str, Template] = {}
        self.all_set_aside = True

    def set_aside(self, tree: nodes.Template) -> nodes.Template:
        """Put marks for the pieces of a template."""
        left: nodes.Template = tree if _names_its_own(tree) else self.visit(tree)
        self.all_set_aside = self.all_set_aside and not any(name.name == COUNT for name in left.find_all(nodes.Name))
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

    def _mark(self, piece: nodes.Node) -> nodes.TemplateData:
        mark = f"{_MARK}{sha256(repr(piece).encode()).hexdigest()[:16]}{_MARK}"
        self.pieces[mark] = self._compiled(nodes.Template([piece], lineno=1))
        return nodes.TemplateData(mark, lineno=piece.lineno)


def _names_its_own(tree: nodes.Template) -> bool:
    return any(name.name == COUNT and name.ctx != "load" for name in tree.find_all(nodes.Name))


def _is_of_the_count(piece: nodes.Node) -> bool:
    parts = [piece, *piece.find_all(nodes.Node)]
    names = {part.name for part in parts if isinstance(part, nodes.Name)}
    return names == {COUNT} and all(isinstance(part, _SPEAKS_OF_NUMBERS) for part in parts)


def with_red_flags_counted(draw: DrawTexts, values: Mapping[str, object], last: DrawnLast) -> dict[str, str]:
    """Draw the texts of a document that can say how many red flags it has.

    Only the template knows what it asks for, so they are counted while it is drawn. A template that does more with the
    count than print it or depend on it is drawn once to count and once to say.

    Args:
        draw: Draws them.
        values: The variables, to which `red_flags` is added.
        last: What was set aside of their templates.
    """
    texts, red_flags = draw({**values, COUNT: 0})
    if red_flags and not last.all_set_aside:
        texts, _ = draw({**values, COUNT: red_flags})
    return {name: _completed(text, red_flags, last) for name, text in texts.items()}


def _completed(text: str, red_flags: int, last: DrawnLast) -> str:
    if _MARK in text:
        for mark, piece in last.pieces.items():
            if mark in text:
                text = text.replace(mark, piece.render({COUNT: red_flags}))
    return text
