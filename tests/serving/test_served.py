import shutil

import numpy as np
import pandas as pd
import pytest

from seqkit.serving import Served
from seqkit.serving import ServingError
from tests.processes import run_python


def test_one_text_gives_one_answer_and_several_a_list(served):
    assert set(served("an")) == {"text", "score", "valid"}
    one, two = served(["an", "Jo"])
    assert (one["text"], two["text"]) == (served("an")["text"], served("Jo")["text"])
    assert served([]) == []
    assert [each["text"] for each in served(iter(["an"]))] == [one["text"]]
    assert served(np.array(["an"]))[0]["text"] == one["text"]


def test_the_newest_version_is_loaded(exported):
    assert Served(exported.parent).path == exported


def test_single_values_are_used_for_all_rows(served):
    inputs = {"text": ["an", "Jo"], "seed": 7, "temperature": np.float32(0.5)}
    spelled_out = {
        "text": ["an", "Jo"],
        "seed": np.array([7, 7]),
        "temperature": (0.5, 0.5),
        "top_k": [0, 0],
        "top_p": [1, 1],
    }
    assert served.predict(inputs, "sample") == served.predict(spelled_out, "sample")
    answer = served.predict({"text": "an", "seed": [1, 2]}, "sample")
    assert len(answer["text"]) == 2


def test_lone_surrogates_are_answered(served):
    assert served("a\ud800")["valid"] is False


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"signature": "smaple"}, "serving_default, sample. Received 'smaple'"),
        ({"heat": 1}, "takes text. Received text, heat"),
        ({"max_length": 5}, "takes text. Received text, max_length. .*`length`"),
        ({"do_sample": True}, 'do_sample. Ask `signature="sample"` to draw'),
        ({"n": 2}, 'Received text, n. Ask `signature="n_best"`'),
        ({"signature": "sample", "random_state": 2}, "random_state. Give `seed`"),
        ({"signature": "sample", "seed": 1, "heat": 1}, "text, seed, heat. Give each"),
        ({"num_beams": 5}, "num_beams. The beams of an export .* are fixed"),
        ({"signature": ["sample"]}, "serving_default, sample. Received"),
        ({"signature": "sample", "seed": [[1]]}, "cannot answer"),
        ({"signature": "sample", "temperature": None}, "`temperature` is float32"),
        ({"signature": "sample", "seed": [1, 2]}, "Received {'seed': 2, 'text': 1}"),
        ({"signature": "sample", "seed": 0.5}, "cannot answer.*0.5"),
        ({"signature": "sample", "seed": 2**31}, "cannot answer.*2147483648"),
        ({"signature": "sample", "temperature": "hot"}, "cannot answer.*hot"),
        ({"text": "Jo"}, "Received rows for no such input. Give all inputs by name"),
    ],
)
def test_wrong_inputs_say_how_to_fix_it(served, inputs, message):
    with pytest.raises(ServingError, match=message):
        served("an", **inputs)


@pytest.mark.parametrize(
    "several",
    [np.array, pd.Series, tuple, iter, lambda texts: (text for text in texts)],
    ids=["array", "column", "tuple", "iterator", "generator"],
)
def test_collections_are_lists(served, several):
    assert served(several(["an", "Jo"])) == served(["an", "Jo"])
    seeds = served(["an", "Jo"], "sample", seed=[7, 8])
    assert served(["an", "Jo"], "sample", seed=several([7, 8])) == seeds
    assert served(np.str_("an")) == served("an")


@pytest.mark.parametrize(
    "texts",
    [3, {"an"}, [["an"]], ["an", None], [3], pd.Series(["an", None])],
    ids=["int", "set", "nested", "missing", "ints", "NaN"],
)
def test_values_that_are_no_text_are_type_errors(served, texts):
    with pytest.raises(TypeError, match="`texts?` .*str or bytes"):
        served(texts)


@pytest.mark.parametrize("inputs", ["an", None, ["an"]])
def test_columns_are_given_by_name(served, inputs):
    with pytest.raises(TypeError, match="`inputs` is a dict from name to values"):
        served.predict(inputs)


def test_a_broken_export_says_so(exported, tmp_path):
    shutil.copytree(exported, tmp_path / "1")
    for file in (tmp_path / "1" / "variables").iterdir():
        file.write_bytes(file.read_bytes()[:50])
    with pytest.raises(ValueError, match="cannot be loaded.*Export the model again"):
        Served(tmp_path)
    for content in (b"", (exported / "saved_model.pb").read_bytes()[:999]):
        (tmp_path / "1" / "saved_model.pb").write_bytes(content)
        with pytest.raises(ValueError, match="damaged. Export the model again"):
            Served(tmp_path)


def test_a_path_without_an_export_says_how_to_make_one(served, model, tmp_path):
    assert Served(served.path / "saved_model.pb").path == served.path
    for path in (3, None, model):
        with pytest.raises(TypeError, match="`path` is the folder of an export"):
            Served(path)
    (tmp_path / "model.keras").touch()
    for path in (tmp_path, tmp_path / "model.keras"):
        with pytest.raises(FileNotFoundError, match=r"export\(seqkit.load\(path\)"):
            Served(path)


def test_a_wrong_folder_is_refused_before_tensorflow_is_imported(tmp_path):
    program = (
        "import sys\n"
        "sys.modules['tensorflow'] = None\n"
        "from seqkit.serving import Served\n"
        "try:\n"
        f"    Served({str(tmp_path)!r})\n"
        "except FileNotFoundError as error:\n"
        "    print(error)"
    )
    assert "has no version" in run_python(program)
