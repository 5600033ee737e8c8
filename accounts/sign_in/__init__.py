"""Signing in: who may try, how passwords are judged and kept, what allauth is told to do."""
