"""What the security documents point at exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CITED = re.compile(r"`((?:accounts|finehance|ledger|tests|tools|docs)/[\w/.-]+)`")


@pytest.mark.parametrize("name", ["security.md", "compliance.md"])
def test_evidence_exists(name: str) -> None:
    cited = CITED.findall((ROOT / "docs" / name).read_text())

    assert cited != []
    assert [path for path in cited if not (ROOT / path).exists()] == []


def test_every_chapter_of_the_standard_is_answered() -> None:
    rows = re.findall(r"^\| (\d+)[. ].*\| (met|partly|n/a) \|", _security(), re.MULTILINE)

    assert sorted({int(chapter) for chapter, _state in rows}) == list(range(1, 18))


def test_no_section_is_answered_without_evidence() -> None:
    rows = re.findall(
        r"^\| \d+[. ][^|]*\| (?:met|partly|n/a) \|([^|]*)\|$", _security(), re.MULTILINE
    )

    assert [row for row in rows if not row.strip()] == []


def _security() -> str:
    return (ROOT / "docs" / "security.md").read_text()
