"""The whole book, as plans, copies and messages ask it."""

from kam_xl.accounts.basis import Basis
from kam_xl.accounts.rows import Row
from kam_xl.portfolio.book import ScoredAccount, ScoredBook
from kam_xl.portfolio.recipients import Recipient
from kam_xl.scoring.tiers import HeadCuts
from tests.builders import AS_OF, assessed, criterion, model_of

MODEL = model_of(criterion("revenue_12m"))


def account(**values: object) -> ScoredAccount:
    verdict = assessed([values], MODEL)
    return ScoredAccount(verdict.accounts.row(0), frozenset(), verdict.result(0), verdict.explanation(0))


def book(*accounts: ScoredAccount, **tables: tuple[Row, ...]) -> ScoredBook:
    return ScoredBook(Basis(AS_OF), MODEL, accounts, tables, {}, HeadCuts(0.0, 0.0), ())


def test_an_account_without_a_name_goes_by_its_id() -> None:
    assert account(account_id="K1").name == "K1"
    assert account(account_id="K1", account="Zoë & Co").name == "Zoë & Co"


def test_the_manager_of_an_account_is_found_through_team() -> None:
    row: Row = {"account_manager": "Jo", "manager": "Åsa", "manager_email": "asa@example.com"}
    scored = book(account(account_id="K1", account_manager="Jo"), account(account_id="K2"), Team=(row,))
    assert [scored.recipient_of(each) for each in scored.accounts] == [Recipient("Åsa", "asa@example.com"), None]
    assert scored.team == {"Jo": row}


def test_a_book_without_team_knows_the_managers_on_accounts() -> None:
    scored = book(account(account_id="K1", manager="Sam"))
    assert (scored.recipient_of(scored.accounts[0]), scored.team) == (Recipient("Sam", None), {})


def test_details_are_an_accounts_own_rows_in_sheet_order() -> None:
    one: Row = {"account_id": "K1", "risk": "fire"}
    two: Row = {"account_id": "K1", "risk": "flood"}
    scored = book(account(account_id="K1"), account(account_id="K2"), Risks=(one, {"account_id": "K9"}, two))
    first, second = scored.accounts
    assert (scored.details("Risks", first), scored.details("Risks", second)) == ((one, two), ())
    assert scored.details("Needs", first) == ()
