import numpy as np
import pytest

from seqkit.plot import spectrogram

pytest.importorskip("matplotlib")

FEATURES = np.arange(40.0).reshape(10, 4)


def texts_of(figure):
    return {text.get_text(): text for text in figure.axes[0].texts if text.get_text()}


def test_strong_features_are_dark_and_the_first_one_is_below():
    (picture,) = spectrogram(FEATURES).axes[0].images
    pixels = picture.get_array()
    assert pixels.shape == (4, 10, 3)
    assert pixels[0, -1].max() < 60 and pixels[-1, 0].min() > 240


def test_padding_is_left_out():
    padded = np.pad(FEATURES, [(0, 5), (0, 0)], constant_values=np.nan)
    (picture,) = spectrogram(padded).axes[0].images
    assert picture.get_array().shape == (4, 10, 3)


def test_tokens_are_centred_under_their_frames():
    figure = spectrogram(FEATURES, 0.1, ["a", " ", "b"], [0, 2, 3], [0, 2, 4], stride=2)
    texts = texts_of(figure)
    left, right, _, _ = figure.axes[0].images[0].get_extent()
    for token, middle in (("a", 1), ("␣", 5), ("b", 8)):
        expected = left + (right - left) * middle / 10
        assert texts[token].get_position()[0] == pytest.approx(expected)
    assert {"seconds", "0.0", "1.0"} <= set(texts)


def test_tokens_that_would_overlap_are_on_several_lines():
    count = 60
    figure = spectrogram(
        np.eye(count), 0.01, ["word"] * count, range(count), range(count)
    )
    words = [text for text in figure.axes[0].texts if text.get_text() == "word"]
    assert len({text.get_position()[1] for text in words}) > 2


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"features": np.zeros((2, 3, 4))}, "of one sound.*codec.encode"),
        ({"features": np.full((2, 3), np.nan)}, "at least one finite"),
        ({"seconds_per_step": 0}, "`seconds_per_step`.*above 0"),
        ({"tokens": ["a"]}, "1 tokens, 0 first and 0 last"),
        ({"tokens": ["a"], "first": [10], "last": [10]}, "inside of the sound"),
        ({"tokens": ["a"], "first": [-1], "last": [-1]}, "inside of the sound"),
        ({"tokens": [*"ab"], "first": [1, 1], "last": [1, 2]}, "rise.*token 1, 'b'"),
    ],
)
def test_wrong_arguments_say_how_to_fix_them(arguments, message):
    with pytest.raises(ValueError, match=message):
        spectrogram(**{"features": FEATURES, **arguments})
