"""Pictures drawn anew: upright, without metadata, and without whatever hid behind them."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from ledger.files.sniff import JPEG, PNG, WEBP, NotAccepted

MOST_PIXELS = 50_000_000
_FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
_KEPT_MODES = {"JPEG": {"RGB", "L"}, "PNG": {"RGB", "RGBA", "L", "LA", "P", "1"}}
_OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 90, "optimize": True},
    "PNG": {"optimize": False},
    "WEBP": {"quality": 90},
}


def draw_anew(data: bytes, content_type: str) -> bytes:
    """Return the picture as a new file of the same type: its first frame, turned upright.

    Place, time, camera, colour profile, comments and appended data are left behind. Raises
    NotAccepted for what cannot be drawn, or has more than MOST_PIXELS pixels, which are counted
    before any is unpacked.
    """
    kind = _FORMATS[content_type]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(data), formats=[kind])
        if picture.width * picture.height > MOST_PIXELS:
            raise NotAccepted("a picture of too many pixels")
        upright = ImageOps.exif_transpose(picture)
        return _encoded(upright, kind)
    except (OSError, ValueError, SyntaxError, EOFError, UnidentifiedImageError) as error:
        raise NotAccepted("a broken picture") from error
    except Image.DecompressionBombError as error:
        raise NotAccepted("a picture of too many pixels") from error


def _encoded(picture: Image.Image, kind: str) -> bytes:
    kept = _KEPT_MODES.get(kind, {"RGB", "RGBA"})
    if picture.mode not in kept:
        has_alpha = "A" in picture.mode or "transparency" in picture.info
        picture = picture.convert("RGBA" if has_alpha and kind != "JPEG" else "RGB")
    # Formats write some of what a picture was read with back; a copy of the pixels has nothing.
    bare = picture.copy()
    bare.info = {"transparency": picture.info["transparency"]} if _is_keyed(picture) else {}
    out = BytesIO()
    bare.save(out, kind, **_OPTIONS[kind])
    return out.getvalue()


def _is_keyed(picture: Image.Image) -> bool:
    return picture.mode == "P" and "transparency" in picture.info
