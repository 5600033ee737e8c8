"""The query language: words, fields and groups, read, checked and compiled to SQL."""
