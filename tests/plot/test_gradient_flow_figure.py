import io

import numpy as np
import pytest

from seqkit.plot import gradient_flow
from tests.plot.logs import matplotlib_warnings

pytest.importorskip("matplotlib")

FLOWS = {"rnn": 0.1 ** np.arange(6), "lstm": 2.0 ** np.arange(4)}


def texts_of(figure):
    return {text.get_text(): text for text in figure.axes[0].texts}


def lines_of(figure, style):
    return [line for line in figure.axes[0].lines if line.get_linestyle() == style]


def curves_of(figure):
    return [line for line in lines_of(figure, "-") if len(line.get_xdata()) > 2]


def test_a_constant_factor_is_a_straight_line_on_the_grid():
    figure = gradient_flow(FLOWS)
    texts, (rnn, lstm) = texts_of(figure), curves_of(figure)
    one, small = (texts[tick].get_position()[1] for tick in ("10⁰", "10⁻⁴"))
    decade = (small - one) / 4
    np.testing.assert_allclose(np.diff(rnn.get_ydata()), decade)
    rises = np.diff(lstm.get_ydata())
    np.testing.assert_allclose(rises[:3], -decade * np.log10(2))
    assert np.isnan(rises[3:]).all()  # the shorter flow ends
    assert rnn.get_xdata()[2] == texts["2"].get_position()[0]


def test_the_limit_of_clipping_is_marked():
    figure = gradient_flow(FLOWS, clipping=0.1)
    _, line = sorted(lines_of(figure, "--"), key=lambda one: np.ptp(one.get_xdata()))
    assert line.get_ydata()[0] == pytest.approx(curves_of(figure)[0].get_ydata()[1])
    assert "clipped above 0.1" in texts_of(figure)
    assert not lines_of(gradient_flow(FLOWS, clipping=None), "--")


def test_each_layer_has_a_line():
    class Flow:
        norms = np.ones((2, 3))

    texts = texts_of(gradient_flow({"gru": Flow()}))
    assert {"gru, layer 1", "gru, layer 2"} <= texts.keys()


def test_any_name_and_any_norms_are_drawn_without_a_warning(caplog):
    for flows in (
        {"$x$ 非常": [1.0]},
        {"zeros": [1.0, 0.0, np.nan, 1e-30, 1e30]},
        {"a" * 99: [1e-9, 1e-9], "b": [1e-9, 1e-9]},
    ):
        figure = gradient_flow(flows, title="Many kinds")
        figure.savefig(io.BytesIO(), format="png", dpi=50)
    assert not matplotlib_warnings(caplog)


@pytest.mark.parametrize(
    ("flows", "error", "message"),
    [
        ([1.0], TypeError, "a dict from a name to a flow. Received list"),
        ({}, ValueError, "at least one flow"),
        ({"a": [0.0, 0.0]}, ValueError, r"shape \(2,\) for 'a'"),
        ({"a": np.ones((1, 1, 1))}, ValueError, r"shape \(1, 1, 1\)"),
    ],
)
def test_flows_that_no_line_can_show_are_refused(flows, error, message):
    with pytest.raises(error, match=message):
        gradient_flow(flows)


@pytest.mark.parametrize("clipping", [0, -1.0, np.inf, "1", True])
def test_clipping_is_a_norm(clipping):
    with pytest.raises(ValueError, match="`clipping` is a norm"):
        gradient_flow(FLOWS, clipping=clipping)
