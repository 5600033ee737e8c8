"""Takes personal data and secrets out of text that leaves for a log or an error report.

Recognised by form: e-mail addresses, IBANs and card numbers whose check digits are right, amounts
beside a currency, bearer tokens, JWTs and signed values, passwords and cookies by their names, the
values of query strings, and what PostgreSQL quotes of a row. Free text, such as a payee's name, has
no form: so nothing logs it, and whatever an exception's text quotes is hidden as well.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from types import TracebackType

HIDDEN = "[hidden]"

_PRIVATE_NAMES = (
    r"pass(?:word|wd|phrase)?\d?|secret|[\w-]*token|authorization|(?:set-)?cookie|sessionid|"
    r"csrf\w*|api[-_]?key|otp|totp|recovery[-_]?codes?|dsn|iban|email|display_name"
)
_QUOTED = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"

_URL_PASSWORD = re.compile(r"(://[^\s:/@]*:)[^\s@/]+(?=@)")
_EMAIL = re.compile(r"\w[\w.+%'-]*(?:@|%40)[\w-]+(?:\.[\w-]+)+")
_SCHEME = re.compile(r"\b(Bearer|Basic|Digest)\s+[\w.~+/=:-]{6,}", re.IGNORECASE)
_JWT = re.compile(r"\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?")
_API_TOKEN = re.compile(r"\bfin_[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+")
_SIGNED = re.compile(r"[\w.+=-]{2,}:[\w-]{5,8}:[\w-]{27,64}\b")
_LINK_KEY = re.compile(r"(/(?:key|confirm-email|files|invitations|keep|feeds/\d+)/)[\w:=.-]{8,}")
_QUERY = re.compile(r"([?&][\w.\[\]-]+=)[^&\s\"'#<>]+")
_NAMED = re.compile(
    rf"((?:{_PRIVATE_NAMES})[\"']?\s*[=:]\s*)({_QUOTED}|\[[^\]]*\]|[^\s,;&}}\])]+)",
    re.IGNORECASE,
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b", re.IGNORECASE)
_CARD = re.compile(r"(?<![\w.-])\d(?:[ -]?\d){12,}(?![\w-])")
_MONEY = re.compile(
    r"[-+−]?[€$£¥]\s?[-+−]?\d(?:[\d.,'\u00a0\u202f]*\d)?"
    r"|[-+−]?\b\d(?:[\d.,'\u00a0\u202f]*\d)?\s?(?:[€$£¥](?!\d)|[A-Z]{3}\b)"
)
_ROW = re.compile(r"^(DETAIL|CONTEXT|LINE \d+):.*$", re.MULTILINE)
_SQL_VALUE = re.compile(r"(for (?:type|enum) [\w ]+: )\"[^\n]*\"")
_QUOTES = re.compile(rf"(?<![\w])(?:{_QUOTED})")


def _is_iban(text: str) -> bool:
    plain = text.replace(" ", "").upper()
    moved = plain[4:] + plain[:4]
    return int("".join(str(int(each, 36)) for each in moved)) % 97 == 1


def _is_card(text: str) -> bool:
    digits = [int(each) for each in text if each.isdecimal()][::-1]
    doubled = [each * 2 - 9 * (each > 4) for each in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _hide_ibans(found: re.Match[str]) -> str:
    """Hide the IBAN at the start of what may be one and the words after it."""
    text = found.group()
    for end in range(len(text), 14, -1):
        if text[end - 1] != " " and _is_iban(text[:end]):
            return HIDDEN + text[end:]
    return text


def _hide_card(found: re.Match[str]) -> str:
    """Hide the card number at the start of digits, and look on behind it."""
    text = found.group()
    for end in range(len(text), 12, -1):
        is_whole = text[end - 1].isdecimal() and not text[end : end + 1].isdecimal()
        count = sum(each.isdecimal() for each in text[:end])
        if is_whole and 13 <= count <= 19 and _is_card(text[:end]):
            return HIDDEN + _CARD.sub(_hide_card, text[end:])
    return text


_STEPS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (_ROW, rf"\1: {HIDDEN}"),
    (_SQL_VALUE, rf"\1{HIDDEN}"),
    (_SCHEME, rf"\1 {HIDDEN}"),
    (_JWT, HIDDEN),
    (_API_TOKEN, HIDDEN),
    (_URL_PASSWORD, rf"\1{HIDDEN}"),
    (_LINK_KEY, rf"\1{HIDDEN}"),
    (_QUERY, rf"\1{HIDDEN}"),
    (_NAMED, rf"\1{HIDDEN}"),
    (_SIGNED, HIDDEN),
    (_EMAIL, HIDDEN),
    (_IBAN, _hide_ibans),
    (_CARD, _hide_card),
    (_MONEY, HIDDEN),
)

# Raised over code, so what they quote are names in code and not what somebody entered.
_OF_CODE = (AttributeError, ImportError, NameError, NotImplementedError, TypeError)


def redact(text: str) -> str:
    """Return `text` with everything that looks personal or secret replaced by `[hidden]`."""
    for pattern, instead in _STEPS:
        text = pattern.sub(instead, text)
    return text


def redact_message(text: str, kind: type[BaseException] | None = None) -> str:
    """Return an exception's text without personal data, nor anything quoted in it.

    Errors over code, by `kind`, keep what they quote: the names of code.
    """
    clean = redact(text)
    if kind is not None and issubclass(kind, _OF_CODE):
        return clean
    return _QUOTES.sub(HIDDEN, clean)


def redact_trace(
    kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
) -> str:
    """Return a trace, causes included, in which the frames stand as they are and texts redacted."""
    if kind is None or error is None:
        return ""
    summary = traceback.TracebackException(kind, error, trace, compact=True)
    _clean(summary, kind, error, set())
    return "".join(summary.format()).rstrip("\n")


def _clean(
    summary: traceback.TracebackException,
    kind: type[BaseException],
    error: BaseException | None,
    seen: set[int],
) -> None:
    if id(summary) in seen:
        return
    seen.add(id(summary))
    summary._str = redact_message(str(error), kind)  # type: ignore[attr-defined]  # noqa: SLF001 -- its only text
    if hasattr(summary, "__notes__"):
        summary.__notes__ = None
    if isinstance(error, SyntaxError):
        summary.text = HIDDEN
    cause, context = getattr(error, "__cause__", None), getattr(error, "__context__", None)
    for inner, of in ((summary.__cause__, cause), (summary.__context__, context)):
        if inner is not None and of is not None:
            _clean(inner, type(of), of, seen)
    for inner, of in zip(summary.exceptions or [], getattr(error, "exceptions", []), strict=False):
        _clean(inner, type(of), of, seen)
