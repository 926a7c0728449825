"""From the order data of another system to the accounts of the book.

An export is read by a mapping (which file and column holds what), turned into purchases, measured for each account
over the last twelve months and the twelve before, and merged into a book that people have typed in.
"""
