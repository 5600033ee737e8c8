"""What people send to the ledger's pages, checked and turned into what services take."""
