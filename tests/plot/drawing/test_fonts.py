import io

import numpy as np
import pytest

from seqkit import plot
from seqkit.plot.drawing import fonts as letters
from seqkit.plot.drawing.reading_direction import reads_leftward

pytest.importorskip("matplotlib")

HAN, ARABIC, BOX = "今天", "مرحبا", letters.BOX


@pytest.fixture(autouse=True)
def no_other_font(monkeypatch):
    """A machine whose only font is Matplotlib's own, in a new process."""
    whole = letters._font_for
    monkeypatch.setattr(
        letters,
        "_font_for",
        lambda each: whole(each) if each not in HAN + "กअ🎬" else None,
    )
    monkeypatch.setattr(letters, "_REPORTED", set())


def test_a_script_without_a_font_is_named_once(caplog):
    assert letters.drawable(f"a {HAN}") == f"a {BOX * 2}"
    letters.drawable(HAN)
    letters.drawable(f"{HAN} a")
    (record,) = caplog.records
    assert record.name == "seqkit" and record.levelname == "WARNING"
    message = record.getMessage()
    assert "No installed font has Han, so" in message
    assert "apt install fonts-noto-cjk`" in message and "fontlist-" in message


def test_each_script_is_named(caplog):
    letters.drawable(f"ก {HAN} अ 🎬")
    letters.drawable("กअ🎬")
    (record,) = caplog.records
    message = record.getMessage()
    assert "some signs and emoji and Devanagari and Han and Thai" in message
    assert "apt install fonts-noto-cjk fonts-noto-core`" in message


def test_letters_with_a_font_and_marks_without_width_cause_no_warning(caplog):
    assert letters.drawable(f"Zoë {ARABIC}") == f"Zoë {ARABIC}"
    letters.drawable("\x00\U000e0001\ue000")
    assert not caplog.records


@pytest.mark.parametrize(
    "text",
    [f"{HAN} {ARABIC}", f"{ARABIC} {HAN}", HAN, f"🎬 {ARABIC}", f"ก{ARABIC}", ""],
)
def test_boxes_keep_the_direction_of_the_text(text):
    assert reads_leftward(letters.drawable(text)) is reads_leftward(text)


def test_words_stand_in_the_direction_of_the_text():
    figure = plot.words([HAN, ARABIC], [1.0, 0.5])
    boxes = [box.get_x() for box in figure.axes[0].patches]
    assert boxes == sorted(boxes) and boxes[0] < 72
    figure = plot.words([ARABIC, HAN], [1.0, 0.5])
    assert figure.axes[0].patches[0].get_x() > 72 * figure.get_figwidth() / 2


def test_every_figure_marks_the_direction_of_its_texts():
    text, picture = f"{HAN} {ARABIC}", np.zeros((9, 9, 3), "uint8")
    shown = f"\u200e{BOX * 2} {ARABIC}"
    for figure in (
        plot.words(["a"], [1.0], text),
        plot.heatmap([[1.0]], [text], ["a"]),
        plot.confusion([[1]], [text]),
        plot.gallery([picture], [text]),
        plot.attended_regions(picture, [text], np.ones((1, 1, 1))),
        plot.scores_by_length(["1"], {text: [1.0]}),
    ):
        figure.savefig(io.BytesIO(), format="png", dpi=50)
        assert shown in [each.get_text() for each in figure.axes[0].texts]


def test_a_mark_of_direction_takes_no_room():
    plain, marked = (letters.measure(mark + BOX, 12) for mark in ("", "\u200e"))
    assert marked == pytest.approx(plain, 0.01)


def test_lines_of_a_gallery_are_written_as_they_are_read():
    picture, text = np.zeros((9, 9, 3), "uint8"), "ראיתי את Star Wars 4 פעמים"
    figure = plot.gallery([picture], [text], width=1.5, columns=1)
    lines = [each.get_text() for each in figure.axes[0].texts]
    # Matplotlib puts the words of a string in the order of the eye.
    assert len(lines) > 1 and all(map(reads_leftward, lines))
    assert " ".join(lines).replace("\u200f", "") == text
