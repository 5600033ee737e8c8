"""Finding what comes again and again in a list of dated amounts; pure, knows no database.

`detect` gives series: which rows, in which cadence, since when, for how much, and how sure. A group
of rows of one counterparty may hold several series (two subscriptions) or none (a grocer).
"""
