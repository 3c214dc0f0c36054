import numpy as np
import pytest
from PIL import Image

from seqkit.images import read_image
from seqkit.images.read_image_file import check_size
from tests.data.picture_files import BAD
from tests.data.picture_files import GREY
from tests.data.picture_files import READABLE
from tests.data.picture_files import SMOOTH

PIXELS = np.asarray(SMOOTH)


def test_all_ways_to_give_an_image_are_one(tmp_path):
    path = tmp_path / "image.png"
    path.write_bytes(READABLE["png"])
    for image in (path, str(path), READABLE["png"], SMOOTH, PIXELS, PIXELS.tolist()):
        np.testing.assert_array_equal(read_image(image), PIXELS)


def test_grey_becomes_three_channels_and_transparency_is_dropped():
    grey = np.repeat(np.asarray(GREY)[..., None], 3, axis=2)
    for image in (GREY, np.asarray(GREY), grey[..., :1], READABLE["png_16_bits"]):
        np.testing.assert_array_equal(read_image(image), grey)
    np.testing.assert_array_equal(read_image(READABLE["png_alpha"]), PIXELS)
    np.testing.assert_array_equal(read_image(READABLE["png_grey_alpha"]), grey)
    four = np.dstack([PIXELS, PIXELS[..., :1]])
    np.testing.assert_array_equal(read_image(four), PIXELS)


def test_the_whole_image_is_resized_by_means():
    halves = np.zeros((4, 8, 3), "uint8")
    halves[:, 4:] = 200
    small = read_image(halves, (2, 4))
    assert small.shape == (2, 4, 3) and small.dtype == "uint8"
    np.testing.assert_array_equal(small[0, :, 0], [0, 25, 175, 200])
    assert read_image(READABLE["one_pixel"], (3, 2)).std(axis=(0, 1)).max() == 0
    assert read_image(READABLE["wide"], (32, 32)).shape == (32, 32, 3)


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_image_is_refused(name):
    with pytest.raises(ValueError, match="JPEG or PNG, that is whole. Received .*byte"):
        read_image(BAD[name], (8, 8))


def test_a_text_file_called_jpg_is_named(tmp_path):
    path = tmp_path / "cat.jpg"
    path.write_text("not a cat")
    with pytest.raises(ValueError, match=r"cat.jpg', which begins with b'not a ca'"):
        read_image(path)
    with pytest.raises(ValueError, match="no such file"):
        read_image(tmp_path / "dog.jpg")


@pytest.mark.parametrize(
    ("image", "said"),
    [
        (
            np.zeros((3, 4, 5), "uint8"),
            r"shape \(3, 4, 5\).*first axis is that of channels",
        ),
        (np.zeros((2, 4, 4, 3), "uint8"), "Give images one by one"),
        (np.zeros((0, 4, 3), "uint8"), r"Received shape \(0, 4, 3\)"),
        (np.ones((4, 4, 3)), r"float64 from 1.0 to 1.0. Scale it"),
        (np.full((4, 4), 256), "int64 from 256 to 256"),
        (Image.fromarray(np.zeros((2, 2), "float32")), "mode 'F'.*range"),
        (np.zeros((1, 2**26 + 1), "uint8"), "an array of 67,108,865 by 1"),
    ],
)
def test_arrays_that_are_no_image_say_why(image, said):
    with pytest.raises(ValueError, match=said):
        read_image(image)


def test_an_array_of_bool_says_how_to_scale_it():
    with pytest.raises(TypeError, match=r"array of bool. Scale it: `255 \* image"):
        read_image(np.zeros((4, 4), bool))


def test_sizes_are_whole_numbers():
    assert read_image(PIXELS, np.array([2, 3])).shape == (2, 3, 3)
    with pytest.raises(
        ValueError, match="`size` is an int of at least 1. Received 2.5"
    ):
        read_image(PIXELS, (2.5, 3))


@pytest.mark.parametrize("image", [None, 3, np.array(["a"])])
def test_other_things_are_no_image(image):
    with pytest.raises(TypeError, match="the bytes of a file, a PIL image or an array"):
        read_image(image)


@pytest.mark.parametrize("size", [3, (3,), (0, 3), (3, 3, 3), (2.5, 3)])
def test_a_size_is_two_numbers(size):
    with pytest.raises(ValueError, match="height and width.*encoder.size"):
        check_size(size)
