import functools
import io
import sys

import keras
import numpy as np
import pytest

import seqkit
from recipes import _continuing
from recipes.__main__ import main
from tests.checks import EAGERLY

TEXT = "PANDARUS:\nشب تاریک و بیم موج\n"
VOCABULARY = seqkit.Vocabulary.from_texts([TEXT])


def build(**arguments):
    model = seqkit.LanguageModel(
        VOCABULARY, units=8, embedding=4, length=6, **arguments
    )
    random = np.random.default_rng(1)
    for weight in model.trainable_variables:
        weight.assign(random.normal(size=weight.shape))
    model.get_layer("head").bias.assign([0, 0, 0, -99] + [0] * (len(VOCABULARY) - 4))
    return model


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A folder with a model of texts, and no export."""
    folder = tmp_path_factory.mktemp("plain")
    build().save(folder / "model.keras")
    return folder


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A folder with a model that was trained on running text."""
    folder = tmp_path_factory.mktemp("running")
    build(stateful=True, batch_size=2).save(folder / "model.keras")
    return folder


@pytest.fixture(scope="module", autouse=True)
def loaded_once():
    """Loads a model once, so that its graphs are traced once."""

    @functools.cache
    def load(path, **options):
        model = whole_load(path, **options)
        model.run_eagerly = EAGERLY
        return model

    whole_load = seqkit.load
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seqkit, "load", load)
        yield


@pytest.fixture(scope="module")
def model():
    return build()


def run(capsys, *arguments):
    main(["run", *map(str, arguments)])
    return capsys.readouterr()


@pytest.mark.slow
def test_length_continues_a_text_as_the_model_draws_it(model, plain, capsys):
    flags = "--length=40", "--temperature=0.7", "--seed=3"
    said = run(capsys, plain, "PANDARUS:", *flags)
    (expected,) = model.generate("PANDARUS:", length=40, temperature=0.7, seed=3)
    assert said.out == f"{expected}\n"
    assert len(said.out) == len("PANDARUS:") + 40 + 1
    assert said.err == ""


def test_several_continuations_have_seeds_of_their_own(model, plain, capsys):
    said = run(capsys, plain, "A", "P", "--length=9", "--seed=3", "--count=2")
    expected = [
        model.generate(text, length=9, seed=seed)[0]
        for text in ("A", "P")
        for seed in (3, 4)
    ]
    assert said.out == "".join(f"{text}\n" for text in expected)


def test_each_piece_is_flushed_as_it_is_drawn(plain, monkeypatch):
    written = []

    class Terminal(io.StringIO):
        def flush(self):
            written.append(self.getvalue())

    monkeypatch.setattr(sys, "stdout", Terminal())
    main(["run", str(plain), "A", "--length=5", "--seed=1"])
    lengths = [len(text) for text in written]
    assert lengths[:6] == [1, 2, 3, 4, 5, 6]


@pytest.mark.slow
def test_a_model_of_running_text_continues_without_length(model, running, capsys):
    said = run(capsys, running, "A", "--seed=2")
    (expected,) = model.generate("A", seed=2)
    assert said.out == f"{expected}\n"


def test_characters_never_seen_are_named_beside_the_answer(model, plain, capsys):
    said = run(capsys, plain, "A日本A日", "--length=4", "--temperature=0")
    (expected,) = model.generate("A日本A日", length=4, temperature=0)
    assert said.out == "A日本A日" + expected[5:] + "\n"
    assert said.err.startswith("seqkit: the model has never seen '日', '本'; each is")
    assert said.err.count("\n") == 1


def test_many_unknown_characters_are_counted():
    unknown = [chr(place) for place in range(100, 130)]
    assert "'{' and 10 more; each" not in _continuing.warning(unknown[:20])
    assert "'w' and 10 more; each" in _continuing.warning(unknown)


def test_text_from_right_to_left_is_printed_in_the_order_of_its_letters(plain, capsys):
    """A terminal turns it round by itself: marks or reordering would break it."""
    said = run(capsys, plain, "شب تار", "--length=30", "--seed=1")
    assert said.out.startswith("شب تار")
    assert set(said.out) <= set(TEXT)
    assert said.err == ""


def test_broken_bytes_of_the_shell_are_read_as_unknown(plain, capsys):
    said = run(capsys, plain, "A\udcff", "--length=3")
    assert said.out.startswith("A\ufffd")
    assert "never seen '\ufffd'" in said.err


def test_lines_of_standard_input_are_continued(model, plain, capsys, monkeypatch):
    lines = io.TextIOWrapper(io.BytesIO(b"P\n\nA\r\n"))
    monkeypatch.setattr(sys, "stdin", lines)
    said = run(capsys, plain, "--length=2", "--temperature=0")
    expected = model.generate(["P", "", "A"], length=2, temperature=0)
    assert said.out == "".join(f"{text}\n" for text in expected)


@pytest.mark.parametrize(
    "flags, expected",
    [
        (["--length=0"], "`--length` is a number from 1"),
        (["--length=5", "--beams=2"], "`--length` prints .* Received `--beams` too"),
        (["--length=5", "--scores"], "Received `--scores` too"),
        (["--length=5", "--temperature=-1"], "`--temperature` is a number from 0"),
        (["--max-new-tokens=5"], "Use `--length`"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_flags_that_do_not_fit_are_named(plain, flags, expected):
    with pytest.raises(SystemExit, match=f"seqkit: .*{expected}"):
        main(["run", str(plain), "A", *flags])


def test_length_needs_the_file_of_a_language_model(tmp_path):
    for content in (None, b"damaged"):
        if content:
            (tmp_path / "model.keras").write_bytes(content)
        with pytest.raises(SystemExit, match="by the file `model.keras` of a `Lang"):
            main(["run", str(tmp_path), "A", "--length=5"])
    classifier = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    classifier.save(tmp_path / "model.keras")
    with pytest.raises(SystemExit, match="There is none in"):
        main(["run", str(tmp_path), "A", "--length=5"])
