"""Counting requests against `finehance.rate_limits`, across processes and machines."""
