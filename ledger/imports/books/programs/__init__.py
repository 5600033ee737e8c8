"""Readers of what other finance programs export."""
