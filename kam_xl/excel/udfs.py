"""What the functions in cells ask. Each hands its cells on and says what comes back; nothing is decided here.

The functions that people see, such as `KAM_SCORE`, stand in the workbook's VBA, which asks for many cells at once and
remembers the answers. A question takes rows of accounts and gives one row of values for each, below a row of headings.
"""

# ruff: noqa: PLR0917 - the arguments of a question are fixed by the workbook's macros

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kam_xl.excel.answers import Answers, answers
from kam_xl.excel.host import question, today
from kam_xl.excel.sheet_cells import Cells, Sheets, account_rows, count_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from kam_xl.jobs.judge_rows import AccountRows
    from kam_xl.scoring.results import Line
    from kam_xl.scoring.to_key import ToKey

SCORE_HEADINGS = ("Score", "Coverage", "Quadrant", "Tier", "Tier after Key", "Tier after Major", "Tier after Standard")
EXPLANATION_HEADINGS = ("Criterion", "Value", "Rating", "Weight", "Points")

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The arguments of a question about accounts."""

    rows: object
    headers: Cells
    model: Cells
    settings: Cells
    team: Cells
    date_1904: object

    def answers(self, asked: str, headings: Sequence[str], tell: "Callable[[AccountRows], Iterable[Row]]") -> Answers:
        """Let the accounts tell."""
        return answers(asked, headings, lambda: tell(self._accounts()))

    def _accounts(self) -> "AccountRows":
        sheets = Sheets.of(self.model, self.settings, self.team, self.date_1904)
        return account_rows(self.rows, self.headers, sheets, today())


@question
def scores(
    rows: object, headers: Cells, model: Cells, settings: Cells, team: Cells, date_1904: object = None
) -> Answers:
    """Give score, coverage, quadrant, and the tier for each tier that an account may have had before.

    Args:
        rows: The accounts' cells.
        headers: Their headers; blank takes the order of the sheet Accounts.
        model: All cells of the sheet Model.
        settings: All cells of the sheet Settings.
        team: All cells of the sheet Team.
        date_1904: Whether the workbook counts days from 1904; not given means no.
    """

    def tell(accounts: "AccountRows") -> Iterable[Row]:
        return [(j.scores.score, j.scores.coverage, j.quadrant, *j.tiers) for j in accounts.judgements()]

    return _Asked(rows, headers, model, settings, team, date_1904).answers("scores", SCORE_HEADINGS, tell)


@question
def reasons(
    rows: object, headers: Cells, model: Cells, settings: Cells, team: Cells, date_1904: object = None
) -> Answers:
    """Say why each account has its tier; the arguments are those of `scores`."""

    def tell(accounts: "AccountRows") -> Iterable[Row]:
        return [(reason,) for reason in accounts.reasons()]

    return _Asked(rows, headers, model, settings, team, date_1904).answers("reasons", ("Reason",), tell)


@question
def ways_to_key(
    rows: object, headers: Cells, model: Cells, settings: Cells, team: Cells, date_1904: object = None
) -> Answers:
    """Say what would make each account Key; the arguments are those of `scores`."""

    def tell(accounts: "AccountRows") -> Iterable[Row]:
        return [(_way_in_words(found),) for found in accounts.ways_to_key()]

    return _Asked(rows, headers, model, settings, team, date_1904).answers("ways_to_key", ("To Key",), tell)


@question
def ranks(
    rows: object, headers: Cells, model: Cells, settings: Cells, team: Cells, date_1904: object = None
) -> Answers:
    """Rank the accounts among themselves; the arguments are those of `scores`."""

    def tell(accounts: "AccountRows") -> Iterable[Row]:
        return [(rank,) for rank in accounts.ranks()]

    return _Asked(rows, headers, model, settings, team, date_1904).answers("ranks", ("Rank",), tell)


@question
def explanations(
    rows: object, headers: Cells, model: Cells, settings: Cells, team: Cells, date_1904: object = None
) -> Answers:
    """Give a row for each criterion of each account; of several accounts, with the account's id before it.

    The arguments are those of `scores`. What is not known has a blank rating and blank points, so that points can be
    added up.
    """
    several = count_rows(rows) > 1

    def tell(accounts: "AccountRows") -> Iterable[Row]:
        for account_id, told in zip(accounts.account_ids, accounts.explanations(), strict=True):
            for line in told.lines:
                yield (account_id, *_line_cells(line)) if several else _line_cells(line)

    headings = ("Account ID", *EXPLANATION_HEADINGS) if several else EXPLANATION_HEADINGS
    return _Asked(rows, headers, model, settings, team, date_1904).answers("explanations", headings, tell)


@question
def versions(workbook: Cells, xlwings_in_workbook: Cells) -> Answers:
    """Say which versions of kam-xl, xlwings and the workbook work together, and what does not match.

    Args:
        workbook: The version of kam-xl that made the workbook's macros.
        xlwings_in_workbook: The version of xlwings whose DLL they load.
    """
    from kam_xl.excel.versions import versions_in_words

    given = str(workbook[0][0]), str(xlwings_in_workbook[0][0])
    return answers("versions", ("Versions",), lambda: [(versions_in_words(*given),)])


def _line_cells(line: "Line") -> Row:
    from kam_xl.portfolio.ways import shown

    value = line.value if isinstance(line.value, float | bool) else shown(line.value)
    rating, points = ("" if number is None else number for number in (line.rating, line.contribution))
    return line.criterion.label, value, rating, line.criterion.weight, points


def _way_in_words(found: "ToKey") -> str:
    from kam_xl.jobs.explanation import ways_to_key as sections

    if found.is_key:
        return "Key already"
    enough = bool(found.singles or found.pair)
    return ("; or " if enough else " ").join(sentence for section in sections(found) for sentence in section.sentences)
