"""The use case of explaining one account."""

from difflib import get_close_matches

from kam_xl.accounts.issues import Issue
from kam_xl.errors import TableError
from kam_xl.jobs.gather import Request
from kam_xl.jobs.score import Scored, score
from kam_xl.portfolio.book import ScoredAccount


def explain_account(request: Request, account_id: str) -> tuple[Scored, ScoredAccount, tuple[Issue, ...]]:
    """Score a book and pick one account.

    Returns:
        The scored book, the account, and the issues that touch it: those of its row and those of whole tables.

    Raises:
        TableError: There is no account with this id; the nearest ids are named.
    """
    scored = score(request)
    raw = scored.gathered.raw.accounts
    for position, account in enumerate(scored.book.accounts):
        if account.account_id == account_id:
            own = raw.place(position)
            issues = (issue for issue in scored.issues if issue.place.row in {None, own.row})
            return scored, account, tuple(issue for issue in issues if issue.place.source == raw.source)
    raise TableError(_no_such_account(scored, account_id))


def _no_such_account(scored: Scored, account_id: str) -> str:
    near = _near(scored, account_id.lower())
    hint = f"Did you mean {' or '.join(near)}?" if near else "Take one from its column Account ID."
    return f"{scored.gathered.raw.accounts.source}: there is no account with the id “{account_id}”. {hint}"


def _near(scored: Scored, wanted: str) -> list[str]:
    accounts = scored.book.accounts
    by_name = {account.name.lower(): f"{account.account_id} ({account.name})" for account in accounts}
    shown = by_name | {account.account_id.lower(): account.account_id for account in accounts}
    holding = [text for text in shown if wanted in text]
    return list(dict.fromkeys(shown[text] for text in [*holding, *get_close_matches(wanted, shown)]))[:_MOST_NEAR]


_MOST_NEAR = 3
