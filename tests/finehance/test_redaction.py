"""What is taken out of texts before they leave, and what is left standing."""

from __future__ import annotations

import logging

import pytest
from gunicorn.config import Config

from finehance.logs import JsonFormatter, RedactingFilter
from finehance.redaction import redact, redact_message, redact_trace
from finehance.web import ServerLogger

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyIjoxfQ.c2lnbmF0dXJl"

PERSONAL = [
    ("mail to alice@example.org failed", "mail to [hidden] failed"),
    ("next=alice%40example.org", "next=[hidden]"),
    ("from DE89370400440532013000.", "from [hidden]."),
    ("from DE89 3704 0044 0532 0130 00 to her", "from [hidden] to her"),
    ("from at61 1904 3002 3457 3201", "from [hidden]"),
    ("card 4111 1111 1111 1111 refused", "card [hidden] refused"),
    ("4111111111111111 4111 1111 1111 1111 12", "[hidden] [hidden] 12"),
    ("card 5500-0000-0000-0004", "card [hidden]"),
    (f"token {TOKEN} ended", "token [hidden] ended"),
    ("Authorization: Bearer abcdef123456", "Authorization: [hidden] [hidden]"),
    ("sent Bearer abcdef123456", "sent Bearer [hidden]"),
    ("fin_ab12_Zm9vYmFyYmF6 is used", "[hidden] is used"),
    ('{"password": "a \\"b\\" c", "n": 1}', '{"password": [hidden], "n": 1}'),
    ("password1=hunter2&x", "password1=[hidden]&x"),
    ("new_password='two words'", "new_password=[hidden]"),
    ("{'totp': 123456}", "{'totp': [hidden]}"),
    ("Cookie: sessionid=abc; x", "Cookie: [hidden]; x"),
    ("GET /entries/?q=rent&min=3 HTTP/1", "GET /entries/?q=[hidden]&min=[hidden] HTTP/1"),
    ("/accounts/password/reset/key/3-cx2abc-1234abcd/", "/accounts/password/reset/key/[hidden]/"),
    ("/accounts/confirm-email/MQ:1abcde:abcdefgh/", "/accounts/confirm-email/[hidden]/"),
    ("MQ:1tWxYz:0123456789abcdefghijABCDEFGHIJ012345678 is old", "[hidden] is old"),
    ("postgres://finehance:s3cret@db/x", "postgres://finehance:[hidden]@db/x"),
    ("off by 12.30 EUR", "off by [hidden]"),
    ("off by €1,234.50 today", "off by [hidden] today"),
    ("off by −3 USD", "off by [hidden]"),
    (
        'duplicate key value violates unique constraint "x"\nDETAIL:  Key (email)=(a) exists.',
        'duplicate key value violates unique constraint "x"\nDETAIL: [hidden]',
    ),
    ('invalid input syntax for type date: "Rent"', "invalid input syntax for type date: [hidden]"),
]  # fmt: skip

PLAIN = [
    "",
    "job 3 (import) starts, attempt 1",
    "system scope opened: operator 3 lists accounts.User",
    "Not Found: /transactions/12/",
    "took 3.4 ms for 1,200 rows on 2026-01-31",
    "id 1234567890123 of batch 4111111111111112",
    "request 0123456789abcdef0123456789abcdef",
    "household 3: balance of account 7 differs",
    "DE00370400440532013000 has wrong check digits",
]


@pytest.mark.parametrize(("text", "clean"), PERSONAL)
def test_personal_data_is_hidden(text: str, clean: str) -> None:
    assert redact(text) == clean


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_stand(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize("text", [text for text, _ in PERSONAL])
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    once = redact(text)

    assert redact(once) == once


@pytest.mark.parametrize(
    ("kind", "text", "clean"),
    [
        (ValueError, "no number: 'Corner shop'", "no number: [hidden]"),
        (KeyError, "'Corner shop'", "[hidden]"),
        (ValueError, "doesn't fit", "doesn't fit"),
        (AttributeError, "'Job' object has no attribute 'x'", "'Job' object has no attribute 'x'"),
        (TypeError, "f() got 'alice@example.org'", "f() got '[hidden]'"),
        (None, 'saw "Corner shop"', "saw [hidden]"),
    ],
)
def test_what_an_exception_quotes_is_hidden(
    kind: type[BaseException] | None, text: str, clean: str
) -> None:
    assert redact_message(text, kind) == clean


def fail_with_a_cause() -> None:
    try:
        dict[str, int]()["Corner shop"]
    except KeyError as error:
        raise ExceptionGroup("for 'Alice'", [ValueError("mail alice@example.org")]) from error


def test_trace_keeps_its_frames_and_loses_its_texts() -> None:
    try:
        fail_with_a_cause()
    except ExceptionGroup as error:
        trace = redact_trace(type(error), error, error.__traceback__)

    assert "in fail_with_a_cause" in trace
    assert "KeyError: [hidden]" in trace
    assert "ExceptionGroup: for [hidden] (1 sub-exception)" in trace
    assert "ValueError: mail [hidden]" in trace


def test_no_exception_has_no_trace() -> None:
    assert redact_trace(None, None, None) == ""


def filtered(record: logging.LogRecord) -> str:
    RedactingFilter().filter(record)
    return JsonFormatter().format(record)


def test_filter_redacts_arguments_traces_and_stacks() -> None:
    error = ValueError("no 'Corner shop'")
    record = logging.LogRecord(
        "a", 30, "", 0, "to %s", ("alice@example.org",), (ValueError, error, None), sinfo="x=1 €5"
    )

    line = filtered(record)

    assert record.getMessage() == "to [hidden]"
    assert record.stack_info == "x=1 [hidden]"
    assert '"exception": "ValueError: no [hidden]"' in line


def test_server_redacts_its_own_lines(capsys: pytest.CaptureFixture[str]) -> None:
    server = ServerLogger(Config())

    server.error("Error handling request /x?q=alice")

    assert capsys.readouterr().err.endswith("Error handling request /x?q=[hidden]\n")
