"""The frame of commands that work in one household."""
