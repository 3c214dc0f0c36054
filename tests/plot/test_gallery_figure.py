import base64
import io
import re

import numpy as np
import pytest

from seqkit.plot import gallery
from seqkit.plot import gallery_html

pytest.importorskip("matplotlib")

from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

PICTURES = [
    np.full((20, 30, 3), 200, "uint8"),
    Image.new("RGB", (40, 20), "red"),
    Image.new("L", (10, 4000), 9),
]
CAPTIONS = ["a grey box on a wall", "a <red> & $wide$ box", ""]
REFERENCES = [["grey", "a grey box"], "red", []]
SCORES = [99.96, 3.0, 0.0]


def draw(figure):
    """Draw it as a file, where warnings are errors."""
    figure.savefig(io.BytesIO(), format="png", dpi=50)
    return figure.axes[0]


def test_each_picture_stands_over_its_texts():
    figure = gallery(
        PICTURES, CAPTIONS, REFERENCES, SCORES, score="CIDEr-D", columns=2, width=3.0
    )
    axes = draw(figure)
    assert len(axes.images) == 3
    texts = [text.get_text() for text in axes.texts]
    first = texts[: texts.index("CIDEr-D 100.0")]
    assert " ".join(first) == CAPTIONS[0] and len(first) > 1  # in lines
    rest = texts[len(first) :]
    assert rest[:3] == ["CIDEr-D 100.0", "grey", "a grey box"]
    assert rest[-3:] == ["–", "CIDEr-D 0.0", "black: the caption; grey: references"]
    renderer = FigureCanvasAgg(figure).get_renderer()
    for text in axes.texts[:-1]:  # the last is the legend
        column = 0 if text.get_position()[0] < 72 * 1.5 else 1
        edge = text.get_window_extent(renderer).x1 / figure.get_dpi()
        assert edge <= 1.5 * (column + 1) + 0.1
    assert figure.get_figheight() < 8  # also under what is very high


def test_arguments_left_out_are_not_drawn():
    axes = draw(gallery(PICTURES[:1], ["one two"]))
    assert [text.get_text() for text in axes.texts] == ["one two"]
    assert "float:right" not in gallery_html(PICTURES[:1], ["one"])


def test_html_holds_pictures_and_escaped_texts():
    page = gallery_html(PICTURES, CAPTIONS, REFERENCES, SCORES)
    assert "a &lt;red&gt; &amp; $wide$ box" in page and "<red>" not in page
    assert page.count("<figure") == page.count("</figure>") == 3
    assert page.count("<li") == 3 and ">score 100.0<" in page
    packed = re.findall(r'src="data:image/jpeg;base64,([^"]+)"', page)
    sizes = [Image.open(io.BytesIO(base64.b64decode(each))).size for each in packed]
    assert sizes[:2] == [(30, 20), (40, 20)] and max(sizes[2]) == 400
    assert page._repr_html_() == page


def test_arrays_and_generators_are_lists():
    for captions, references in (
        (np.array(["a", "b"]), np.array(["c", "d"])),
        (iter("ab"), iter([["c"], ("d",)])),
    ):
        pictures = np.zeros((2, 9, 9, 3), "uint8")
        figure = gallery(pictures, captions, references, np.array([1.0, 2.0]))
        texts = [text.get_text() for text in figure.axes[0].texts]
        assert texts[:-1] == ["a", "score 1.0", "c", "b", "score 2.0", "d"]


def test_layouts_without_room_are_refused():
    for columns in (0, 2.5, None):
        with pytest.raises(ValueError, match="`columns` is an int of at least 1"):
            gallery(PICTURES, CAPTIONS, columns=columns)
    with pytest.raises(ValueError, match="Give fewer columns, or more inches"):
        gallery(PICTURES, CAPTIONS, columns=np.int64(200))
    for width in (0, -1.0, np.nan, "8", None):
        with pytest.raises(ValueError, match="`width` is a number of inches"):
            gallery(PICTURES, CAPTIONS, width=width)
    for images, captions in (("dog.jpg", ["a"]), (PICTURES[1], ["a"]), (PICTURES, "a")):
        with pytest.raises(TypeError, match="are a list"):
            gallery(images, captions)


def test_lists_of_unequal_length_are_refused():
    said = "1 images, 2 captions, 1 references and 1 scores"
    for show in (gallery, gallery_html):
        with pytest.raises(ValueError, match=said):
            show(PICTURES[:1], CAPTIONS[:2], REFERENCES[:1])
        with pytest.raises(ValueError, match="one picture at least"):
            show([], [])
        with pytest.raises(ValueError, match="A picture is a PIL image"):
            show([b"bytes"], ["a"])
