"""`Seq2Seq` that reads numbers over time: Listen, Attend and Spell."""

import numpy as np
import pytest

import seqkit
from tests.checks import assert_same
from tests.checks import check_model
from tests.models.signals import CODEC
from tests.models.signals import NUMBERS
from tests.models.signals import ROWS
from tests.models.signals import wild
from tests.models.small_translator import TARGET
from tests.models.small_translator import make_batch


def build_model(**arguments):
    small = {"units": 6, "embedding": 4, "dropout": 0.0, "length": 7, **arguments}
    return wild(seqkit.Seq2Seq(CODEC, TARGET, **small))


@pytest.fixture(scope="module")
def model():
    """No test may change it."""
    return build_model(stride=2)


@pytest.mark.slow
def test_keeps_what_every_model_owes():
    (_, before), after = make_batch()
    check_model(lambda: build_model(cell="rnn"), ((NUMBERS, before), after))


def test_padding_does_not_change_the_result(model):
    longer = np.pad(NUMBERS, [(0, 0), (0, 3), (0, 0)], constant_values=np.nan)
    before = make_batch()[0][1]
    assert_same(model((longer, before)), model((NUMBERS, before)))


def test_the_memory_has_a_place_for_each_group_of_steps(model):
    memory, lengths, _ = model.encode(NUMBERS)
    assert memory.shape == (4, 3, 12)
    # Rows of 3, 1, 5 and 3 steps; the one without a whole group has one place.
    assert np.asarray(lengths).tolist() == [1, 1, 2, 1]


def test_writes_one_text_for_each_source(model, untraced):
    one = model.generate(ROWS[2], beams=2)
    assert model.generate(ROWS, beams=2)[2:3] == one
    (found,) = model.generate_n(ROWS[2], beams=2)[0]
    assert found.attention.shape == (len(found.tokens), 2)
    np.testing.assert_allclose(found.attention.sum(axis=1), 1, rtol=1e-4)


def test_scores_pairs_of_a_source_and_a_text(model, untraced):
    both = model.score([(ROWS[0], "x"), (ROWS[2], "yz")])
    alone = model.score((ROWS[2], "yz"))
    np.testing.assert_allclose(
        alone.nats_per_token, both.texts[1].nats.mean(), rtol=1e-4
    )
    with pytest.raises(ValueError, match="pairs of a source and a target"):
        model.score([ROWS[0], ROWS[2]])


def test_a_stride_is_for_numbers():
    with pytest.raises(ValueError, match="source of texts"):
        seqkit.Seq2Seq(TARGET, TARGET, units=4, stride=2)
    with pytest.raises(TypeError, match="`codec` converts|vocabulary"):
        seqkit.Seq2Seq("abc", TARGET, units=4)
