"""Waves and WAV files for the tests, built byte by byte."""

import struct

import numpy as np

RATE = 8_000
TONE = (0.5 * np.sin(2 * np.pi * 440 * np.arange(800) / RATE)).astype("float32")


def wav(samples, rate=RATE, bits=16, code=1, chunks=b"", extensible=False):
    """Return the bytes of a WAV file of float samples `(samples[, channels])`."""
    samples = np.asarray(samples, "float64")
    samples = samples[:, None] if samples.ndim == 1 else samples
    channels, width = samples.shape[1], bits // 8
    if code == 3:
        body = samples.astype("<f4").tobytes()
    elif bits == 8:
        body = np.round(samples * 127 + 128).astype("uint8").tobytes()
    else:
        whole = np.round(samples * (2 ** (bits - 1) - 1)).astype("<i4")
        parts = whole.view("uint8").reshape(*samples.shape, 4)
        body = parts[..., :width].tobytes()
    own = 0xFFFE if extensible else code
    form = struct.pack(
        "<HHIIHH", own, channels, rate, rate * channels * width, channels * width, bits
    )
    if extensible:
        rest = b"\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71"
        form += struct.pack("<HHIH", 22, bits, 0, code) + rest
    data = b"fmt " + struct.pack("<I", len(form)) + form + chunks
    data += b"data" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(data) + 4) + b"WAVE" + data
