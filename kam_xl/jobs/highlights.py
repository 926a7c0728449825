"""What the sheet Dashboard says in values: what a run writes there, and the Score button after it."""

from typing import TYPE_CHECKING

from kam_xl.portfolio.highlights import Highlights, highlights

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kam_xl.accounts.rows import Value
    from kam_xl.jobs.score import Scored


def highlights_of(scored: "Scored") -> Highlights:
    """Give what a person should see of a scored book beside its figures."""
    return highlights(scored.book, scored.movements, scored.findings)


def highlight_cells(scored: "Scored") -> "Mapping[str, tuple[tuple[Value, ...], ...]]":
    """Give the cells of the Dashboard that a run writes: rows by the name of their range, each as large as the range.

    What is None clears what stood there.
    """
    from kam_xl.workbook.pages.dashboard.highlights import highlight_values

    return highlight_values(highlights_of(scored))
