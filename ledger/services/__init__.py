"""Writes to the ledger: verb_noun functions, keyword-only, atomic."""
