"""The workbook as a file: reading, writing and building it."""
