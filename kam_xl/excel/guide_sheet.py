"""The sheet Guide: what each button and each function does."""

from __future__ import annotations

from kam_xl.excel.report_sheet import Part, Report
from kam_xl.jobs.guide import button_guides, function_guides

SHEET = "Guide"
WIDTHS = (22, 44, 100)


def guide_report() -> Report:
    """Lay the guide out as a sheet."""
    buttons = button_guides()
    groups = dict.fromkeys(button.group for button in buttons)
    parts = [
        Part(
            f"Group {group}",
            ("Button", "For", "What it does"),
            [(each.label, each.purpose, each.explanation) for each in buttons if each.group == group],
        )
        for group in groups
    ]
    described = [(each.name, each.written, each.gives) for each in function_guides()]
    functions = Part("Functions for cells", ("Function", "Written", "Gives"), described)
    return Report(
        sheet=SHEET,
        title=f"{SHEET} to the buttons and functions",
        sentence="The buttons stand on the tab Key Accounts; the functions are in the category Key Accounts.",
        widths=WIDTHS,
        parts=(*parts, functions),
    )
