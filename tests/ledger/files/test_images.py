"""Pictures drawn anew."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from ledger.files import images
from ledger.files.images import draw_anew
from ledger.files.sniff import JPEG, PNG, WEBP, NotAccepted
from tests.factories.files import bomb, photo, picture

KINDS = [("JPEG", JPEG), ("PNG", PNG), ("WEBP", WEBP)]


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize(("kind", "content_type"), KINDS)
def test_picture_stays_what_it_shows(kind: str, content_type: str) -> None:
    drawn = opened(draw_anew(picture(kind), content_type)).convert("RGB")

    left, right = drawn.getpixel((5, 10)), drawn.getpixel((35, 10))
    assert (opened(draw_anew(picture(kind), content_type)).format, drawn.size) == (kind, (40, 20))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert (left[0] > 240, left[1] < 20, min(right) > 240) == (True, True, True)


def test_metadata_is_left_behind() -> None:
    sent = photo()
    kept = draw_anew(sent, JPEG)

    assert (b"PlantedMaker" in sent, b"PlantedComment" in sent) == (True, True)
    assert (b"Planted" in kept, b"Exif" in kept, dict(opened(kept).getexif())) == (False, False, {})


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_metadata_of_other_kinds_is_left_behind(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "PlantedMaker"
    sent = picture(kind, exif=exif, icc_profile=b"PlantedProfile")

    kept = draw_anew(sent, dict(KINDS)[kind])

    assert (b"Planted" in sent, b"Planted" in kept) == (True, False)


def test_photo_is_turned_upright() -> None:
    assert opened(draw_anew(photo(orientation=6), JPEG)).size == (20, 40)


@pytest.mark.parametrize(("kind", "content_type"), KINDS)
def test_what_hides_behind_a_picture_is_left_behind(kind: str, content_type: str) -> None:
    sent = picture(kind) + b"<script>alert(1)</script>PK\x03\x04"

    assert b"<script>" not in draw_anew(sent, content_type)


def test_transparency_stays() -> None:
    out = BytesIO()
    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(out, "PNG")

    drawn = opened(draw_anew(out.getvalue(), PNG))

    assert drawn.convert("RGBA").getpixel((0, 0)) == (255, 0, 0, 0)


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK"])
def test_modes_are_drawn(mode: str) -> None:
    kind, content_type = ("JPEG", JPEG) if mode == "CMYK" else ("PNG", PNG)
    out = BytesIO()
    Image.new(mode, (4, 4)).save(out, kind)

    assert opened(draw_anew(out.getvalue(), content_type)).size == (4, 4)


def test_bomb_is_refused_before_it_unpacks() -> None:
    with pytest.raises(NotAccepted, match="too many pixels"):
        draw_anew(bomb(), PNG)


def test_picture_of_too_many_pixels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MOST_PIXELS", 799)

    with pytest.raises(NotAccepted, match="too many pixels"):
        draw_anew(picture(), JPEG)


@pytest.mark.parametrize(
    "data",
    [picture()[:60], b"\xff\xd8\xff\xe0 no picture", picture("PNG")],
    ids=["cut off", "only a beginning", "another kind"],
)
def test_broken_picture_is_refused(data: bytes) -> None:
    with pytest.raises(NotAccepted, match="a broken picture"):
        draw_anew(data, JPEG)
