"""How passwords are kept: argon2id with about a tenth of a second of work."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with twice the work that OWASP asks for at least (46 MiB, one pass).

    One lane, so that sign-ins share the cores. Old hashes are made anew at the next sign-in.
    """

    time_cost = 2
    memory_cost = 47_104
    parallelism = 1
