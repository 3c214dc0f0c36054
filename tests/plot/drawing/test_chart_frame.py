import numpy as np
import pytest

from seqkit.plot.drawing.chart_frame import ChartFrame
from seqkit.plot.drawing.chart_frame import tick_texts
from seqkit.plot.drawing.chart_frame import value_ticks

pytest.importorskip("matplotlib")


def test_values_are_mapped_to_the_corners():
    frame = ChartFrame(10, 110, 20, 70, low=2.0, high=4.0, ticks=[0.0, 5.0, 10.0])
    np.testing.assert_allclose(frame.across([2, 3, 4]), [10, 60, 110])
    np.testing.assert_allclose(frame.down([0, 10, np.nan]), [70, 20, np.nan])


@pytest.mark.parametrize(
    "values", [[3.0], [0.0, 0.0], [-1e9, 1e9], [1e-12, 2e-12], [1e6, 1e6 + 1], [-5.0]]
)
def test_grid_lines_lie_around_all_values_and_differ_in_their_texts(values):
    ticks = value_ticks([np.array(values), np.array([[np.nan]])])
    assert ticks[0] <= min(values) and ticks[-1] >= max(values)
    texts = tick_texts(ticks)
    assert len({*texts}) == len(ticks) >= 2
    numbers = [float(text.replace(",", "")) for text in texts]
    step = ticks[1] - ticks[0]
    np.testing.assert_allclose(numbers, ticks, atol=step / 50)


def test_texts_have_no_more_digits_than_they_need():
    assert tick_texts([-0.5, 0.0, 0.5]) == ["-0.5", "0.0", "0.5"]
    assert tick_texts([0, 50_000]) == ["0", "50,000"]
    assert tick_texts([0.0, 2e7]) == ["0", "2e+07"]
