"""The functions for cells. Each hands its cells on and says what comes back; nothing is decided here."""

from kam_xl.excel.answers import answer
from kam_xl.excel.host import cell_function, today
from kam_xl.excel.sheet_cells import Cells, Sheets, score_of


@cell_function
def KAM_SCORE(row: Cells, headers: Cells, model: Cells, settings: Cells, team: Cells) -> Cells:  # noqa: N802 - its name in cells
    """Score an account: 0 to 100, `#N/A` where too little is known.

    Args:
        row: The account's cells.
        headers: Their headers; blank takes the order of the sheet Accounts.
        model: All cells of the sheet Model.
        settings: All cells of the sheet Settings.
        team: All cells of the sheet Team.
    """
    return [[answer("KAM_SCORE", lambda: score_of(row, headers, Sheets.of(model, settings, team), today()))]]
