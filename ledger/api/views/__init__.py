"""The API of the ledger, one module a noun."""
