"""Writes to people, households and jobs: verb_noun functions."""
