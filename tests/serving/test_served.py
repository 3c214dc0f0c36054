import numpy as np
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
        ({"signature": "sample", "seed": [1, 2]}, "Received {'seed': 2, 'text': 1}"),
        ({"signature": "sample", "seed": 0.5}, "cannot answer.*0.5"),
        ({"signature": "sample", "seed": 2**31}, "cannot answer.*2147483648"),
        ({"signature": "sample", "temperature": "hot"}, "cannot answer.*hot"),
        ({"text": "Jo"}, "Use `predict`"),
    ],
)
def test_wrong_questions_say_how_to_fix_it(served, inputs, message):
    with pytest.raises(ServingError, match=message):
        served("an", **inputs)


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
    assert "there is none" in run_python(program)
