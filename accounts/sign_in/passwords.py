"""What a password may not be, judged on this machine alone; length is what makes it strong.

No rules of composition (NIST SP 800-63B-4, ASVS 6.2.5). Refused are the 20,000 passwords that leaks
hold most often (Django's list), the same in disguise (capitals, digits for letters, digits and
signs around them), runs of the keyboard or the alphabet, repetitions, and the product's own name.
"""

from __future__ import annotations

import re
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

LONGEST = 256
PRODUCT = "finehance"
ROWS = (
    "`1234567890-=",
    "qwertyuiop[]",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "yxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",  # pragma: allowlist secret
)
RUN = 4
REST = 8
"""How much must be left of a password without the words that everybody would try first."""
_PARTS = re.compile(r"[^\W_]{3,}")
DISGUISES = str.maketrans("01345678@$!|", "oleashtbasii")


class MaximumLengthValidator:
    """Refuses what is longer than anybody types, so that nobody makes the server hash megabytes."""

    def validate(self, password: str, user: Model | None = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(
                _("A password has at most %(longest)d characters."),
                code="password_too_long",
                params={"longest": LONGEST},
            )

    def get_help_text(self) -> str:
        return _("Up to %d characters, spaces and every script included.") % LONGEST


class DressedUpPasswordValidator:
    """Refuses a common password, or the product's name, with little more than decoration."""

    def validate(self, password: str, user: Model | None = None) -> None:
        cores = _cores(password)
        if any(core in _common() for core in cores) or _is_mostly_product(password):
            raise ValidationError(
                _("This is one of the most common passwords with a little decoration."),
                code="password_dressed_up",
            )

    def get_help_text(self) -> str:
        return _("Not a common password, however it is dressed up.")


class PersonalValidator:
    """Refuses a person's own name or address with little more than decoration."""

    def validate(self, password: str, user: Model | None = None) -> None:
        told = f"{getattr(user, 'email', '')} {getattr(user, 'display_name', '')}".lower()
        rest = password.lower()
        for part in sorted(_PARTS.findall(told), key=len, reverse=True):
            rest = rest.replace(part, "")
        if len(rest) < len(password) and len(rest) < REST:
            raise ValidationError(
                _("This is made of your own name or address."), code="password_personal"
            )

    def get_help_text(self) -> str:
        return _("Not made of your name or address.")


class PatternValidator:
    """Refuses repetitions and runs along the keyboard or the alphabet."""

    def validate(self, password: str, user: Model | None = None) -> None:
        if is_repetitive(password) or 2 * run_length(password) > len(password):
            raise ValidationError(
                _("This is a pattern that guessers try first: use several unrelated words."),
                code="password_pattern",
            )

    def get_help_text(self) -> str:
        return _("No repetition and no run of the keyboard.")


def is_repetitive(password: str) -> bool:
    """Say whether a password repeats one piece, or uses fewer than five different characters."""
    text = password.lower()
    return len(set(text)) < 5 or text in (text + text)[1:-1]


def run_length(password: str) -> int:
    """Return how many characters are in runs of four or more, forwards or backwards."""
    text = password.lower()
    total = position = 0
    while position < len(text):
        length = _run_at(text, position)
        total += length if length >= RUN else 0
        position += length if length >= RUN else 1
    return total


def _run_at(text: str, start: int) -> int:
    longest = 1
    for row in (*ROWS, *(row[::-1] for row in ROWS)):
        length = 1
        while start + length < len(text) and text[start : start + length + 1] in row:
            length += 1
        longest = max(longest, length)
    return longest


def _cores(password: str) -> set[str]:
    """Return what is left of a password without capitals, decoration and digits for letters."""
    text = password.lower()
    found = set()
    for plain in (text, text.translate(DISGUISES)):
        found |= {plain, plain.strip("0123456789 !\"#$%&'()*+,-./:;<=>?@[]^_`{|}~")}
        found.add(re.sub(r"[\W\d_]+$", "", plain))
    trimmed = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)
    found |= {trimmed, trimmed.translate(DISGUISES)}
    return found - {""}


def _is_mostly_product(password: str) -> bool:
    plain = password.lower().translate(DISGUISES)
    return PRODUCT in plain and len(plain) - len(PRODUCT) < REST


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
