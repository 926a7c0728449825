"""The tables of the sheet Model in the open workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kam_xl.scoring.model import model_plain
from kam_xl.workbook.model_sheet import model_cells

if TYPE_CHECKING:
    from kam_xl.accounts.rows import Row
    from kam_xl.excel.changes import Changes
    from kam_xl.excel.open_book import OpenBook
    from kam_xl.scoring.model import Model

SCALES = "Scales"


def write_scales(book: OpenBook, model: Model, changes: Changes) -> None:
    """Write how a model rates values into the table Scales; all other tables of the sheet stay as they are.

    Raises:
        HostError: Excel does not let the sheet be changed.
    """
    table = book.tables[SCALES]
    headers, *rows = model_cells(model_plain(model))[SCALES]
    scales = [cast("Row", dict(zip(map(str, headers), row, strict=True))) for row in rows]
    table.replace_rows([], changes)
    table.append(scales, changes)
