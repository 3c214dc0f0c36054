"""Imports go one way, cost nothing, and name no private rooms of others."""

import ast
import json
import sys
from pathlib import Path

import pytest

from tests.processes import run_python

ROOT = Path(__file__).parents[1]
# Rooms on one line do not know each other; each knows all lines before its own.
LEVELS = [
    {"types", "arguments", "other_names"},
    {"text", "losses", "metrics", "plot"},
    {"data", "layers", "decoding"},
    {"models"},
    {"serving", "explain", "callbacks"},
]
LEVEL = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}
TENSORFLOW_ROOMS = {"text", "data", "serving"}
BACKEND_FILES = {"seqkit/decoding/compiled.py", "seqkit/models/gradient.py"}
LONGEST = 350

LIBRARY = sorted((ROOT / "seqkit").rglob("*.py"))
RECIPES = sorted((ROOT / "recipes").rglob("*.py"))


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def room_of(path):
    return path.relative_to(ROOT / "seqkit").parts[0].removesuffix(".py")


each_library_file = pytest.mark.parametrize("path", LIBRARY, ids=name_of)
each_file = pytest.mark.parametrize("path", LIBRARY + RECIPES, ids=name_of)


def imports_of(path):
    """Lists `(module, inside a function)` of all imports of a file."""
    found = []

    def visit(node, inside):
        if isinstance(node, ast.Import):
            found.extend((alias.name, inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} has a relative import"
            assert [alias.name for alias in node.names] != ["*"]
            found.extend(
                (f"{node.module}.{alias.name}", inside) for alias in node.names
            )
        inside = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for child in ast.iter_child_nodes(node):
            visit(child, inside)

    visit(ast.parse(path.read_text()), False)
    return found


def packages_of(path, top_only=False):
    return {
        module.partition(".")[0]
        for module, inside in imports_of(path)
        if not (top_only and inside)
    }


@each_library_file
def test_imports_only_go_down(path):
    room = room_of(path)
    for module, inside in imports_of(path):
        parts = module.split(".")
        if parts[0] == "recipes":
            pytest.fail("the library knows no recipes")
        if module == "seqkit":
            # Public names, looked up when a function runs: `seqkit.export` in models.
            assert inside and LEVEL[room] >= LEVEL["models"]
        elif parts[0] == "seqkit" and parts[1] != room:
            assert LEVEL[parts[1]] < LEVEL[room], f"{room} knows {parts[1]}"


@pytest.mark.parametrize(
    "path", [path for path in RECIPES if path.name[0] != "_"], ids=name_of
)
def test_a_recipe_imports_only_seqkit_at_its_top(path):
    others = packages_of(path, top_only=True) - sys.stdlib_module_names
    assert others <= {"seqkit", "recipes"}


@each_file
def test_tensorflow_is_imported_late_and_only_where_it_must_be(path):
    backends = {"tensorflow", "tensorflow_text", "jax", "torch"}
    assert not packages_of(path, top_only=True) & backends
    if path in RECIPES or name_of(path) in BACKEND_FILES:
        return
    allowed = (
        {"tensorflow", "tensorflow_text"} if room_of(path) in TENSORFLOW_ROOMS else {}
    )
    assert packages_of(path) & backends <= set(allowed)


@each_file
def test_private_rooms_of_keras_stay_private(path):
    tree = ast.parse(path.read_text())
    reached = {ast.unparse(n) for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    reached |= {module for module, _ in imports_of(path)}
    private = {f"{package}.src" for package in ("keras", "keras_hub", "keras_nlp")}
    assert not {".".join(name.split(".")[:2]) for name in reached} & private


@each_file
def test_keras_hub_goes_by_the_name_it_has_today(path):
    assert "keras_nlp" not in packages_of(path)


@each_file
def test_no_assert_outside_tests(path):
    tree = ast.parse(path.read_text())
    assert not any(isinstance(node, ast.Assert) for node in ast.walk(tree))


@each_file
def test_no_file_is_too_long(path):
    assert len(path.read_text().splitlines()) <= LONGEST


def modules_after(program, **environment):
    """The packages that a program leaves in `sys.modules`."""
    program += "\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    printed = run_python(program, **environment)
    return {module.partition(".")[0] for module in json.loads(printed)}


def test_importing_seqkit_imports_next_to_nothing():
    heavy = {"tensorflow", "keras", "keras_hub", "matplotlib", "numpy", "jax"}
    assert not modules_after("import seqkit") & heavy


def test_an_unknown_name_says_which_there_are():
    import seqkit

    with pytest.raises(AttributeError, match="has no `Modell`.*LanguageModel"):
        _ = seqkit.Modell
    assert set(seqkit.__all__) <= set(dir(seqkit))
    assert all(getattr(seqkit, name) for name in seqkit.__all__)


def test_models_bring_nothing_that_keras_does_not_bring():
    pytest.importorskip("jax")
    program = "import seqkit\nseqkit.LanguageModel, seqkit.Vocabulary, seqkit.load"
    rooms = program + "\nseqkit.layers, seqkit.decoding, seqkit.models, seqkit.metrics"
    heavy = {"tensorflow", "tensorflow_text", "keras_hub", "matplotlib"}
    brought = modules_after(rooms, KERAS_BACKEND="jax")
    assert "keras" in brought  # looked up at the first use of a name
    assert not (brought - modules_after("import keras", KERAS_BACKEND="jax")) & heavy
