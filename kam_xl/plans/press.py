"""From a plan to a document: the template of its tier, made ready once."""

from __future__ import annotations

import logging
from dataclasses import fields
from itertools import product
from typing import TYPE_CHECKING

from kam_xl.errors import TemplateError
from kam_xl.plans.content.customer import CustomerPlan
from kam_xl.plans.content.plan import Plan
from kam_xl.plans.content.portfolio import Portfolio
from kam_xl.plans.formats import FORMATS
from kam_xl.plans.templates import find_template
from kam_xl.plans.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from kam_xl.plans.formats.document import RenderDocument

_STEPS = logging.getLogger(__name__)

Content = Plan | CustomerPlan | Portfolio
"""What can be printed."""


class Press:
    """Render plans by the templates of some folders; a template is made ready at its first use and kept."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Remember where the templates lie, the first folder first."""
        self.folders = tuple(folders)
        self._ready: dict[tuple[Path, Wording], RenderDocument] = {}

    def check(
        self, formats: Iterable[str], kinds: Iterable[str], wordings: Iterable[Wording] = (Wording("en"),)
    ) -> None:
        """Make the templates of some formats and kinds ready.

        Args:
            formats: Endings of the formats.
            kinds: Tiers, `CUSTOMER` or `PORTFOLIO`.
            wordings: The wordings that documents will have: a template is made ready for each.

        Raises:
            TemplateError: There are problems; those of every template are listed.
        """
        problems: list[str] = []
        for ending, kind, wording in product(sorted({*formats}), sorted({*kinds}), dict.fromkeys(wordings)):
            try:
                self._template(ending, kind, wording)
            except TemplateError as error:
                problems.extend(error.problems)
        if problems:
            raise TemplateError(dict.fromkeys(problems))

    def files(self, formats: Iterable[str], kinds: Iterable[str]) -> tuple[Path, ...]:
        """List the templates of some formats and kinds, each once.

        Raises:
            TemplateError: There is none of some.
        """
        wanted = product(sorted({*formats}), sorted({*kinds}))
        return tuple(dict.fromkeys(find_template(template_names(*each), self.folders) for each in wanted))

    def render(self, plan: Content, ending: str) -> bytes:
        """Turn a plan into a document of the format with this ending.

        Raises:
            TemplateError: The template cannot be used, or not for this plan.
        """
        template = self._template(ending, kind_of(plan), Wording(plan.language, plan.currency))
        return template({field.name: getattr(plan, field.name) for field in fields(plan)})

    def _template(self, ending: str, kind: str, wording: Wording) -> RenderDocument:
        file = find_template(template_names(ending, kind), self.folders)
        if (file, wording) not in self._ready:
            self._ready[file, wording] = FORMATS[ending].load(file, self.folders, wording)
            _STEPS.debug("made %s ready for %s", file, wording.language)
        return self._ready[file, wording]


CUSTOMER = "Customer"
"""The kind of a plan for the account's own eyes."""


PORTFOLIO = "Portfolio"
"""The kind of a page over many accounts."""


def kind_of(plan: Content) -> str:
    """Say by which templates something is printed: those of a plan's tier, those for the customer, the portfolio's."""
    if isinstance(plan, Portfolio):
        return PORTFOLIO
    return CUSTOMER if isinstance(plan, CustomerPlan) else plan.tier


def template_names(ending: str, kind: str) -> tuple[str, ...]:
    """Name the templates that suit a kind of plan: its own, then, unless a customer reads it, the one for all.

    An account without a score has the card of a standard one.

    >>> template_names("html", "Key"), template_names("html", "Unscored")
    (('plan-key.html', 'plan.html'), ('plan-unscored.html', 'plan-standard.html', 'plan.html'))
    """
    suffix = FORMATS[ending].suffix or ending
    if kind == PORTFOLIO:
        return (f"portfolio.{suffix}",)
    own = f"plan-{kind.lower()}.{suffix}"
    card = [f"plan-standard.{suffix}"] if kind == "Unscored" else []
    return (own,) if kind == CUSTOMER else (own, *card, f"plan.{suffix}")
