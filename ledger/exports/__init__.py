"""The books in other programs' forms: plain-text journals, tables and JSON. Reads only."""
