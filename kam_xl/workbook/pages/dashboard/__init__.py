"""The sheet Dashboard: the book at a glance, in native formulas and native charts.

What follows the sheets Accounts and Team as somebody types are formulas that Excel 2016 and LibreOffice both work out
without an array as long as the book; each stands there with the value that our own engine gives it. What no formula
can tell (who moved and why, which criteria are unknown, what needs attention) is written by a run.
"""
