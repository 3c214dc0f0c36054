import numpy as np
import pytest

pytest.importorskip("matplotlib")

from seqkit import plot

FRAMES = np.random.default_rng(0).integers(0, 255, (7, 8, 12, 3), "uint8")
TAGS, TRUE = [*"abcabca"], [*"abcabcb"]


def texts_of(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_each_frame_has_its_number_and_its_labels():
    figure = plot.frames(FRAMES, TAGS, TRUE, columns=4)
    texts = texts_of(figure)
    assert [text for text in texts if text.isdigit()] == [*"0123456"]
    assert texts.count("≠ b") == 1 and len(figure.axes[0].images) == 7
    (strip,) = [each for each in figure.axes[0].collections]
    assert strip.get_facecolor().shape == (1, 4)  # one wrong frame


def test_every_third_frame_of_grey_ones_without_true_labels():
    figure = plot.frames(FRAMES[..., 0], TAGS, every=3)
    assert [text for text in texts_of(figure) if text.isdigit()] == [*"036"]
    assert "≠" not in "".join(texts_of(figure))


def test_weights_colour_all_strips():
    figure = plot.frames(FRAMES, TAGS, weights=np.arange(7) - 3.0)
    assert len(figure.axes[0].collections) == 7


def test_wrong_counts_and_pictures_are_refused():
    with pytest.raises(ValueError, match="Received 7 frames and {'predicted': 6}"):
        plot.frames(FRAMES, TAGS[:6])
    with pytest.raises(ValueError, match="'true': 1"):
        plot.frames(FRAMES, TAGS, ["a"])
    with pytest.raises(ValueError, match="Frames are uint8 .* float64"):
        plot.frames(FRAMES / 255, TAGS)
    with pytest.raises(ValueError, match=r"Received shape \(0, 8, 12, 3\)"):
        plot.frames(FRAMES[:0], [])
