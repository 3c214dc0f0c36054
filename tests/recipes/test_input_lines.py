import json

import numpy as np
import pytest

from recipes.__main__ import main
from recipes._input_lines import read_line
from seqkit.serving.signatures import ArraySpec
from seqkit.serving.signatures import Signature

TEXT = ArraySpec("string")
VALUES = {
    "values": ArraySpec("float32", (None, None, 3)),
    "lengths": ArraySpec("int32"),
}
STEPS = [[1, 2, 3], [4, 5, 6.5]]


def signature(**inputs):
    return Signature(inputs, {})


def test_the_line_of_one_text_is_the_text():
    settings = {"temperature": ArraySpec("float32"), "seed": ArraySpec("int32")}
    one = signature(text=TEXT, **settings)
    for line in (b"\xff", "an", '{"text": "a"}', "[1]"):
        assert read_line(line, one) == {"text": line}


def test_the_line_of_one_image_is_its_path(tmp_path):
    (tmp_path / "dog.png").write_bytes(b"pixels")
    path = str(tmp_path / "dog.png")
    assert read_line(path, signature(image=TEXT)) == {"image": b"pixels"}
    both = json.dumps({"image": path, "text": "a dog"})
    expected = {"image": b"pixels", "text": "a dog"}
    assert read_line(both, signature(image=TEXT, text=TEXT)) == expected


def test_the_line_of_several_inputs_or_of_numbers_is_json():
    row = {"text": "one dog", "other": "ein Hund"}
    assert read_line(json.dumps(row), signature(text=TEXT, other=TEXT)) == row
    numbers = signature(**VALUES)
    assert read_line(json.dumps(STEPS), numbers) == {"values": STEPS}
    assert read_line(json.dumps({"values": STEPS}), numbers) == {"values": STEPS}
    assert read_line("2.5", signature(n=ArraySpec("float32"))) == {"n": 2.5}


def test_the_line_of_one_drawing_is_its_path_or_json(tmp_path):
    offsets = np.array([[0, 0, 0], [3, 4, 1]], "float32")
    np.save(tmp_path / "start.npy", offsets)
    started = signature(
        strokes=ArraySpec("float32", (None, None, 3)), lengths=ArraySpec("int32")
    )
    for line in (str(tmp_path / "start.npy"), bytes(tmp_path / "start.npy")):
        np.testing.assert_array_equal(read_line(line, started)["strokes"], offsets)
    line = json.dumps(offsets.tolist()).encode()
    assert read_line(line, started) == {"strokes": offsets.tolist()}


def test_an_export_that_needs_nothing_is_asked_anew():
    drawn = signature(temperature=ArraySpec("float32"), seed=ArraySpec("int32"))
    assert read_line("{}", drawn) == {"seed": -1}
    assert read_line('{"temperature": 0.5}', drawn) == {"temperature": 0.5}


@pytest.mark.parametrize("line", ["one dog", b"\xff", '"one"', "[1]", ""])
def test_a_line_that_is_no_json_shows_one(line):
    with pytest.raises(ValueError, match='is JSON: {"text": …, "other": …}. Received'):
        read_line(line, signature(text=TEXT, other=TEXT))


@pytest.mark.serving
def test_run_asks_with_numbers_and_with_several_texts(tmp_path, capsys):
    pytest.importorskip("tensorflow")
    from seqkit.serving import export
    from tests.serving.series import Summary

    export(Summary(), tmp_path)
    main(["run", str(tmp_path), json.dumps(STEPS), "[]"])
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    totals = [np.sum(STEPS, axis=0).tolist(), [0.0] * 3]
    assert [answer["total"] for answer in answers] == totals
    row = json.dumps({"text": "ab", "other": "c", "offset": [1, 2]})
    main(["run", str(tmp_path), row, "--signature", "join"])
    assert capsys.readouterr().out.splitlines() == ["abc"]
