"""Finehance: settings, URLs and the frame around the apps."""
