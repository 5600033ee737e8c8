"""Shared logic of table readers: from rows of text cells to the records of a statement.

`encoding` and `dialect` turn bytes into rows; `inference` decides what the columns mean and says
how sure it is; `mapping` is that decision as plain data that a person can correct; `records`
reads a stream of rows by a mapping; `preview` shows the first rows as they would be read.
"""
