import numpy as np
import pytest

from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import INK
from seqkit.plot.drawing.colours import PAPER
from seqkit.plot.drawing.colours import channels
from seqkit.plot.drawing.colours import colour_of
from seqkit.plot.drawing.colours import scaled
from seqkit.plot.drawing.colours import strongest_of


def luminance(colour):
    """WCAG 2.2, relative luminance."""
    shares = np.array(channels(colour)) / 255
    linear = np.where(
        shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4
    )
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(one, two):
    darker, lighter = sorted([luminance(one), luminance(two)])
    return (lighter + 0.05) / (darker + 0.05)


def test_text_is_readable_on_every_colour():
    for share in np.linspace(-1, 1, 41):
        assert contrast(INK, colour_of(share)) >= 4.5
    assert contrast(FAINT, PAPER) >= 4.5


def test_stronger_is_darker_on_both_sides():
    for sign in (1, -1):
        levels = [luminance(colour_of(sign * share)) for share in np.linspace(0, 1, 11)]
        assert levels == sorted(levels, reverse=True)


def test_for_and_against_differ_without_red_or_green_alone():
    blue = channels(colour_of(1.0))[2] - channels(colour_of(-1.0))[2]
    assert blue > 100  # what the common colour blindnesses keep


def test_shares_beyond_the_strongest_have_its_colour():
    assert colour_of(1.5) == colour_of(1.0)
    assert colour_of(0.0) == PAPER


def test_weights_are_scaled_by_the_strongest():
    np.testing.assert_allclose(scaled([1.0, -4.0, 0.0]), [0.25, -1.0, 0.0])
    assert strongest_of([1.0, -4.0]) == 4.0


@pytest.mark.parametrize("weights", [[], [0.0, 0.0], [np.nan], [np.inf, -np.inf]])
def test_weights_without_a_strongest_are_all_zero(weights):
    np.testing.assert_array_equal(scaled(weights), np.zeros(len(weights)))
    assert strongest_of(weights) == 0.0


def test_weights_that_are_not_finite_do_not_hide_the_others():
    np.testing.assert_allclose(scaled([np.nan, 2.0, np.inf, -1.0]), [0, 1, 0, -0.5])
