import numpy as np
import pytest

import seqkit
from tests.checks import assert_same
from tests.checks import check_model
from tests.checks import numbers
from tests.models.signals import CODEC
from tests.models.signals import LENGTHS
from tests.models.signals import NUMBERS
from tests.models.signals import ROWS
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
    merged = [now for before, now in zip([0, *ids], ids) if now != before]  # noqa: B905
    return "".join(VOCABULARY.tokens[now] for now in merged if now)


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
