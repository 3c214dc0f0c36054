"""Imports go one way, cost nothing, and name no private rooms of others."""

import ast
import functools
import importlib
import inspect
import json
import pkgutil
import re
import sys
from pathlib import Path

import pytest

from tests.processes import run_python

ROOT = Path(__file__).parents[1]
# Rooms on one line do not know each other; each knows all lines before its own.
LEVELS = [
    {"types", "arguments", "names_of_other_libraries", "messages", "lazy_names"},
    {
        "backend",
        "endpoint_kinds",
        "event_lists",
        "labels",
        "public_method",
        "sample_weights",
        "noise",
        "text_files",
    },
    {"losses", "table_files"},
    {"layers", "decoding", "metrics", "plot"},
    {"text", "images", "series", "sound", "strokes"},
    {"video"},  # which reads its frames as images
    {"data", "reports"},
    {"models"},
    {"serving", "explain", "callbacks"},
]
LEVEL = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}
TENSORFLOW_ROOMS = {
    "backend",
    "data",
    "endpoint_kinds",
    "images",
    "series",
    "serving",
    "sound",
    "strokes",
    "text",
    "video",
}
BACKEND_FILES = {
    "seqkit/backend/compiled.py",
    "seqkit/backend/cudnn_lstm.py",
    "seqkit/backend/gradient.py",
}
NAMED_TUPLE = {"_asdict", "_fields", "_make", "_replace"}  # public by its documents
# What others call private is needed here, and the files say why.
PRIVATE_FILES = {
    "seqkit/backend/keras_private.py",
    "seqkit/backend/sentencepiece_ops.py",
}
COMMAND = "seqkit/__main__.py"  # `python -m seqkit`, which runs the recipes' command
LONGEST = 350

LIBRARY = sorted((ROOT / "seqkit").rglob("*.py"))
RECIPES = sorted((ROOT / "recipes").rglob("*.py"))


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def room_of(path):
    return path.relative_to(ROOT / "seqkit").parts[0].removesuffix(".py")


@functools.cache
def tree_of(path):
    return ast.parse(path.read_text())


@functools.cache
def imports_of(path):
    """Lists `(module, inside a function)` of all imports of a file."""
    found = []

    def visit(node, inside):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            return  # for hints alone: nothing is imported
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

    visit(tree_of(path), False)
    return found


def packages_of(path, top_only=False):
    return {
        module.partition(".")[0]
        for module, inside in imports_of(path)
        if not (top_only and inside)
    }


def test_imports_only_go_down():
    for path in LIBRARY:
        room = room_of(path)
        if name_of(path) == COMMAND:
            assert imports_of(path) == [("recipes.__main__.main", False)]
            continue
        for module, inside in imports_of(path):
            parts, here = module.split("."), name_of(path)
            assert parts[0] != "recipes", f"{here}: the library knows no recipes"
            if module == "seqkit":
                # Public names, looked up when a function runs, as `seqkit.export`.
                assert inside and LEVEL[room] >= LEVEL["models"], here
            elif parts[0] == "seqkit" and parts[1] != room:
                assert LEVEL[parts[1]] < LEVEL[room], f"{here} knows {parts[1]}"


def test_a_recipe_imports_only_seqkit_at_its_top():
    for path in (ROOT / "recipes").glob("[!_]*.py"):
        others = packages_of(path, top_only=True) - sys.stdlib_module_names
        assert others <= {"seqkit", "recipes"}, name_of(path)


def test_tensorflow_is_imported_late_and_only_where_it_must_be():
    backends = {"tensorflow", "tensorflow_text", "jax", "torch"}
    for path in LIBRARY + RECIPES:
        assert not packages_of(path, top_only=True) & backends, name_of(path)
    for path in LIBRARY:
        if name_of(path) not in BACKEND_FILES:
            late = room_of(path) in TENSORFLOW_ROOMS
            allowed = {"tensorflow", "tensorflow_text"} if late else set()
            assert packages_of(path) & backends <= allowed, name_of(path)


def test_private_rooms_of_keras_stay_private():
    private = {f"{package}.src" for package in ("keras", "keras_hub", "keras_nlp")}
    for path in LIBRARY + RECIPES:
        nodes = ast.walk(tree_of(path))
        reached = {ast.unparse(n) for n in nodes if isinstance(n, ast.Attribute)}
        reached |= {module for module, _ in imports_of(path)}
        rooms = {".".join(name.split(".")[:2]) for name in reached}
        assert not rooms & private, name_of(path)


def test_private_names_of_others_stand_in_the_files_that_say_why():
    of_others, spelled = private_names(ROOT / "seqkit" / "backend" / "keras_private.py")
    of_keras = of_others | spelled
    assert {"_direction", "_compile_config", "_flatten_layers"} <= of_keras
    for path in LIBRARY + RECIPES:
        if name_of(path) not in PRIVATE_FILES:
            of_others, spelled = private_names(path)
            assert not of_others - defined_names(path) - NAMED_TUPLE, name_of(path)
            assert not spelled & of_keras, name_of(path)


def private_names(path):
    """Lists names such as `_name` in a file: of others, and of `self` or in strings."""
    of_others, spelled = set(), set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Attribute):
            own = ast.unparse(node.value) in ("self", "cls", "super()")
            (spelled if own else of_others).add(node.attr)
        elif isinstance(node, ast.Constant):
            spelled.add(str(node.value))
    private = re.compile(r"_[a-z]\w*")
    return tuple(
        {name for name in names if private.fullmatch(name)}
        for names in (of_others, spelled)
    )


def defined_names(path):
    """Lists the functions of a file, and the attributes that its classes set."""
    nodes = list(ast.walk(tree_of(path)))
    functions = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    return functions | {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and ast.unparse(node.value) == "self"
    }


def test_keras_hub_goes_by_the_name_it_has_today():
    for path in LIBRARY + RECIPES:
        assert "keras_nlp" not in packages_of(path), name_of(path)


def test_no_assert_outside_tests():
    for path in LIBRARY + RECIPES:
        nodes = ast.walk(tree_of(path))
        assert not any(isinstance(n, ast.Assert) for n in nodes), name_of(path)


def test_no_file_is_too_long():
    for path in LIBRARY + RECIPES:
        assert len(path.read_text().splitlines()) <= LONGEST, name_of(path)


def modules_after(program, **environment):
    """The packages that a program leaves in `sys.modules`."""
    program += "\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    printed = run_python(program, **environment)
    return {module.partition(".")[0] for module in json.loads(printed)}


def test_importing_seqkit_imports_next_to_nothing():
    heavy = {"tensorflow", "keras", "keras_hub", "matplotlib", "numpy", "jax"}
    assert not modules_after("import seqkit") & heavy


def test_no_public_name_hides_a_module():
    # `import seqkit.serving.exporting` then works as it is written.
    for path in (path for path in LIBRARY if path.name == "__init__.py"):
        package = ".".join(path.relative_to(ROOT).parent.parts)
        modules = {module.name for module in pkgutil.iter_modules([str(path.parent)])}
        public = getattr(importlib.import_module(package), "__all__", ())
        hidden = {
            name
            for name in modules & {*public}
            if not inspect.ismodule(getattr(importlib.import_module(package), name))
        }
        assert not hidden, package


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
