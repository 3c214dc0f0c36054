import numpy as np
import pytest
import tensorflow as tf

from seqkit.images.image_bytes import decode_images
from seqkit.images.read_image_file import read_image
from tests.data.picture_files import BAD
from tests.data.picture_files import READABLE

SIZE = 16, 24


@pytest.fixture(scope="module")
def decode():
    """The graph that a server runs, for any number of rows."""
    spec = [tf.TensorSpec([None], tf.string)]
    graph = tf.function(lambda contents: decode_images(contents, SIZE), spec)
    return lambda contents: [part.numpy() for part in graph(tf.constant(contents))]


def test_says_what_python_says(decode):
    images, valid = decode([*READABLE.values()])
    assert valid.all() and images.shape == (len(READABLE), *SIZE, 3)
    for image, (name, content) in zip(images, READABLE.items(), strict=True):
        apart = image.astype(int) - read_image(content, SIZE)
        assert abs(apart).max() <= 1, name


def test_pixels_are_the_same_where_size_is(decode):
    content = READABLE["jpeg_progressive"]
    own = read_image(content)
    images, _ = decode_images(tf.constant([content]), own.shape[:2])
    np.testing.assert_array_equal(images[0], own)


def test_bad_rows_are_not_valid_and_spoil_no_other(decode):
    good = [READABLE["jpeg"], READABLE["png_palette"]]
    images, valid = decode([good[0], *BAD.values(), good[1]])
    assert valid.tolist() == [True] + [False] * len(BAD) + [True]
    np.testing.assert_array_equal(images[[0, -1]], decode(good)[0])
    assert not images[1:-1].any()


def test_no_rows_give_no_rows(decode):
    images, valid = decode(np.array([], dtype="S1"))
    assert images.shape == (0, *SIZE, 3) and valid.shape == (0,)


def test_both_ways_refuse_the_same_damage(decode):
    random = np.random.default_rng(0)
    contents = []
    for name in ("jpeg", "png", "png_grey_alpha"):
        for _ in range(20):
            content = bytearray(READABLE[name])
            content[random.integers(len(content))] ^= 1 << random.integers(8)
            contents.append(bytes(content[: random.integers(30, 2 * len(content))]))
    _, valid = decode(contents)
    assert 0 < valid.sum() < len(valid)
    for content, known in zip(contents, valid, strict=True):
        if known:
            read_image(content)
            continue
        with pytest.raises(ValueError):
            read_image(content)
