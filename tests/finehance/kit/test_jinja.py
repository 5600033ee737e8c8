from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

from finehance.kit.jinja import draw

FOLDER = Path(settings.BASE_DIR) / "templates" / "jinja"
NAMES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.jinja"))


@pytest.mark.parametrize("name", NAMES)
def test_template_can_be_read(name: str) -> None:
    assert engines["jinja"].get_template(name)


def test_values_are_escaped() -> None:
    drawn = draw("components/options.jinja", choices=[('"<b>', "<i>", None)], selected=())

    assert drawn == '<option value="&#34;&lt;b&gt;">&lt;i&gt;</option>'


def test_badge_of_a_tag_is_escaped_once() -> None:
    badge = engines["jinja"].env.filters["tag_badge"]  # type: ignore[attr-defined]

    assert badge("<b> & co").strip().endswith("&lt;b&gt; &amp; co</span>")
