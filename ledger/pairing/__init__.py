"""Judging whether two transactions are one event, and choosing who goes with whom; pure.

`transfers.choose` pairs halves of transfers, `duplicates.choose` what was entered or came twice.
Each pair says how sure it is, and why.
"""
