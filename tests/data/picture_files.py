"""Files of images of all kinds, made by Pillow."""

import io
import struct
import zlib

import numpy as np
from PIL import Image

RANDOM = np.random.default_rng(0)
SMOOTH = Image.fromarray(RANDOM.integers(0, 256, (5, 6, 3), "uint8")).resize((45, 37))


def packed(picture, form="PNG", **options):
    """The bytes of a file."""
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def with_alpha(mode):
    picture = SMOOTH.convert(mode)
    picture.putalpha(Image.fromarray(RANDOM.integers(0, 256, (37, 45), "uint8")))
    return picture


def header_of(width, height):
    """A PNG file that claims to be so large, and holds next to nothing."""
    parts = [b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)]
    parts += [b"IDAT" + zlib.compress(bytes(100)), b"IEND"]
    chunks = (
        struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part))
        for part in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


GREY = SMOOTH.convert("L")
READABLE = {
    "jpeg": packed(SMOOTH, "JPEG"),
    "jpeg_progressive": packed(SMOOTH, "JPEG", progressive=True, quality=50),
    "jpeg_grey": packed(GREY, "JPEG"),
    "jpeg_cmyk": packed(SMOOTH.convert("CMYK"), "JPEG"),
    "png": packed(SMOOTH),
    "png_alpha": packed(with_alpha("RGB")),
    "png_grey_alpha": packed(with_alpha("L")),
    "png_palette": packed(SMOOTH.quantize(9), transparency=bytes(range(9))),
    "png_one_bit": packed(SMOOTH.convert("1")),
    "png_16_bits": packed(Image.fromarray(np.asarray(GREY).astype("uint16") * 257)),
    "one_pixel": packed(SMOOTH.resize((1, 1))),
    "wide": packed(SMOOTH.resize((10_000, 3)), "JPEG"),
}
BAD = {
    "nothing": b"",
    "text": b"a text file, whatever it is called",
    "gif": packed(SMOOTH, "GIF"),
    "jpeg_truncated": READABLE["jpeg"][:-40],
    "jpeg_beginning": READABLE["jpeg"][:3],
    "png_truncated": READABLE["png"][:-1],
    "png_damaged": READABLE["png"][:60] + b"!" + READABLE["png"][61:],
    "bomb": header_of(100_000, 100_000),
    "bomb_beyond_integers": header_of(2**31 + 5, 2**31 - 1),
}
