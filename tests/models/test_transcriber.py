import itertools
from collections import defaultdict

import numpy as np
import pytest

import seqkit
from seqkit.losses import ctc_nats
from tests.checks import assert_same
from tests.checks import check_model
from tests.checks import numbers
from tests.models.signals import CODEC
from tests.models.signals import LENGTHS
from tests.models.signals import NUMBERS
from tests.models.signals import ROWS
from tests.models.signals import wild
from tests.models.small_transcriber import VOCABULARY
from tests.models.small_transcriber import build_model
from tests.models.small_transcriber import make_batch


@pytest.fixture(scope="module")
def model():
    """No test may change it."""
    return build_model()


@pytest.fixture(scope="module")
def forward():
    """A model that reads forward only; no test may change it."""
    return build_model(bidirectional=False, stride=2)


def spelled(ids):
    """The text of the likeliest ids of all steps: repeats merged, blanks left out."""
    merged = [token for token, _ in itertools.groupby(ids)]
    return "".join(VOCABULARY.tokens[token] for token in merged if token)


@pytest.mark.slow
def test_keeps_what_every_model_owes():
    check_model(build_model, make_batch())


def test_outputs_are_logits_and_lengths(model):
    logits, lengths = numbers(model(NUMBERS))
    assert logits.shape == (4, 5, 6)
    assert lengths.tolist() == LENGTHS
    assert (logits[..., 1:4] < -1e8).all()  # unknown, start and end


def test_padding_does_not_change_the_result(model):
    longer = np.pad(NUMBERS, [(0, 0), (0, 3), (0, 0)], constant_values=np.nan)
    (logits, lengths), (padded, same) = model(NUMBERS), model(longer)
    assert_same(same, lengths)
    for row, length in enumerate(LENGTHS):
        assert_same(padded[row, :length], logits[row, :length])


def test_transcribes_the_likeliest_token_of_each_step(model, untraced):
    logits, _ = numbers(model(NUMBERS))
    expected = [
        spelled(row[:length].argmax(axis=-1))
        for row, length in zip(logits, LENGTHS, strict=True)
    ]
    found = model.transcribe(ROWS)
    assert [answer.text for answer in found] == expected
    assert any(expected)  # or the test could not fail
    one = model.transcribe(ROWS[2])
    assert one.text == expected[2] == str(one)
    np.testing.assert_allclose(one.score, found[2].score, rtol=1e-4)


def test_a_row_without_steps_says_nothing(model, untraced):
    assert model.transcribe(np.zeros((0, 2))).text == ""
    assert model.transcribe([]) == []


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_chunks_say_what_the_whole_says(forward, untraced, size):
    row = np.concatenate([ROWS[2], ROWS[0], ROWS[3], ROWS[2]])
    chunks = [row[first : first + size] for first in range(0, len(row), size)]
    pieces = list(forward.stream(chunks))
    assert len(pieces) == len(chunks)
    assert "".join(pieces) == forward.transcribe(row).text
    assert "".join(pieces)


def test_chunks_need_a_model_that_reads_forward(model):
    with pytest.raises(ValueError, match="bidirectional=False"):
        model.stream([ROWS[0]])


@pytest.mark.parametrize(
    "arguments, match",
    [
        ({"units": 0}, "units"),
        ({"stride": 0}, "stride"),
        ({"beams": 0}, "beams"),
        ({"dropout": 1.5}, "dropout"),
        ({"language_weight": -1}, "language_weight"),
        ({"token_bonus": float("nan")}, "token_bonus"),
        ({"cell": "transformer"}, "cell"),
    ],
)
def test_wrong_arguments_say_how_to_fix_them(arguments, match):
    with pytest.raises(ValueError, match=match):
        seqkit.Transcriber(CODEC, VOCABULARY, **{"units": 4, **arguments})


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        pytest.param({"cell": "gru", "bidirectional": False}, marks=pytest.mark.slow),
    ],
)
def test_a_search_finds_the_likeliest_text_of_all(arguments, untraced):
    model = build_model(**arguments)
    logs, _ = numbers(model.log_probabilities(NUMBERS[:2]))
    for row, steps in ((0, 3), (1, 1)):
        paths = itertools.product(range(6), repeat=steps)
        texts = defaultdict(float)
        for path in paths:
            texts[spelled(path)] += np.exp(logs[row, range(steps), path].sum())
        found = model.transcribe(ROWS[row], beams=40)
        assert found.text == max(texts, key=texts.get)
        np.testing.assert_allclose(
            found.score, np.log(texts[found.text]), rtol=1e-3, atol=1e-4
        )


@pytest.mark.slow
def test_a_language_model_ranks_texts(model, language_model, untraced):
    alone = model.transcribe(ROWS[:2], beams=8)
    same = model.with_language_model(language_model, 0.0, beams=8)
    assert [found.text for found in same.transcribe(ROWS[:2])] == [
        found.text for found in alone
    ]
    strong = model.with_language_model(language_model, 3.0, 1.0, beams=8)
    for row, found in enumerate(strong.transcribe(ROWS[:2])):
        own, _ = numbers(ctc_score(model, ROWS[row], found.tokens))
        nats = sum(text.nats.sum() for text in language_model.score(found.text).texts)
        expected = own - 3.0 * nats + len(found.tokens)
        np.testing.assert_allclose(found.score, expected, rtol=1e-2, atol=0.1)


def ctc_score(model, row, tokens):
    """The log-probability of a text, and 0: the loss with its sign turned."""
    logits, lengths = model(row[None])
    return -ctc_nats(tokens[None], logits, lengths)[0], 0.0


@pytest.fixture(scope="module")
def language_model():
    """Its probabilities are far from even; no test may change it."""
    return wild(seqkit.LanguageModel(VOCABULARY, units=4, embedding=4))


@pytest.mark.slow
def test_a_language_model_is_a_frozen_copy(model, language_model, tmp_path, untraced):
    fused = model.with_language_model(language_model, 0.7, 0.1, beams=4)
    assert len(fused.trainable_variables) == len(model.trainable_variables)
    assert fused.language_model is not language_model
    path = tmp_path / "model.keras"
    fused.save(path)
    loaded = seqkit.load(path)
    before, after = fused.transcribe(ROWS), loaded.transcribe(ROWS)
    assert [found.text for found in after] == [found.text for found in before]
    scores = [found.score for found in before]
    np.testing.assert_allclose([found.score for found in after], scores, rtol=1e-5)
    assert model.language_model is None


def test_a_language_model_of_another_vocabulary_says_how_to_fix_it(model):
    other = seqkit.LanguageModel(seqkit.Vocabulary(["x"]), units=4, embedding=4)
    with pytest.raises(ValueError, match="vocabulary of the transcriber"):
        model.with_language_model(other)


def test_the_alignment_is_the_likeliest_path_of_the_text(model, untraced):
    logs, _ = numbers(model.log_probabilities(NUMBERS[2:3]))
    paths = [
        path for path in itertools.product((0, 4, 5), repeat=5) if spelled(path) == "ab"
    ]
    best = max(paths, key=lambda path: logs[0, range(5), path].sum())
    found = model.align(ROWS[2], "ab")
    assert found.tokens == ["a", "b"]
    for token, first, last in zip((4, 5), found.first, found.last, strict=True):
        assert [step for step in range(5) if best[step] == token] == list(
            range(first, last + 1)
        )
    np.testing.assert_array_equal(found.times()[:, 0], found.first)
    assert str(found).splitlines()[1].split()[-1] == "a"


def test_alignments_of_what_is_transcribed(model, untraced):
    texts = [found.text for found in model.transcribe(ROWS)]
    found = model.align(ROWS)
    assert [alignment.text for alignment in found] == texts
    assert [len(alignment.first) for alignment in found] == list(map(len, texts))


def test_texts_that_cannot_be_aligned_say_why(model, untraced):
    with pytest.raises(ValueError, match="'bb' of 2 tokens for an input of 1 steps"):
        model.align(ROWS[1], "bb")
    with pytest.raises(ValueError, match="Received 1 texts for 4 inputs"):
        model.align(ROWS, ["a"])
    with pytest.raises(ValueError, match="'ax', of which token 1"):
        model.align(ROWS[0], "ax")


def test_wrong_objects_say_how_to_fix_them():
    with pytest.raises(TypeError, match="Sound.from_waves"):
        seqkit.Transcriber(VOCABULARY, VOCABULARY)
    with pytest.raises(TypeError, match="vocabulary"):
        seqkit.Transcriber(CODEC, "abc")
    with pytest.raises(TypeError, match="LanguageModel"):
        seqkit.Transcriber(CODEC, VOCABULARY, language_model="english")


def test_targets_of_another_shape_say_how_to_fix_them(model):
    with pytest.raises(ValueError, match="data.transcripts"):
        model.fit(NUMBERS, np.zeros((4, 3, 2), "int32"))
