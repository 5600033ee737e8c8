"""Readers of plain-text journals: hledger, ledger and beancount."""
