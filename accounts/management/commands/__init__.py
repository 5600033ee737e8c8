"""Commands of people and households."""
