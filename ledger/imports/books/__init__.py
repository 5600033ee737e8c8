"""Whole books of other programs: one reader a format, pure, all of them giving `ParsedBooks`."""
