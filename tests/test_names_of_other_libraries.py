import importlib
import inspect

import pytest

import seqkit
from recipes.__main__ import recipe_names
from recipes.__main__ import run
from seqkit.layers.recurrent_stack import RecurrentStack
from seqkit.names_of_other_libraries import OTHERS
from seqkit.names_of_other_libraries import advice_on
from seqkit.names_of_other_libraries import our_name
from seqkit.names_of_other_libraries import refuse_foreign
from tests.processes import run_python

EXPORTED = {"text", "image"}


def entrances():
    """Lists the functions that answer names: of models, of recipes and `run`."""
    models = [
        getattr(seqkit, name)
        for name in ("LanguageModel", "Seq2Seq", "Captioner")
        + ("SequenceClassifier", "SequenceTagger", "ImageEncoder")
    ]
    for model in models:
        for name in "__init__ generate score classify tag fit".split():
            if hasattr(model, name):
                yield getattr(model, name)
    for name in recipe_names():
        yield importlib.import_module(f"recipes.{name}").train
    yield run


def test_each_name_of_ours_is_an_argument():
    ours = {name for each in entrances() for name in inspect.signature(each).parameters}
    assert set(OTHERS) - ours <= EXPORTED


def test_no_name_is_listed_twice_nor_as_its_own():
    for ours, others in OTHERS.items():
        assert len(others.split()) == len({ours, *others.split()}) - 1


@pytest.mark.parametrize(
    ("name", "known", "ours"),
    [
        ("num_layers", ["units", "depth"], "depth"),
        ("num_layers", ["units"], None),
        ("vocab_size", ["source", "target", "pieces"], "pieces"),
        ("vocab_size", ["source", "target"], "source"),
        ("max_tokens", ["vocabulary"], "vocabulary"),
        ("max_tokens", ["vocabulary", "length"], "length"),
        ("depth", ["depth"], None),
        ("", ["depth"], None),
        (3, ["depth"], None),
    ],
)
def test_the_name_is_one_that_there_is(name, known, ours):
    assert our_name(name, known) == ours


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("beam_size", "Give `beams`."),
        ("maxlen", "Any length."),
        ("length", "Any length."),
        ("batch_first", "The batch is always the first axis: leave it out."),
        ("frobnicate", None),
    ],
)
def test_advice_is_ours_then_what_is_particular(name, advice):
    assert advice_on(name, ["beams"], {"length": "Any length."}) == advice


def test_layers_answer_names_of_other_libraries():
    refuse_foreign(RecurrentStack, {"name": "stack", "dtype": "float32"})
    with pytest.raises(TypeError, match="no argument `num_layers`. Give `depth`"):
        refuse_foreign(RecurrentStack, {"num_layers": 2})


def test_the_table_needs_the_standard_library_alone():
    program = "import sys, seqkit.names_of_other_libraries\n"
    program += "print({'numpy', 'keras', 'tensorflow'} & set(sys.modules))"
    assert run_python(program).strip() == "set()"
