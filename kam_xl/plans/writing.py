"""Plans put into a folder: whole or not at all, and never over what a person has edited."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING

from kam_xl.errors import TargetError
from kam_xl.plans.checking import ready_press
from kam_xl.plans.content.background import Background
from kam_xl.plans.content.cells import text
from kam_xl.plans.content.customer import compose_customer_plan
from kam_xl.plans.content.plan import compose_plan, language_of
from kam_xl.plans.differences import differences
from kam_xl.plans.formats import FORMATS, check_format
from kam_xl.plans.manifest import MANIFEST_NAME, Manifest
from kam_xl.plans.names import is_plan_name, plan_file_name
from kam_xl.plans.press import CUSTOMER, PORTFOLIO
from kam_xl.plans.printing import Order, Unprinted, print_all
from kam_xl.plans.shelf import Shelf, beside, refuse_links
from kam_xl.plans.templates import template_folders
from kam_xl.plans.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from kam_xl.plans.content.customer import CustomerPlan
    from kam_xl.plans.content.plan import Plan
    from kam_xl.plans.content.portfolio import Portfolio
    from kam_xl.plans.printing import Printed
    from kam_xl.portfolio.book import ScoredAccount, ScoredBook

CUSTOMER_MARK = "for customer"
"""What stands in the file name of a plan for the account's own eyes."""


@dataclass(frozen=True, slots=True)
class Edition:
    """In which formats and by which templates plans are written.

    Attributes:
        formats: Endings of the formats, such as "html".
        for_customer: Whether the account itself is to read them; then nothing internal is in them.
        templates: Folders with templates of your own, the first one first; the shipped ones come last.
    """

    formats: tuple[str, ...] = ("html", "docx")
    templates: tuple[Path, ...] = ()
    for_customer: bool = False

    def kind_of(self, account: ScoredAccount) -> str:
        """Say by which templates an account's plan is printed."""
        return CUSTOMER if self.for_customer else account.result.tier

    def compose(self, background: Background, account: ScoredAccount) -> Plan | CustomerPlan:
        """Say what an account's plan says."""
        if self.for_customer:
            return compose_customer_plan(background.book, account)
        return compose_plan(background.book, account, background)

    def file_name(self, account: ScoredAccount, ending: str) -> str:
        """Name an account's plan."""
        return plan_file_name(account, ending, CUSTOMER_MARK if self.for_customer else "")


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """A plan that a person has edited, left as it is.

    Attributes:
        path: The edited plan.
        new: The new version beside it; None if a person has edited that too, so that nothing was written.
        differs: What the new version says otherwise, in a few words, or why that cannot be told.
    """

    path: Path
    new: Path | None
    differs: str


@dataclass(frozen=True, slots=True)
class FailedPlan:
    """A plan that could not be written.

    Attributes:
        account_id: The account's id; empty for a page over many.
        account: The account's name; whose page it is.
        ending: The format.
        reason: What went wrong, and what to do.
    """

    account_id: str
    account: str
    ending: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlanReport:
    """What became of every plan, in the order of the accounts.

    Attributes:
        written: Plans that are new or changed.
        unchanged: Plans that stood there already, byte for byte.
        kept: Plans that a person has edited.
        failed: Plans that could not be written.
        left_over: Documents of earlier runs that belong to nobody any more; they stay as they are.
    """

    written: tuple[Path, ...]
    unchanged: tuple[Path, ...]
    kept: tuple[KeptPlan, ...]
    failed: tuple[FailedPlan, ...]
    left_over: tuple[Path, ...] = ()


def write_plans(  # noqa: PLR0913 - of what, whose, where to, how, beside what, on how many processors, and who is told
    book: ScoredBook,
    accounts: Sequence[ScoredAccount],
    target: Path,
    edition: Edition = Edition(),
    *,
    complete: bool = False,
    workers: int = 1,
    progress: Callable[[str], object] = lambda _account: None,
) -> PlanReport:
    """Write the plans of some accounts into a folder.

    A plan that a person has edited since kam-xl wrote it stays as it is; the new version stands beside it as "… (new)"
    until the edited one is removed or replaced by it. What an account's failure does not concern is written all the
    same. The same book, templates and folder give the same bytes.

    Args:
        book: The whole book.
        accounts: The accounts whose plans are wanted.
        target: The folder; it is made if it is missing.
        edition: The formats and the templates.
        complete: Whether nothing but plans of these accounts should stand there. Else those of any account of the book
            may, and only what belongs to none of them is left over, such as the plan of one that was renamed.
        workers: How many processors print; more than one pays from some hundred documents on.
        progress: Called with an account's name after each.

    Raises:
        TargetError: A format or the folder cannot be written; nothing was.
        TemplateError: A template cannot be used; nothing was written.
    """
    endings = tuple(dict.fromkeys(check_format(ending) for ending in edition.formats))
    currency = text(book.settings, "currency")
    wordings = [Wording(language_of(book, account), currency) for account in accounts]
    kinds = {edition.kind_of(account) for account in accounts}
    press = ready_press(template_folders(edition.templates), endings, kinds, wordings)
    orders = _plan_orders(Background(book), accounts, edition, endings)
    desk = _Desk(target)
    _put_all(print_all(orders, press, workers), desk, endings[-1], progress)
    names = {name for account in (accounts if complete else book.accounts) for name in _names_of(account)}
    return desk.close(name for name in desk.others(names) if is_plan_name(name))


def write_portfolios(
    pages: Iterable[tuple[str, str, Callable[[], Portfolio]]],
    target: Path,
    edition: Edition = Edition(),
    *,
    progress: Callable[[str], object] = lambda _name: None,
) -> PlanReport:
    """Write pages over many accounts into a folder, by the same rules as plans.

    Args:
        pages: For each page its file name without an ending, whose it is, and what composes it.
        target: The folder; it is made if it is missing.
        edition: The formats and the templates.
        progress: Called with whose page it was after each.

    Raises:
        TargetError: As for `write_plans`.
        TemplateError: Likewise.
    """
    endings = tuple(dict.fromkeys(check_format(ending) for ending in edition.formats))
    press = ready_press(template_folders(edition.templates), endings, [PORTFOLIO])
    desk, pages = _Desk(target), tuple(pages)
    _put_all(print_all(_page_orders(pages, endings), press), desk, endings[-1], progress)
    names = {f"{stem}.{ending}" for stem, _, _ in pages for ending in FORMATS}
    return desk.close(name for name in desk.others(names) if not is_plan_name(name))


def _names_of(account: ScoredAccount) -> Iterator[str]:
    """Give every name that a plan of an account can have."""
    for ending in FORMATS:
        yield plan_file_name(account, ending)
        yield plan_file_name(account, ending, CUSTOMER_MARK)


def _put_all(
    printed: Iterable[tuple[Order, Printed]], desk: _Desk, last: str, progress: Callable[[str], object]
) -> None:
    for order, document in printed:
        desk.take(order, document)
        if order.ending == last:
            progress(order.whose)


def _plan_orders(
    background: Background, accounts: Iterable[ScoredAccount], edition: Edition, endings: Sequence[str]
) -> Iterator[Order]:
    for account in accounts:
        compose = cache(partial(edition.compose, background, account))
        for ending in endings:
            yield Order(account.account_id, account.name, ending, edition.file_name(account, ending), compose)


def _page_orders(pages: Iterable[tuple[str, str, Callable[[], Portfolio]]], endings: Sequence[str]) -> Iterator[Order]:
    for stem, whose, compose in pages:
        composed = cache(compose)
        for ending in endings:
            yield Order("", whose, ending, f"{stem}.{ending}", composed)


@dataclass
class _Desk:
    """The folder of plans and what became of each."""

    folder: Path
    written: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    kept: list[KeptPlan] = field(default_factory=list)
    failed: list[FailedPlan] = field(default_factory=list)
    shelf: Shelf = field(init=False)

    def __post_init__(self) -> None:
        if self.folder.exists() and not self.folder.is_dir():
            raise TargetError(f"{self.folder} is a file; a folder is needed for plans. Choose another place.")
        refuse_links(self.folder, MANIFEST_NAME)
        self.shelf = Shelf(self.folder, Manifest(self.folder))

    def take(self, order: Order, document: Printed) -> None:
        """Put a document in place, or note why it cannot be."""
        if isinstance(document, Unprinted):
            self._note_failed(order, document.reason)
            return
        try:
            self.put(order.file_name, document)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one account, the others get their plans
            self._note_failed(order, str(error) or type(error).__name__)

    def _note_failed(self, order: Order, reason: str) -> None:
        self.failed.append(FailedPlan(order.account_id, order.whose, order.ending, reason))

    def put(self, name: str, document: bytes) -> None:
        """Put a document in place under its name, or beside it if a person has edited what stands there."""
        placed = self.shelf.put(name, document)
        if placed.edited is not None:
            differs = differences(placed.edited, document, name.rpartition(".")[2])
            self.kept.append(KeptPlan(placed.path, placed.place, differs))
        else:
            (self.written if placed.written else self.unchanged).append(placed.path)

    def others(self, names: set[str]) -> list[str]:
        """List what kam-xl wrote under other names and still stands there."""
        known = names | set(map(beside, names))
        return [name for name in self.shelf.manifest.names() if name not in known and (self.folder / name).exists()]

    def close(self, left_over: Iterable[str]) -> PlanReport:
        """Tidy the manifest and report."""
        in_place = [path.name for path in (*self.written, *self.unchanged)]
        at_its_side = [kept.new.name for kept in self.kept if kept.new]
        others = tuple(self.folder / name for name in left_over)
        self.shelf.manifest.settle([*in_place, *at_its_side])
        return PlanReport(tuple(self.written), tuple(self.unchanged), tuple(self.kept), tuple(self.failed), others)
