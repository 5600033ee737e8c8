"""Strict readers of the environment, and the secrets that a local run makes for itself."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environ import Env

PLACEHOLDERS = (
    "change-me",
    "changeme",
    "placeholder",
    "example",
    "insecure",
    "your-secret",
    "xxxx",
)
MINIMUM_SECRET_LENGTH = 32


def _check_secret(name: str, value: str) -> None:
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: see .env.example")
    if len(value) < MINIMUM_SECRET_LENGTH:
        raise ImproperlyConfigured(f"{name} is shorter than {MINIMUM_SECRET_LENGTH} characters")
    if any(mark in value.lower() for mark in PLACEHOLDERS):
        raise ImproperlyConfigured(f"{name} is a placeholder: make a random one, .env.example")


class Environment:
    """The process environment, read strictly: a bad value stops the start with its name."""

    def __init__(self, var: Path) -> None:
        self.env = Env()
        self.var = var
        self._local: dict[str, str] | None = None

    def text(self, name: str, default: str = "") -> str:
        """Return the variable's text, `default` when it is unset."""
        value: str = self.env.str(name, default=default)
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a boolean; raises ImproperlyConfigured unless it is plainly one."""
        value = self.text(name).strip().lower()
        if not value:
            return default
        if value in {"1", "true", "yes", "on"}:
            return True
        if value in {"0", "false", "no", "off"}:
            return False
        raise ImproperlyConfigured(f"{name} is {value!r}: write true or false")

    def whole(self, name: str, default: int) -> int:
        """Return a whole number of zero or more; raises ImproperlyConfigured otherwise."""
        value = self.text(name).strip()
        if not value:
            return default
        if not value.isdecimal():
            raise ImproperlyConfigured(f"{name} is {value!r}: write a whole number")
        return int(value)

    def factor(self, name: str) -> float:
        """Return a factor above zero, 1 when unset and 0 for `off`; else ImproperlyConfigured."""
        value = self.text(name).strip().lower()
        if value == "off":
            return 0.0
        try:
            found = float(value or 1)
        except ValueError:
            found = 0.0
        if not 0 < found < 1_000_000:
            raise ImproperlyConfigured(f"{name} is {value!r}: write off, or a number above 0")
        return found

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        """Return one of `choices`; raises ImproperlyConfigured for anything else."""
        value = self.text(name).strip().lower() or default
        if value not in choices:
            raise ImproperlyConfigured(f"{name} is {value!r}: write {' or '.join(choices)}")
        return value

    def json(self, name: str, default: Any) -> Any:
        """Return a JSON value, `default` when unset; raises ImproperlyConfigured when broken."""
        value = self.text(name).strip()
        if not value:
            return default
        try:
            return json.loads(value)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} is not JSON: {error}") from error

    def words(self, name: str, default: str = "") -> list[str]:
        """Return the comma-separated words of a variable."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def secret(self, name: str, *, local: bool) -> str:
        """Return a secret of at least 32 characters that is no placeholder.

        A local run makes missing secrets once and keeps them in `var/secrets.env`, readable by its
        owner alone. Elsewhere a missing or weak secret raises ImproperlyConfigured.
        """
        value = self.text(name)
        if not value and local:
            value = self._local_secret(name)
        _check_secret(name, value)
        return value

    def secrets(self, name: str, *, local: bool) -> list[str]:
        """Return the comma-separated secrets of a variable, newest first, each as `secret` does."""
        values = [each.strip() for each in self.secret(name, local=local).split(",")]
        for value in values:
            _check_secret(name, value)
        return values

    def require_unlike(self, **values: str) -> None:
        """Raise ImproperlyConfigured when two secrets are the same: one leak would open both."""
        names: dict[str, str] = {}
        for name, value in values.items():
            if value in names:
                raise ImproperlyConfigured(f"{name} is the same as {names[value]}")
            names[value] = name

    def hosts(self, name: str, default: str) -> list[str]:
        """Return host names; raises ImproperlyConfigured for `*`, which lets links be poisoned."""
        found = self.words(name, default)
        if "*" in found:
            raise ImproperlyConfigured(f"{name} is *: name the hosts")
        return found

    def _local_secret(self, name: str) -> str:
        path = self.var / "secrets.env"
        if self._local is None:
            lines = path.read_text().splitlines() if path.exists() else []
            self._local = dict(line.split("=", 1) for line in lines if "=" in line)
        if name not in self._local:
            self._local[name] = secrets.token_hex(32)
            self.var.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text("".join(f"{key}={value}\n" for key, value in self._local.items()))
        return self._local[name]
