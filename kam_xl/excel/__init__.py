"""The live Excel host: worksheet functions and ribbon actions, the only room that imports xlwings."""
