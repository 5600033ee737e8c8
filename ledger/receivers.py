"""What the ledger does when the apps below announce something."""
