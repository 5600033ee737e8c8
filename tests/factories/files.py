"""Files as people send them, and as attackers do."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    """Return a picture whose left half is red."""
    drawn = Image.new("RGB", size, "white")
    drawn.paste((255, 0, 0), (0, 0, size[0] // 2, size[1]))
    out = BytesIO()
    drawn.save(out, kind, **options)
    return out.getvalue()


def photo(orientation: int = 1) -> bytes:
    """Return a JPEG that tells where and with what it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "PlantedMaker"
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif, comment=b"PlantedComment")


def bomb() -> bytes:
    """Return a PNG of a few bytes that says it is 60,000 pixels wide and high."""
    header = struct.pack("!IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack("!I", len(data)) + body + struct.pack("!I", zlib.crc32(body))

    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100_000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, data) for name, data in parts)
