"""Where things stand on the Dashboard: a grid of narrow columns, and to its right what the charts draw."""

SHEET = "Dashboard"

COLUMNS, HALF, GUTTER = 17, 9, 8
"""A left and a right half of eight columns, and a narrow column between them."""

COLUMN_WIDTH, GUTTER_WIDTH = 9.7, 2
HALF_WIDTH_PIXELS = 580
ROW_PIXELS = 20

CARDS = 3
CHARTS, CHART_ROWS = 6, 21
NOTES = CHARTS + CHART_ROWS + 1
LISTS, LIST_ROWS = NOTES + 2, 12
TIERS, TIER_CHART_ROWS = LISTS + LIST_ROWS + 3, 9
LOAD, LOAD_ROWS = TIERS + TIER_CHART_ROWS + 2, 10
LAST = LOAD + LOAD_ROWS + 4
LAST_ROWS = 8
"""Each section begins with a heading in its first row."""

FEED_COLUMN = COLUMNS + 2
FEED_HEADER = 8
FEED_FIRST = FEED_HEADER + 1
"""What the charts draw stands beside the sheet, off the printed page."""
