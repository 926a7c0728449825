"""How jobs say what they did."""

from collections.abc import Sequence

from kam_xl.accounts.issues import Issue, summarise


def counted(number: int, one: str) -> str:
    """Say how many there are of something whose plural ends in s.

    >>> counted(1, "issue"), counted(1200, "issue")
    ('1 issue', '1,200 issues')
    """
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def issue_lines(issues: Sequence[Issue]) -> list[str]:
    """Say what could not be understood: how much, then each kind, the most frequent first; nothing if all was."""
    if not issues:
        return []
    what = "what it touches" if len(issues) == 1 else "what they touch"
    return [f"{counted(len(issues), 'issue')}; {what} counts as unknown:", *(f"- {line}" for line in summarise(issues))]
