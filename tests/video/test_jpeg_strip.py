import io

import numpy as np
import pytest
from PIL import Image

from seqkit.video import read_strip


def strip_of(frames, form):
    file = io.BytesIO()
    Image.fromarray(np.concatenate(list(frames), axis=1)).save(file, form)
    return file.getvalue()


@pytest.mark.parametrize("channels", [(), (3,)])
def test_frames_side_by_side_are_a_clip(tmp_path, channels):
    frames = np.random.default_rng(0).integers(0, 255, (3, 4, 6, *channels), "uint8")
    contents = strip_of(frames, "PNG")
    np.testing.assert_array_equal(read_strip(contents, 4, 6), frames)
    (tmp_path / "strip.png").write_bytes(contents)
    np.testing.assert_array_equal(read_strip(tmp_path / "strip.png", 4, 6), frames)


def test_a_jpeg_is_read_as_the_documents_say():
    frames = np.full((5, 32, 64), 90, "uint8")
    contents = strip_of(frames, "JPEG")
    array = np.asarray(Image.open(io.BytesIO(contents)))
    expected = array.reshape(32, -1, 64).transpose(1, 0, 2)
    np.testing.assert_array_equal(read_strip(contents, 32, 64), expected)


def test_wrong_strips_are_refused(tmp_path):
    contents = strip_of(np.zeros((3, 4, 6), "uint8"), "PNG")
    for size in [(5, 6), (4, 7)]:
        with pytest.raises(ValueError, match="strip of frames is .* 18 by 4 pixels"):
            read_strip(contents, *size)
    with pytest.raises(ValueError, match="is whole. Received 9 bytes"):
        read_strip(b"no pixels", 4, 6)
    with pytest.raises(ValueError, match="absent"):
        read_strip(tmp_path / "absent.jpg", 4, 6)
