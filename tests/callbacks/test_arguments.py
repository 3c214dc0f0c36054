import numpy as np
import pandas
import pytest

from seqkit.callbacks import Bleu
from seqkit.callbacks import Checkpoints
from seqkit.callbacks import DecodedMetrics
from seqkit.callbacks import SampleOutputs
from seqkit.callbacks import SampleTags
from tests.callbacks.training import build


def zero(texts, references):
    return 0.0


@pytest.mark.parametrize(
    "several",
    [tuple, np.array, pandas.Series, iter, lambda items: dict.fromkeys(items).keys()],
    ids=["tuple", "array", "series", "iterator", "keys"],
)
def test_any_ordered_collection_is_taken(several):
    judge = DecodedMetrics(several(["a", "b"]), several(["c", "d"]), {"exact": zero})
    assert (judge.inputs, judge.references) == (["a", "b"], [["c"], ["d"]])
    assert SampleOutputs(several(["a", "b"])).inputs == ["a", "b"]
    assert SampleTags(several(["a", "b"])).sentences == ["a", "b"]


@pytest.mark.parametrize("number", [np.int64(2), np.array(2)], ids=["int64", "array"])
def test_numpy_ints_count(number):
    judge = Bleu(["a"], ["b"], every=number, beams=number, length=number, show=number)
    assert type(judge.every) is type(judge.arguments["beams"]) is int
    assert SampleOutputs(count=number, beams=number).arguments["count"] == 2


@pytest.mark.parametrize("number", [0, -1, 1.5, "2", True, float("nan")])
@pytest.mark.parametrize("name", ["every", "beams", "length"])
def test_what_is_no_count_is_refused_before_the_training(name, number):
    for callback in (
        lambda **given: DecodedMetrics(["a"], ["b"], {"exact": zero}, **given),
        lambda **given: SampleOutputs("a", **given),
    ):
        with pytest.raises(ValueError, match=f"`{name}` is an int of at least 1"):
            callback(**{name: number})


@pytest.mark.parametrize("metrics", [zero, [zero], {"exact": 1.0}, {"exact": None}])
def test_metrics_are_functions_by_name(metrics):
    with pytest.raises(TypeError, match="`metrics` are a dict from name to function"):
        DecodedMetrics(["a"], ["b"], metrics)


def test_a_metric_that_returns_no_number_says_which():
    judge = DecodedMetrics(["a"], ["b"], {"bleu": lambda *_: (1.0, "nrefs:1")}, show=0)
    model = build()
    model.generate = lambda inputs, **arguments: ["c"]
    judge.set_model(model)
    with pytest.raises(TypeError, match="one number. Received .1.0, 'nrefs:1'. from"):
        judge.on_epoch_end(0, {})


@pytest.mark.parametrize(
    "callback, method",
    [
        (SampleOutputs(), "generate"),
        (SampleTags(["a"]), "tag"),
        (DecodedMetrics(["a"], ["b"], {"exact": zero}), "generate"),
    ],
    ids=["SampleOutputs", "SampleTags", "DecodedMetrics"],
)
def test_a_model_without_the_method_is_refused_before_the_training(callback, method):
    with pytest.raises(TypeError, match=f"`model.{method}`. Received a Sequential"):
        build().fit(np.ones((1, 3)), np.ones((1, 1)), verbose=0, callbacks=[callback])


@pytest.mark.parametrize("sentences", [None, 3, {"a", "b"}])
def test_sentences_are_a_list(sentences):
    with pytest.raises(TypeError, match="`sentences` are a list"):
        SampleTags(sentences)


@pytest.mark.parametrize("folder", [3, b"x", ["a"], True])
def test_a_folder_is_a_path(folder):
    with pytest.raises(TypeError, match="saved in a folder. Received"):
        Checkpoints(folder)


def test_an_empty_path_is_no_folder():
    with pytest.raises(ValueError, match="Received '', which is empty"):
        Checkpoints("")


@pytest.mark.parametrize("monitor", [None, 3, ["val_loss"]])
def test_the_score_to_compare_is_a_name(monitor):
    with pytest.raises(TypeError, match="`monitor` is the name of a score"):
        Checkpoints(None, monitor)
