import numpy as np
import pytest

from seqkit.strokes import read_drawings


def read(folder, body, space=""):
    """Write an InkML file and read its drawing."""
    path = folder / "one.inkml"
    path.write_text(f"<ink{space}>{body}</ink>", encoding="utf-8")
    (drawing,) = read_drawings(path)
    return drawing


def test_traces_are_lines(tmp_path):
    body = "<trace>10 5, 11 7,\n12 5</trace><trace>9.5 -1e1</trace><trace/>"
    space = ' xmlns="http://www.w3.org/2003/InkML"'
    for drawing in (read(tmp_path, body), read(tmp_path, body, space)):
        first, second = drawing.lines
        np.testing.assert_array_equal(first, [[0, 0], [1, 2], [2, 0]])
        np.testing.assert_array_equal(second, [[-0.5, -15]])


def test_channels_have_names(tmp_path):
    body = (
        '<traceFormat><channel name="T"/><channel name="Y"/><channel name="X"/>'
        "</traceFormat><trace>0 1 2, 9 3 6</trace>"
    )
    np.testing.assert_array_equal(read(tmp_path, body).lines, [[[0, 0], [4, 2]]])


def test_differences_are_added(tmp_path):
    # The example of the standard, section 3.2.1, with its table of values.
    trace = "1125 18432,'23'43,\"7\"-8,3-5,7 -3,6 2,6 8,3 6,2 4"
    (line,) = read(tmp_path, f"<trace>{trace}</trace>").lines
    x = [1125, 1148, 1178, 1211, 1251, 1297, 1349, 1404, 1461]
    y = [18432, 18475, 18510, 18540, 18567, 18596, 18633, 18676, 18723]
    expected = np.stack([x, y], axis=1) - [x[0], y[0]]
    np.testing.assert_array_equal(line, expected)


def test_traces_are_continued_and_ways_of_a_lifted_pen_left_out(tmp_path):
    body = (
        '<trace id="a" continuation="begin">0 0, 1 1</trace>'
        '<trace type="penUp">5 5, 6 6</trace>'
        "<trace>9 9</trace>"
        '<trace continuation="end" priorRef="#a">2 2</trace>'
    )
    first, second = read(tmp_path, body).lines
    np.testing.assert_array_equal(first, [[0, 0], [1, 1], [2, 2]])
    np.testing.assert_array_equal(second, [[9, 9]])


@pytest.mark.parametrize(
    "body, message",
    [
        ("", "no <trace>"),
        ("<trace>1 2", "no XML"),
        ("<trace>1 2, 3</trace>", "trace 0"),
        ("<trace>1 2</trace><trace>1 two</trace>", "trace 1"),
        ("<trace>1 2, nan 3</trace>", "finite"),
    ],
)
def test_bad_files_are_named(body, message, tmp_path):
    with pytest.raises(ValueError, match=f"one.inkml.*{message}"):
        read(tmp_path, body)
