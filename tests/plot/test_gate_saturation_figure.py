import io

import numpy as np
import pytest

from seqkit.plot import gate_saturation

pytest.importorskip("matplotlib")

SHUT, OPEN = np.array([1.0, 0.0, 0.25]), np.array([0.0, 1.0, 0.5])
LAYER = {"input": (SHUT, OPEN), "forget": (OPEN, SHUT)}


def dots_of(figure):
    lines = figure.axes[0].lines
    return [line.get_xydata() for line in lines if line.get_marker() == "o"]


def test_has_a_dot_for_each_unit():
    figure = gate_saturation([LAYER, LAYER], title="Gates")
    figure.savefig(io.BytesIO(), format="png", dpi=50)
    texts = {text.get_text() for text in figure.axes[0].texts}
    assert {"input", "forget", "layer 0", "layer 1"} <= texts
    dots = dots_of(figure)
    assert [len(each) for each in dots] == [3] * 4
    shut, opened, between = dots[0]
    assert shut[0] < between[0] < opened[0]  # to the right: open
    assert shut[1] < between[1] < opened[1]  # upward: shut; points count downward
    side = opened[0] - shut[0]
    assert between[0] - shut[0] == pytest.approx(side / 2)
    assert opened[1] - between[1] == pytest.approx(side / 4)


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([], "the same gates"),
        ([{}], "the same gates"),
        ([LAYER, {"forget": (SHUT, OPEN)}], "the same gates"),
        ([{"forget": (SHUT, OPEN[:2])}], "equal length"),
        ([{"forget": (SHUT,)}], "'forget'"),
        ([{"forget": (2 * SHUT, OPEN)}], "from 0 to 1"),
        ([{"forget": (np.nan * SHUT, OPEN)}], "from 0 to 1"),
    ],
)
def test_what_are_no_shares_is_refused(layers, message):
    with pytest.raises(ValueError, match=message):
        gate_saturation(layers)
