import importlib
import inspect
from pathlib import Path

import pytest

from recipes.__main__ import recipe_names

FUNCTIONS = ["load", "build", "train", "evaluate", "demo"]
LINES = 350
# In this order, between the arguments of the data and those of the run.
SIZES = ["epochs", "batch_size", "learning_rate", "units", "depth", "cell"]
RUN = ["save_to", "seed", "resume", "overwrite"]


@pytest.fixture(params=recipe_names())
def recipe(request):
    return importlib.import_module(f"recipes.{request.param}")


def test_every_recipe_has_the_five_functions(recipe):
    for name in FUNCTIONS:
        function = getattr(recipe, name)
        signature = inspect.signature(function)
        assert function.__doc__, name
        assert signature.return_annotation is not inspect.Signature.empty, name
        for parameter in signature.parameters.values():
            assert parameter.annotation is not inspect.Parameter.empty, parameter
            optional = parameter.default is not inspect.Parameter.empty
            # What a function works on comes first; options go by their names.
            assert (parameter.kind is inspect.Parameter.KEYWORD_ONLY) == optional


def test_every_recipe_trains_with_the_same_words(recipe):
    parameters = inspect.signature(recipe.train).parameters
    files = {"data", "validation", "test"}
    if recipe.__name__ == "recipes.memory":  # its tasks are generated
        files = set()
    assert files <= set(parameters)
    sizes = SIZES
    if recipe.__name__ == "recipes.captioning":  # a captioner has one layer
        sizes = [name for name in SIZES if name != "depth"]
    if recipe.__name__ == "recipes.vectors":  # no recurrent layers
        sizes = [name for name in SIZES if name not in ("depth", "cell")]
    assert [*parameters][-len(sizes + RUN) :] == sizes + RUN
    assert all(parameters[name].default is None for name in files)
    assert files <= set(inspect.signature(recipe.load).parameters)
    assert files <= set(inspect.signature(recipe.evaluate).parameters)
    assert parameters["save_to"].default == f"saved_models/{recipe.__name__[8:]}"


def test_every_recipe_is_short_and_imports_only_seqkit(recipe):
    source = Path(recipe.__file__).read_text(encoding="utf-8")
    assert len(source.splitlines()) < LINES
    tops = [line for line in source.splitlines() if line.startswith("import ")]
    assert "import seqkit" in tops
    assert not {"import keras", "import tensorflow", "import numpy"} & set(tops)
