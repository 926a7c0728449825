"""From a plan to a document: the template of its tier, made ready once."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from kam_xl.errors import TemplateError
from kam_xl.plans.formats import FORMATS
from kam_xl.plans.templates import find_template
from kam_xl.plans.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from kam_xl.plans.content.plan import Plan
    from kam_xl.plans.formats.document import RenderDocument


class Press:
    """Render plans by the templates of some folders; a template is made ready at its first use and kept."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Remember where the templates lie, the first folder first."""
        self._folders = tuple(folders)
        self._ready: dict[tuple[Path, Wording], RenderDocument] = {}

    def check(self, formats: Iterable[str], tiers: Iterable[str]) -> None:
        """Make the templates of some formats and tiers ready.

        Raises:
            TemplateError: There are problems; those of every template are listed.
        """
        problems: list[str] = []
        for ending, tier in sorted({(ending, tier) for ending in formats for tier in tiers}):
            try:
                self._template(ending, tier, Wording("en"))
            except TemplateError as error:
                problems.extend(error.problems)
        if problems:
            raise TemplateError(dict.fromkeys(problems))

    def render(self, plan: Plan, ending: str) -> bytes:
        """Turn a plan into a document of the format with this ending.

        Raises:
            TemplateError: The template cannot be used, or not for this plan.
        """
        template = self._template(ending, plan.tier, Wording(plan.language, plan.currency))
        return template({field.name: getattr(plan, field.name) for field in fields(plan)})

    def _template(self, ending: str, tier: str, wording: Wording) -> RenderDocument:
        file = find_template(template_names(ending, tier), self._folders)
        if (file, wording) not in self._ready:
            self._ready[file, wording] = FORMATS[ending].load(file, self._folders, wording)
        return self._ready[file, wording]


def template_names(ending: str, tier: str) -> tuple[str, str]:
    """Name the templates that suit a tier: its own, then the one for all.

    >>> template_names("html", "Key")
    ('plan-key.html', 'plan.html')
    """
    return f"plan-{tier.lower()}.{ending}", f"plan.{ending}"
