from __future__ import annotations

import gzip
import re
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR, "static")
TEMPLATES = Path(settings.BASE_DIR, "templates")
_PAIR = re.compile(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)")
TOKENS = {
    name: (light, dark)
    for name, light, dark in _PAIR.findall((STATIC / "css/tokens.css").read_text())
}
SURFACES = ("page", "surface", "surface-sunk", "surface-hover")
TEXT = [
    *product(("ink", "ink-soft", "accent"), SURFACES),
    *((state, "surface") for state in ("good", "warn", "bad")),
    *((state, f"{state}-soft") for state in ("accent", "good", "warn", "bad")),
    *(("ink", f"{state}-soft") for state in ("accent", "good", "warn", "bad")),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
]
GRAPHICS = [
    *((f"series-{i}", "surface") for i in range(1, 10)),
    *product(("line-strong",), SURFACES),
    ("accent", "surface-sunk"),
]


def template(name: str) -> str:
    return (TEMPLATES / name).read_text()


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_that_of_the_standard() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_words_can_be_read(front: str, back: str, theme: int) -> None:
    assert contrast(TOKENS[front][theme], TOKENS[back][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), GRAPHICS)
def test_graphics_stand_out(front: str, back: str, theme: int) -> None:
    assert contrast(TOKENS[front][theme], TOKENS[back][theme]) >= 3


@pytest.mark.parametrize("kind", ["stylesheets", "scripts"])
def test_assets_of_every_page_are_small_over_the_wire(kind: str) -> None:
    names = re.findall(r"{% static '([^']+)' %}", template(f"components/{kind}.html"))

    sizes = [len(gzip.compress((STATIC / name).read_bytes())) for name in names]
    assert 0 < sum(sizes) <= 14_000


def test_stylesheets_use_only_tokens_that_exist() -> None:
    text = "".join(path.read_text() for path in sorted((STATIC / "css").iterdir()))

    defined = set(re.findall(r"(--[\w-]+):", text))
    assert set(re.findall(r"var\((--[\w-]+)", text)) - defined == set()


def test_every_script_is_on_a_page() -> None:
    pages = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))

    # Those of packages lie in folders of their own.
    linked = set(re.findall(r"'js/([\w-]+\.js)", pages))
    assert linked == {path.name for path in (STATIC / "js").iterdir()}
