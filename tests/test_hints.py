"""What type checkers read of names that are looked up lazily, and what is there."""

import ast
import importlib
import inspect
from pathlib import Path
from typing import get_overloads
from typing import get_type_hints

import pytest

import seqkit
from seqkit import Classification
from seqkit import Tagging

ROOT = Path(__file__).parents[1]


def stub_of(package):
    """Reads a stub: dict from each name to `module.name`, where it comes from."""
    path = ROOT.joinpath(*package.split("."), "__init__.pyi")
    imports = [
        (node.module, alias)
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    # A name without `as` is private to a stub.
    assert all(alias.name == alias.asname for _, alias in imports)
    return {alias.name: f"{module}.{alias.name}" for module, alias in imports}


@pytest.mark.parametrize(
    "package",
    [
        "seqkit",
        "seqkit.images",
        "seqkit.series",
        "seqkit.serving",
        "seqkit.sound",
        "seqkit.strokes",
        "seqkit.text",
        "seqkit.video",
    ],
)
def test_stubs_name_what_is_looked_up(package):
    module, stub = importlib.import_module(package), stub_of(package)
    assert sorted(stub) == sorted(module.__all__)
    public = {name: f"{where}.{name}" for name, where in module._PUBLIC.items()}
    rooms = {name: f"seqkit.{name}" for name in getattr(module, "_ROOMS", ())}
    known = public | rooms
    assert stub == {name: known[name] for name in stub}


def test_every_package_that_looks_names_up_has_a_stub():
    lazy = [
        path
        for path in (ROOT / "seqkit").rglob("__init__.py")
        if "__getattr__" in path.read_text()
    ]
    assert len(lazy) == 8
    assert all(path.with_suffix(".pyi").is_file() for path in lazy)
    assert (ROOT / "seqkit" / "py.typed").is_file()


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        (seqkit.SequenceClassifier.classify, Classification),
        (seqkit.SequenceTagger.tag, Tagging),
    ],
    ids=["classify", "tag"],
)
def test_one_text_has_one_answer_and_several_have_a_list(method, answer):
    hints = [get_type_hints(each)["return"] for each in get_overloads(method)]
    assert hints == [answer, list[answer]]


SETTINGS = "count length temperature top_k top_p beams length_penalty seed".split()


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        (seqkit.LanguageModel.generate, list[str]),
        (seqkit.Seq2Seq.generate_n, list[list[seqkit.Result]]),
    ],
    ids=["generate", "generate_n"],
)
def test_what_generates_shows_its_arguments(method, answer):
    parameters = inspect.signature(method).parameters
    assert list(parameters) == ["self", "inputs", *SETTINGS]
    assert all(parameters[name].kind.name == "KEYWORD_ONLY" for name in SETTINGS)
    assert all(f"{name}: " in seqkit.Captioner.generate.__doc__ for name in SETTINGS)
    hints = get_type_hints(method)
    assert hints["return"] == answer and hints["beams"] == int | None
