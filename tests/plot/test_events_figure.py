import numpy as np
import pytest

pytest.importorskip("matplotlib")

from matplotlib.colors import to_hex

from seqkit import plot
from seqkit.plot.drawing.colours import TINTS

VALUES = np.sin(np.arange(120)).reshape(60, 2)
SHARES = np.linspace(0, 1, 90).reshape(30, 3)
NAMES = ["none", "P", "S"]


def lines_of(figure):
    return figure.axes[0].lines


def texts_of(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_marks_stand_at_their_steps():
    figure = plot.events(VALUES, events=[("P", 59), ("P", 0)], truth=[("P", 30)])
    trace, *_ = lines_of(figure)
    places = trace.get_xdata()
    marks = [line for line in lines_of(figure) if len(line.get_xdata()) == 2]
    found = sorted(m.get_xdata()[0] for m in marks if m.get_linestyle() == "-")
    true = [m.get_xdata()[0] for m in marks if m.get_linestyle() == "--"]
    np.testing.assert_allclose(found, [places[0], places[59]])
    np.testing.assert_allclose(true, [places[30]])
    assert "found: solid, true: dashed" in texts_of(figure)


def test_probabilities_cover_the_time_of_the_values():
    figure = plot.events(VALUES, SHARES, names=NAMES)
    places = lines_of(figure)[0].get_xdata()
    p = next(line for line in lines_of(figure) if len(line.get_xdata()) == 30)
    # Each of 30 parts has two of the 60 steps.
    np.testing.assert_allclose(p.get_xdata(), places.reshape(30, 2).mean(axis=1))
    down = p.get_ydata()
    shares = (down[0] - down) / (down[0] - down[-1])
    np.testing.assert_allclose(shares, (SHARES[:, 1] - SHARES[0, 1]) / SHARES[-1, 0])
    curves = [line for line in lines_of(figure) if len(line.get_xdata()) == 30]
    assert len(curves) == 2 and {"P", "S"} <= {*texts_of(figure)}
    assert "none" not in texts_of(figure)  # the background has no line


def test_labels_colour_the_background_in_runs():
    labels = ["open"] * 20 + ["shut"] * 30 + ["open"] * 10
    figure = plot.events(VALUES[:, 0], labels=labels)
    (boxes,) = figure.axes[0].collections
    colours = [to_hex(colour) for colour in boxes.get_facecolors()]
    assert colours == [TINTS[0], TINTS[1], TINTS[0]]
    assert {"open", "shut", "0"} <= {*texts_of(figure)}


def test_a_label_has_the_colour_of_its_tag():
    labels = ["S"] * 20 + ["none"] * 20 + ["P"] * 10 + ["rest"] * 10
    figure = plot.events(VALUES, SHARES, names=NAMES, labels=labels)
    (boxes, *_) = figure.axes[0].collections
    colours = [to_hex(colour) for colour in boxes.get_facecolors()]
    assert colours == [TINTS[1], "#ffffff", TINTS[0], TINTS[2]]
    names = [text for text in texts_of(figure) if text in ("S", "P", "none", "rest")]
    assert sorted(names) == ["P", "S", "rest"]


def test_time_is_in_seconds_with_a_rate():
    assert "step" in texts_of(plot.events(VALUES))
    texts = texts_of(plot.events(VALUES, rate=10.0, channels=["east", "north"]))
    assert {"seconds", "5", "east", "north"} <= {*texts}


def test_missing_and_constant_values_are_drawn():
    values = np.full((5, 3), np.nan)
    values[:, 1] = 2.0
    values[:, 2] = [1, np.inf, 2, np.nan, 3]
    first, second, third = (line.get_ydata() for line in lines_of(plot.events(values)))
    assert np.isnan(first).all() and (second == second[0]).all()
    assert np.isnan(third).tolist() == [False, True, False, True, False]


def test_bad_arguments_are_named():
    cases = [
        ((np.zeros((0, 2)),), {}, r"`values`.*shape \(0, 2\)"),
        ((np.zeros((2, 3, 1)),), {}, r"`values`.*shape \(2, 3, 1\)"),
        ((VALUES, SHARES[0]), {}, r"`probabilities`.*shape \(3,\)"),
        ((VALUES, 2 * SHARES), {}, "`probabilities` are from 0 to 1"),
        ((VALUES, SHARES), {"names": ["P"]}, "`names` are 3 here.*Received 1"),
        ((VALUES,), {"channels": ["a"]}, "`channels` are 2 here"),
        ((VALUES,), {"labels": ["a"]}, "`labels` are 60 here: one for each step"),
        ((VALUES,), {"truth": [("P", 60)]}, "from 0 to 59.*`truth`"),
        ((VALUES,), {"events": [("P", -1)]}, "from 0 to 59.*`events`"),
        ((VALUES,), {"rate": 0}, "`rate` is the number of steps"),
    ]
    for arguments, options, message in cases:
        with pytest.raises(ValueError, match=message):
            plot.events(*arguments, **options)
