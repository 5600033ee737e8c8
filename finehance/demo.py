"""The demo household of a local run: seeded once, with a password made on this machine."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from io import StringIO
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management import call_command

EMAIL = "demo@example.org"


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """How the person at this machine signs in to the demo household."""

    email: str
    password: str


def demo_sign_in(var: Path, say: Callable[[str], None]) -> DemoSignIn:
    """Return the sign-in kept in `var/demo.json`; seed the household when it is not there yet.

    The file is readable by its owner alone. A seeding that was interrupted is made up for.
    """
    path = var / "demo.json"
    sign_in = _read(path) or _write(path, DemoSignIn(EMAIL, secrets.token_urlsafe(12)))
    if not get_user_model()._default_manager.filter(email=sign_in.email).exists():  # noqa: SLF001 -- Django's documented way to a swapped model
        say("making a demo household (once)")
        call_command("seed_demo", email=sign_in.email, password=sign_in.password, stdout=StringIO())
    return sign_in


def _read(path: Path) -> DemoSignIn | None:
    return DemoSignIn(**json.loads(path.read_text())) if path.exists() else None


def _write(path: Path, sign_in: DemoSignIn) -> DemoSignIn:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(sign_in), file)
    return sign_in
