"""What the API shows and takes of the ledger, one module a noun."""
