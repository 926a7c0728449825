"""References to cells by their position, counted from 0, as formulas and charts write them."""

from xlsxwriter.utility import quote_sheetname, xl_col_to_name, xl_rowcol_to_cell


def cell(row: int, column: int, sheet: str = "") -> str:
    """Refer to one cell, which stays when the formula is copied.

    >>> cell(0, 2), cell(4, 0, "My accounts")
    ('$C$1', "'My accounts'!$A$5")
    """
    return _on(sheet) + str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def moving_cell(row: int, column: int, sheet: str = "") -> str:
    """Refer to one cell, which moves down when the formula is copied down."""
    return _on(sheet) + str(xl_rowcol_to_cell(row, column, col_abs=True))


def down(first_row: int, last_row: int, column: int, sheet: str = "") -> str:
    """Refer to some cells of a column.

    >>> down(1, 5, 2, "Model")
    'Model!$C$2:$C$6'
    """
    name = xl_col_to_name(column, col_abs=True)
    return f"{_on(sheet)}{name}${first_row + 1}:{name}${last_row + 1}"


def across(row: int, first_column: int, last_column: int) -> str:
    """Refer to some cells of a row, which stay when the formula is copied."""
    return f"{cell(row, first_column)}:{cell(row, last_column)}"


def moving_across(row: int, first_column: int, last_column: int) -> str:
    """Refer to some cells of a row, which move down when the formula is copied down."""
    return f"{moving_cell(row, first_column)}:{moving_cell(row, last_column)}"


def _on(sheet: str) -> str:
    return f"{quote_sheetname(sheet)}!" if sheet else ""
