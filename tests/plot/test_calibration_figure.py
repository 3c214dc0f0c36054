import numpy as np
import pytest

from seqkit.plot import calibration
from seqkit.plot.drawing.fan import FORECAST
from tests.plot.forecasts import bands_of
from tests.plot.forecasts import lines_of
from tests.plot.forecasts import texts_of

pytest.importorskip("matplotlib")

LEVELS, SHARES = [0.1, 0.5, 0.9], [0.2, 0.5, 0.75]


def test_a_calibrated_level_lies_on_the_diagonal():
    figure = calibration(LEVELS, SHARES, title="Calibration")
    (diagonal,) = (
        line for line in figure.axes[0].lines if line.get_linestyle() == "--"
    )
    (line,) = lines_of(figure, FORECAST)
    across, down = diagonal.get_xdata(), diagonal.get_ydata()
    side = across[1] - across[0]
    assert down[0] - down[1] == pytest.approx(side)  # a square
    np.testing.assert_allclose((line.get_xdata() - across[0]) / side, LEVELS)
    np.testing.assert_allclose((down[0] - line.get_ydata()) / side, SHARES)
    assert {"level", "observed share", "0.25"} <= {*texts_of(figure)}
    assert not bands_of(figure)


def test_the_band_is_two_deviations_of_a_share_wide():
    figure = calibration([0.5], [0.5], count=100)
    (band,) = bands_of(figure)
    (diagonal,) = (
        line for line in figure.axes[0].lines if line.get_linestyle() == "--"
    )
    (left, right), (bottom, _) = diagonal.get_xdata(), diagonal.get_ydata()
    middle = band[np.isclose(band[:, 0], (left + right) / 2)]
    shares = (bottom - middle[:, 1]) / (right - left)
    np.testing.assert_allclose(
        [shares.min(), shares.max()], [0.5 - 0.098, 0.5 + 0.098], atol=1e-6
    )
    assert any("100 targets" in text for text in texts_of(figure))


@pytest.mark.parametrize(
    ("levels", "shares", "message"),
    [
        ([], [], "at least one"),
        (LEVELS, SHARES[:2], r"Received \(3,\) levels and \(2,\) shares"),
        (LEVELS[::-1], SHARES, "between 0 and 1 and rise"),
        ([10, 50, 90], SHARES, "divide percents by 100"),
        (LEVELS, [0.1, 0.5, 1.5], "shares lie from 0 to 1"),
        (LEVELS, [0.1, 0.5, np.nan], "shares lie from 0 to 1"),
    ],
)
def test_levels_and_shares_that_do_not_agree_are_refused(levels, shares, message):
    with pytest.raises(ValueError, match=message):
        calibration(levels, shares)


def test_a_count_is_an_int():
    with pytest.raises(ValueError, match="`count` is an int of at least 1. Received 0"):
        calibration(LEVELS, SHARES, count=0)
