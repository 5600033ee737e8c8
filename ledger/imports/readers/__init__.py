"""Readers of bank files: one module a format, pure, registered in detect."""
