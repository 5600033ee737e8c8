"""The double-entry ledger and everything that writes to it."""
