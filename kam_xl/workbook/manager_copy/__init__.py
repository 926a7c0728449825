"""The manager copy: a macro-free workbook with one manager's accounts, whose scores are native formulas."""

from kam_xl.workbook.manager_copy.copy import manager_copy, write_manager_copy

__all__ = ["manager_copy", "write_manager_copy"]
