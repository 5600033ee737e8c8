"""Reads that compute: frozen dataclasses of Money out."""
