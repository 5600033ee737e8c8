"""The ledger's pages, one module per noun."""
