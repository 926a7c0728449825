"""The use case of explaining one account."""

from difflib import get_close_matches

from kam_xl.errors import TableError
from kam_xl.jobs.gather import Request
from kam_xl.jobs.score import Scored, score
from kam_xl.portfolio.book import ScoredAccount


def explain_account(request: Request, account_id: str) -> tuple[Scored, ScoredAccount]:
    """Score a book and pick one account.

    Raises:
        TableError: There is no account with this id; the nearest ids are named.
    """
    scored = score(request)
    for account in scored.book.accounts:
        if account.account_id == account_id:
            return scored, account
    raise TableError(_no_such_account(scored, account_id))


def _no_such_account(scored: Scored, account_id: str) -> str:
    by_id = {account.account_id: account.account_id for account in scored.book.accounts}
    by_name = {account.name: account.account_id for account in scored.book.accounts}
    near = get_close_matches(account_id, [*by_id, *by_name], n=3)
    known = by_name | by_id
    hint = f" Did you mean {' or '.join(f'{known[name]} ({name})' for name in near)}?" if near else ""
    return f"{scored.gathered.raw.accounts.source}: there is no account with the id “{account_id}”.{hint}"
