"""Which versions work together in Excel, and what does not match."""

from __future__ import annotations

import xlwings

from kam_xl import __version__


def versions_in_words(workbook: str, xlwings_in_workbook: str) -> str:
    """Name the versions in one sentence, and after it what does not match and what to do.

    Args:
        workbook: The version of kam-xl that made the workbook's macros.
        xlwings_in_workbook: The version of xlwings whose DLL they load.
    """
    parts = [f"kam-xl {__version__}, xlwings {xlwings.__version__}, workbook {workbook}"]
    if workbook != __version__:
        parts.append(
            f"the workbook's macros are those of kam-xl {workbook}: take a new workbook (kam new), or install that one"
        )
    if xlwings_in_workbook != xlwings.__version__:
        parts.append(
            f"the workbook loads xlwings {xlwings_in_workbook}: run `kam install`, or take a new workbook (kam new)"
        )
    return "; ".join(parts)
