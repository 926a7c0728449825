"""The plans that go with a message: those of the manager's own key accounts, made of their own part of the book."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kam_xl.accounts.tables import MODELS
from kam_xl.errors import TemplateError
from kam_xl.plans.content.background import Background
from kam_xl.plans.content.cells import text
from kam_xl.plans.content.plan import compose_plan, language_of
from kam_xl.plans.names import plan_file_name
from kam_xl.plans.press import Press
from kam_xl.plans.wording import Wording
from kam_xl.sharing.sending import reason_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from kam_xl.portfolio.book import ScoredAccount, ScoredBook
    from kam_xl.sharing.message import StoredFile

MOST_LOOSE = 5
"""More plans than this go in one zip file."""

_ZIPPED = frozenset({"html"})
"""Formats that go in a zip file however few they are: many mail gateways take web pages away."""

_SOME_DAY = (1980, 1, 1, 0, 0, 0)
"""The date of every file in a zip file, so that the same plans give the same bytes."""


@dataclass(frozen=True)
class PlanMaker:
    """Make the plans of key accounts.

    Attributes:
        ending: Their format, such as "pdf".
        folders: Where their templates lie, the first folder first.
    """

    ending: str
    folders: tuple[Path, ...]
    _press: Press = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make a press ready, which keeps its templates from manager to manager."""
        object.__setattr__(self, "_press", Press(self.folders))

    def check(self, book: ScoredBook) -> None:
        """Read the templates that the plans of a book need.

        Raises:
            TemplateError: Some cannot be used; the problems of all are listed.
        """
        currency = text(book.settings, "currency")
        wordings = [Wording(language_of(book, account), currency) for account in _key(book)]
        self._press.check([self.ending], {account.result.tier for account in _key(book)}, wordings)

    def make(
        self, part: ScoredBook, whole: ScoredBook, name: str, put: Callable[[str, bytes], StoredFile]
    ) -> tuple[StoredFile, ...]:
        """Write the plans of a manager's key accounts: a few as they are, in a folder of their own, more as a zip file.

        Args:
            part: The manager's own part of the book; nothing else gets into the plans.
            whole: The whole book; it says which models there were, and among how many accounts one ranks.
            name: The copy's file name, without an ending.
            put: Puts a file into the folder of the copies, under the name it is given.

        Returns:
            What goes with the message.

        Raises:
            TemplateError: The plan of one of the accounts cannot be made; which one is said.
            TargetError: A file cannot be written.
        """
        plans = dict(self._printed(part, whole))
        if len(plans) > MOST_LOOSE or (plans and self.ending in _ZIPPED):
            return (put(f"{name} plans.zip", _zipped(plans)),)
        return tuple(put(f"{name} plans/{file}", content) for file, content in plans.items())

    def _printed(self, part: ScoredBook, whole: ScoredBook) -> Iterator[tuple[str, bytes]]:
        models = {name: whole.tables[name] for name in (MODELS.name,) if name in whole.tables}
        own = replace(part, tables={**part.tables, **models})
        background = Background(own, ranked_in=whole)
        for account in _key(own):
            yield plan_file_name(account, self.ending), self._plan(account, background)

    def _plan(self, account: ScoredAccount, background: Background) -> bytes:
        try:
            return self._press.render(compose_plan(background.book, account, background), self.ending)
        except Exception as error:
            raise TemplateError(f"The plan of {account.name} ({account.account_id}): {reason_of(error)}") from error


def _key(book: ScoredBook) -> list[ScoredAccount]:
    return [account for account in book.accounts if account.result.tier == "Key"]


def _zipped(files: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(zipfile.ZipInfo(name, _SOME_DAY), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()
